package dev.sinabro.cpu.kernel;

import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Shape;

/** Copies elements between two tensors that are walked in different steps: transposes, slices, pads, repeats. */
final class StridedCopy implements Kernel, Chunks {
  /** Rows and columns of a square that both its reads and its writes keep in the first-level cache. */
  private static final int SQUARE = 32;

  private static final double NANOSECONDS_PER_BYTE = 0.1;

  private final Machine machine;
  private final long from;
  private final long to;
  private final int size;
  private final Strides strides;
  private final int width;
  private final int rows;
  private final int rowsPerUnit;
  private final int perChunk;

  /**
   * A copy.
   *
   * @param size bytes of an element, 1 or 4
   * @param shape how many elements to walk along each axis
   * @param fromStrides elements to advance in the source
   * @param toStrides elements to advance in the target
   */
  StridedCopy(Machine machine, int size, Shape shape, long from, int[] fromStrides, long to, int[] toStrides) {
    this.machine = machine;
    this.from = from;
    this.to = to;
    this.size = size;
    strides = Strides.of(shape, fromStrides, toStrides);
    width = shape.count() == 0 ? 0 : strides.rank() == 0 ? 1 : strides.extents()[strides.rank() - 1];
    rows = width == 0 ? 0 : shape.count() / width;
    rowsPerUnit = isTransposition() ? SQUARE : 1;
    perChunk = Machine.chunk(1, rowsPerUnit * (10 + NANOSECONDS_PER_BYTE * size * width));
  }

  /** Whether the last axis but one is the contiguous one of the source. */
  private boolean isTransposition() {
    int last = strides.rank() - 1;
    return last >= 1 && strides.from()[last] != 1 && strides.from()[last - 1] == 1;
  }

  @Override
  public void run() {
    if (rows > 0) {
      machine.run(Machine.chunks(units(), perChunk), this);
    }
  }

  /** A unit is one row, or a strip of rows of one matrix where those are transposed. */
  private int units() {
    return rowsPerUnit == 1 ? rows : rows / lines() * Machine.chunks(lines(), rowsPerUnit);
  }

  private int lines() {
    return strides.extents()[strides.rank() - 2];
  }

  @Override
  public void run(int chunk, int worker) {
    int end = Math.min((chunk + 1) * perChunk, units());
    for (int unit = chunk * perChunk; unit < end; unit++) {
      if (rowsPerUnit == 1) {
        row(unit);
      } else {
        strip(unit);
      }
    }
  }

  private int last(int[] of) {
    return strides.rank() == 0 ? 1 : of[strides.rank() - 1];
  }

  private void row(int row) {
    long source = from + size * strides.start(row, strides.from());
    long target = to + size * strides.start(row, strides.to());
    int step = last(strides.from());
    int stepTo = last(strides.to());
    if (step == 1 && stepTo == 1) {
      Memory.copy(source, target, (long) size * width);
    } else if (size == 4) {
      for (int i = 0; i < width; i++) {
        Memory.setInt(target + 4L * i * stepTo, Memory.getInt(source + 4L * i * step));
      }
    } else {
      for (int i = 0; i < width; i++) {
        Memory.setByte(target + (long) i * stepTo, Memory.getByte(source + (long) i * step));
      }
    }
  }

  private void strip(int unit) {
    int strips = Machine.chunks(lines(), rowsPerUnit);
    int first = unit % strips * rowsPerUnit;
    int firstRow = unit / strips * lines() + first;
    int count = Math.min(rowsPerUnit, lines() - first);
    long source = from + size * strides.start(firstRow, strides.from());
    long target = to + size * strides.start(firstRow, strides.to());
    long step = (long) size * last(strides.from());
    long stepTo = (long) size * last(strides.to());
    long lineTo = (long) size * strides.to()[strides.rank() - 2];
    for (int column = 0; column < width; column += SQUARE) {
      int columns = Math.min(SQUARE, width - column);
      square(source + column * step, step, target + column * stepTo, stepTo, lineTo, count, columns);
    }
  }

  private void square(long source, long step, long target, long stepTo, long lineTo, int lines, int columns) {
    for (int line = 0; line < lines; line++) {
      for (int column = 0; column < columns; column++) {
        if (size == 4) {
          Memory.setInt(target + line * lineTo + column * stepTo, Memory.getInt(source + 4L * line + column * step));
        } else {
          Memory.setByte(target + line * lineTo + column * stepTo, Memory.getByte(source + line + column * step));
        }
      }
    }
  }
}
