package dev.sinabro.cpu.kernel;

import static dev.sinabro.cpu.kernel.WinogradTiles.MATRICES;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.math.Winograd;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Window;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A 3 x 3 convolution by Winograd's F(2 x 2, 3 x 3): of each tile of 2 x 2 results 16 products of transformed inputs and
 * filters in place of 36. A strip of tiles is a chunk: its tiles are transformed into the scratch of a worker, where 16
 * calls of OpenBLAS find them in the cache, and the results are transformed from there.
 *
 * <p>A product that is folded, the gradient of a convolution by its input, is a convolution with the filter turned.
 */
final class WinogradProduct implements Kernel, Chunks {
  private final Machine machine;
  private final WinogradFilters filters;
  private final WinogradImage input;
  private final WinogradImage output;
  private final WinogradTiles tiles;
  private final int above;
  private final int before;
  private final float outside;
  private final int columns;

  private WinogradProduct(Machine machine, WinogradFilters filters, WinogradImage input, WinogradImage output,
      int images, List<Window> windows, boolean turned, double outside) {
    this.machine = machine;
    this.filters = filters;
    this.input = input;
    this.output = output;
    this.outside = (float) outside;
    above = turned ? 2 - windows.get(0).before() : windows.get(0).before();
    before = turned ? 2 - windows.get(1).before() : windows.get(1).before();
    tiles = WinogradTiles.of(images, output.height(), output.width(), input.channels() + output.channels());
    columns = WinogradShapes.columns(tiles.most(), input.channels(), output.channels());
  }

  /** A product with windows, images by filters. */
  static Kernel of(Machine machine, Step.WindowProduct step, ToLongFunction<View> address) {
    int axis = step.windows().axis();
    List<Window> windows = step.windows().windows();
    Shape image = step.image().shape();
    WinogradImage input = WinogradShapes.image(address.applyAsLong(step.image()), image, axis);
    int breadth = step.outputs().getFirst().shape().lastExtent();
    WinogradImage output = new WinogradImage(address.applyAsLong(step.outputs().getFirst()),
        windows.get(0).positions(input.height()), windows.get(1).positions(input.width()), breadth);
    int channels = input.channels();
    int[] strides = step.op().transposeB()
        ? new int[] {channels, 1, 9 * channels}
        : new int[] {channels * breadth, breadth, 1};
    WinogradFilters filters =
        new WinogradFilters(machine, address.applyAsLong(step.other()), strides, channels, breadth, false);
    return new WinogradProduct(machine, filters, input, output, image.count(0, axis), windows, false,
        step.windows().value());
  }

  /** A product that is folded. */
  static Kernel of(Machine machine, Step.FoldProduct step, ToLongFunction<View> address) {
    int axis = step.fold().axis();
    List<Window> windows = step.fold().windows();
    WinogradImage output = WinogradShapes.image(address.applyAsLong(step.image()), step.image().shape(), axis);
    int channels = step.inputs().getFirst().shape().lastExtent();
    WinogradImage input = new WinogradImage(address.applyAsLong(step.inputs().get(0)),
        windows.get(0).positions(output.height()), windows.get(1).positions(output.width()), channels);
    int breadth = output.channels();
    int[] strides = step.op().transposeB()
        ? new int[] {breadth * channels, 1, channels}
        : new int[] {breadth, 9 * breadth, 1};
    WinogradFilters filters =
        new WinogradFilters(machine, address.applyAsLong(step.inputs().get(1)), strides, channels, breadth, true);
    return new WinogradProduct(machine, filters, input, output, step.image().shape().count(0, axis), windows, true, 0);
  }

  @Override
  public void run() {
    filters.run();
    machine.run(tiles.strips(), this);
  }

  @Override
  public void run(int chunk, int worker) {
    WinogradTiles.Run[] strip = tiles.strip(chunk);
    int count = WinogradTiles.count(strip);
    long next = WinogradTiles.line(count * input.channels());
    long nextProduct = WinogradTiles.line(count * output.channels());
    long transforms = machine.scratch(worker);
    long products = transforms + MATRICES * next;
    long scratch = products + MATRICES * nextProduct;
    Winograd math = machine.math().winograd();
    long tile = transforms;
    for (WinogradTiles.Run run : strip) {
      input.inputs(machine.math(), run, above, before, outside, scratch, tile, next);
      tile += 4L * run.count() * input.channels();
    }
    for (int matrix = 0; matrix < MATRICES; matrix++) {
      multiply(count, transforms + matrix * next, filters.matrix(matrix), products + matrix * nextProduct);
    }
    tile = products;
    for (WinogradTiles.Run run : strip) {
      output.outputs(math, run, tile, nextProduct, scratch);
      tile += 4L * run.count() * output.channels();
    }
  }

  private void multiply(int count, long a, long b, long c) {
    int channels = input.channels();
    int breadth = output.channels();
    for (int column = 0; column < breadth; column += columns) {
      OpenBlas.multiply(false, false, count, Math.min(columns, breadth - column), channels, a, channels,
          b + 4L * column, breadth, c + 4L * column, breadth);
    }
  }
}
