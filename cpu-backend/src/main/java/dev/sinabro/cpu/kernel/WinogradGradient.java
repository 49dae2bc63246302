package dev.sinabro.cpu.kernel;

import static dev.sinabro.cpu.kernel.WinogradTiles.MATRICES;

import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Window;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The gradient of a 3 x 3 convolution by its filter, the adjoint of {@link WinogradProduct} in its other operand: tiles of
 * the results' gradient and of the inputs are transformed, 16 products of them summed over all tiles, and the sums
 * transformed to filters [breadth, 3, 3, channels].
 *
 * <p>Parts of the tiles have sums of their own, which are added in order.
 */
final class WinogradGradient implements Kernel, Chunks {
  /** Sums of parts at most, and bytes of them. */
  private static final int PARTS = 16;
  private static final long PART_BYTES = 16L << 20;

  private static final int WINDOW = 9;
  private static final double NANOSECONDS = 2;

  private final Machine machine;
  private final WinogradImage input;
  private final WinogradImage gradient;
  private final long result;
  private final WinogradTiles tiles;
  private final int above;
  private final int before;
  private final float outside;
  private final int rows;
  private final int stripsPerPart;
  private final int parts;
  private final long partBytes;
  private final MemorySegment sums;
  private final int joinedRows;

  WinogradGradient(Machine machine, Step.WindowProduct step, ToLongFunction<View> address) {
    this.machine = machine;
    int axis = step.windows().axis();
    Shape image = step.image().shape();
    List<Window> windows = step.windows().windows();
    input = WinogradShapes.image(address.applyAsLong(step.image()), image, axis);
    gradient = new WinogradImage(address.applyAsLong(step.other()), windows.get(0).positions(input.height()),
        windows.get(1).positions(input.width()), step.other().shape().lastExtent());
    result = address.applyAsLong(step.outputs().getFirst());
    above = windows.get(0).before();
    before = windows.get(1).before();
    outside = (float) step.windows().value();
    int channels = input.channels();
    int breadth = gradient.channels();
    tiles = WinogradTiles.of(image.count(0, axis), gradient.height(), gradient.width(), channels + breadth);
    rows = WinogradShapes.columns(tiles.most(), channels, breadth);
    partBytes = 4L * MATRICES * channels * breadth;
    int most = Math.clamp(PART_BYTES / partBytes, 1, PARTS);
    stripsPerPart = Machine.chunks(tiles.strips(), Math.min(most, tiles.strips()));
    parts = Machine.chunks(tiles.strips(), stripsPerPart);
    sums = Arena.ofAuto().allocate(parts * partBytes, Slot.ALIGNMENT);
    joinedRows = Machine.chunk(1, NANOSECONDS * channels * (parts + 2));
  }

  @Override
  public void run() {
    machine.run(parts, this);
    machine.run(Machine.chunks(gradient.channels(), joinedRows), this::join);
  }

  @Override
  public void run(int part, int worker) {
    int first = part * stripsPerPart;
    int end = Math.min(first + stripsPerPart, tiles.strips());
    for (int strip = first; strip < end; strip++) {
      add(tiles.strip(strip), machine.scratch(worker), sums.address() + part * partBytes, strip > first);
    }
  }

  private void add(WinogradTiles.Run[] strip, long inputs, long sum, boolean adds) {
    int count = WinogradTiles.count(strip);
    long next = WinogradTiles.line(count * input.channels());
    long nextGradient = WinogradTiles.line(count * gradient.channels());
    long gradients = inputs + MATRICES * next;
    long scratch = gradients + MATRICES * nextGradient;
    int tile = 0;
    for (WinogradTiles.Run run : strip) {
      input.inputs(machine.math(), run, above, before, outside, scratch, inputs + 4L * tile * input.channels(), next);
      gradient.outputAdjoints(machine.math(), run, scratch, gradients + 4L * tile * gradient.channels(), nextGradient);
      tile += run.count();
    }
    for (int matrix = 0; matrix < MATRICES; matrix++) {
      multiply(count, gradients + matrix * nextGradient, inputs + matrix * next, sum + matrix * partBytes / MATRICES,
          adds);
    }
  }

  private void multiply(int count, long a, long b, long c, boolean adds) {
    int channels = input.channels();
    int breadth = gradient.channels();
    for (int row = 0; row < breadth; row += rows) {
      int height = Math.min(rows, breadth - row);
      long target = c + 4L * row * channels;
      if (adds) {
        OpenBlas.multiplyAndAdd(true, false, height, channels, count, a + 4L * row, breadth, b, channels, target,
            channels);
      } else {
        OpenBlas.multiply(true, false, height, channels, count, a + 4L * row, breadth, b, channels, target, channels);
      }
    }
  }

  /** Some filters: the sums of all parts, transformed. */
  private void join(int chunk, int worker) {
    int end = Math.min((chunk + 1) * joinedRows, gradient.channels());
    for (int row = chunk * joinedRows; row < end; row++) {
      join(machine.math(), row, machine.scratch(worker));
    }
  }

  private void join(BlockMath math, int row, long scratch) {
    int channels = input.channels();
    long line = 4L * channels;
    for (int matrix = 0; matrix < MATRICES; matrix++) {
      long from = sums.address() + matrix * partBytes / MATRICES + row * line;
      Memory.copy(from, scratch + matrix * line, line);
      for (int part = 1; part < parts; part++) {
        math.addTo(from + part * partBytes, scratch + matrix * line, channels);
      }
    }
    long lines = scratch + MATRICES * line;
    for (int j = 0; j < 4; j++) {
      math.winograd().filterAdjoint(scratch + j * line, 4 * line, lines + j * line, 4 * line, channels);
    }
    for (int i = 0; i < 3; i++) {
      math.winograd().filterAdjoint(lines + 4 * i * line, line, result + (WINDOW * (long) row + 3 * i) * line, line,
          channels);
    }
  }
}
