package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Slot;
import dev.sinabro.cpu.math.Winograd;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Filters of 3 x 3 as 16 matrices [channels, breadth], the right operands of the products with transformed tiles. */
final class WinogradFilters implements Kernel, Chunks {
  private static final int WINDOW = 9;
  private static final double NANOSECONDS = 3;

  private final Machine machine;
  private final Kernel copy;
  private final boolean turned;
  private final int elements;
  private final int perChunk;
  private final MemorySegment ordered;
  private final MemorySegment transformed;

  /**
   * Filters at {@code from}.
   *
   * @param strides elements from one place of the window, channel or column to the next
   * @param turned whether the window is turned by half a circle
   */
  WinogradFilters(Machine machine, long from, int[] strides, int channels, int breadth, boolean turned) {
    this.machine = machine;
    this.turned = turned;
    elements = channels * breadth;
    perChunk = Machine.chunk(16, NANOSECONDS);
    ordered = Arena.ofAuto().allocate(4L * WINDOW * elements, Slot.ALIGNMENT);
    transformed = Arena.ofAuto().allocate(4L * WinogradTiles.MATRICES * elements, Slot.ALIGNMENT);
    Shape shape = Shape.of(WINDOW, channels, breadth);
    copy = new StridedCopy(machine, 4, shape, from, strides, ordered.address(), Strides.contiguous(shape));
  }

  /** Where a matrix is. */
  long matrix(int index) {
    return transformed.address() + 4L * index * elements;
  }

  @Override
  public void run() {
    copy.run();
    machine.run(Machine.chunks(elements, perChunk), this);
  }

  @Override
  public void run(int chunk, int worker) {
    Winograd math = machine.math().winograd();
    int from = chunk * perChunk;
    int count = Math.min(perChunk, elements - from);
    long next = 4L * elements;
    long step = turned ? -next : next;
    long first = ordered.address() + 4L * from + (turned ? (WINDOW - 1) * next : 0);
    long scratch = machine.scratch(worker);
    long line = 4L * count;
    for (int i = 0; i < 3; i++) {
      math.filter(first + 3 * i * step, step, scratch + 4 * i * line, line, count);
    }
    for (int j = 0; j < 4; j++) {
      math.filter(scratch + j * line, 4 * line, matrix(j) + 4L * from, 4 * next, count);
    }
  }
}
