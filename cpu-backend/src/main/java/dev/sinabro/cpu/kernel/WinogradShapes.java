package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Window;
import java.util.List;

/** Which products with windows Winograd's algorithm computes, from their shape alone. */
final class WinogradShapes {
  private static final Window THREE = Window.of(3);

  /** With fewer channels on either side the transforms take longer than the multiplications that they save. */
  private static final int FEWEST_CHANNELS = 8;

  /** Fewer tiles are not worth the transform of a filter. */
  private static final int FEWEST_TILES = 128;

  /** Multiplications of a call for which OpenBLAS need not pack its operands, and is faster by a third. */
  private static final int UNPACKED_WORK = 1_000_000;

  private static final int GRANULE = 16;

  private WinogradShapes() {}

  /** Whether rows of windows times filters is such a product. */
  static boolean fitsProduct(Step.WindowProduct step) {
    return step.left() && !step.op().transposeA() && fits(step);
  }

  /** Whether the sum over rows, filters by windows, is such a product. */
  static boolean fitsGradient(Step.WindowProduct step) {
    return !step.left() && step.op().transposeA() && !step.op().transposeB() && fits(step);
  }

  private static boolean fits(Step.WindowProduct step) {
    Op.Windows op = step.windows();
    Shape out = step.outputs().getFirst().shape();
    if (!isThreeByThree(op.windows()) || !Double.isFinite(op.value()) || out.count(0, out.rank() - 2) != 1) {
      return false;
    }
    WinogradImage image = image(0, step.image().shape(), op.axis());
    return fits(step.image().shape().count(0, op.axis()), op.windows().get(0).positions(image.height()),
        op.windows().get(1).positions(image.width()), image.channels(),
        step.left() ? out.lastExtent() : out.extent(out.rank() - 2));
  }

  /** Whether a product that is folded is such a product. */
  static boolean fits(Step.FoldProduct step) {
    Shape a = step.inputs().getFirst().shape();
    int axis = step.fold().axis();
    if (!isThreeByThree(step.fold().windows()) || step.op().transposeA() || a.count(0, a.rank() - 2) != 1) {
      return false;
    }
    WinogradImage image = image(0, step.image().shape(), axis);
    return fits(step.image().shape().count(0, axis), image.height(), image.width(), a.lastExtent(), image.channels());
  }

  private static boolean isThreeByThree(List<Window> windows) {
    return windows.size() == 2 && windows.stream().allMatch(window -> window.padding(0, 0).equals(THREE));
  }

  private static boolean fits(int images, int rows, int columns, int channels, int breadth) {
    if (Math.min(channels, breadth) < FEWEST_CHANNELS) {
      return false;
    }
    WinogradTiles tiles = WinogradTiles.of(images, rows, columns, channels + breadth);
    long lines = new WinogradImage(0, 0, 0, Math.max(channels, breadth)).scratch(tiles.span());
    long matrices = WinogradTiles.MATRICES
        * (WinogradTiles.line(tiles.most() * channels) + WinogradTiles.line(tiles.most() * breadth));
    return tiles.count() >= FEWEST_TILES && lines + matrices <= Machine.SCRATCH;
  }

  /** Images whose rows are along an axis, with all behind their columns as channels. */
  static WinogradImage image(long address, Shape shape, int axis) {
    return new WinogradImage(address, shape.extent(axis), shape.extent(axis + 1), shape.count(axis + 2, shape.rank()));
  }

  /** How many columns of a product of {@code rows} are computed at a time. */
  static int columns(int rows, int inner, int breadth) {
    return Math.min(Math.max(UNPACKED_WORK / (rows * inner) / GRANULE * GRANULE, GRANULE), breadth);
  }
}
