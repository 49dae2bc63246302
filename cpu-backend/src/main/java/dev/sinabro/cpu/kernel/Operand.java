package dev.sinabro.cpu.kernel;

import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;

/** An input of an element-wise group, as blocks of floats of the group's shape. */
sealed interface Operand {

  /** Elements of scratch that it needs. */
  int scratch();

  /** Called once for a chunk, before its blocks. */
  void begin(long scratch);

  /** Where elements {@code start} to {@code start + count} are, which may be in the scratch. */
  long block(long scratch, int start, int count);

  static Operand of(long address, DType dtype, Shape shape, Shape group) {
    int count = shape.count();
    if (count == group.count()) {
      return dtype == DType.F32 ? new InPlace(address) : new Converted(address, dtype);
    }
    if (count == 1) {
      return new Splat(address, dtype);
    }
    if (dtype == DType.F32 && repeatsAsWhole(shape, group)) {
      return count <= Sweep.BLOCK ? new Pattern(address, count) : new LongRow(address, count);
    }
    Strides strides = Strides.of(group, shape.stridesWithin(group), Strides.contiguous(group));
    return new Repeated(address, dtype, strides);
  }

  /** Whether the operand's elements follow each other again and again: all its axes but leading ones are the group's. */
  private static boolean repeatsAsWhole(Shape shape, Shape group) {
    int leading = 0;
    while (leading < shape.rank() && shape.extent(leading) == 1) {
      leading++;
    }
    int kept = shape.rank() - leading;
    return shape.part(leading, shape.rank()).equals(group.part(group.rank() - kept, group.rank()));
  }

  /** Floats of the group's shape. */
  record InPlace(long address) implements Operand {
    @Override
    public int scratch() {
      return 0;
    }

    @Override
    public void begin(long scratch) {
      // nothing to prepare
    }

    @Override
    public long block(long scratch, int start, int count) {
      return address + 4L * start;
    }
  }

  /** Another type of the group's shape. */
  record Converted(long address, DType dtype) implements Operand {
    @Override
    public int scratch() {
      return Sweep.BLOCK;
    }

    @Override
    public void begin(long scratch) {
      // nothing to prepare
    }

    @Override
    public long block(long scratch, int start, int count) {
      for (int i = 0; i < count; i++) {
        Memory.setFloat(scratch + 4L * i, Elements.asFloat(dtype, address, start + i));
      }
      return scratch;
    }
  }

  /** One element for all. */
  record Splat(long address, DType dtype) implements Operand {
    @Override
    public int scratch() {
      return Sweep.BLOCK;
    }

    @Override
    public void begin(long scratch) {
      Memory.fill(scratch, Elements.asFloat(dtype, address, 0), Sweep.BLOCK);
    }

    @Override
    public long block(long scratch, int start, int count) {
      return scratch;
    }
  }

  /** A short run, again and again: written once, as often as a block that begins anywhere within it needs. */
  record Pattern(long address, int period) implements Operand {
    @Override
    public int scratch() {
      return 2 * Sweep.BLOCK;
    }

    @Override
    public void begin(long scratch) {
      int wanted = period + Sweep.BLOCK;
      Memory.copy(address, scratch, 4L * period);
      for (int have = period; have < wanted; have *= 2) {
        Memory.copy(scratch, scratch + 4L * have, 4L * Math.min(have, wanted - have));
      }
    }

    @Override
    public long block(long scratch, int start, int count) {
      return scratch + 4L * (start % period);
    }
  }

  /** A long run, again and again: read in place but for blocks that reach over its end. */
  record LongRow(long address, int period) implements Operand {
    @Override
    public int scratch() {
      return Sweep.BLOCK;
    }

    @Override
    public void begin(long scratch) {
      // nothing to prepare
    }

    @Override
    public long block(long scratch, int start, int count) {
      int within = start % period;
      int first = period - within;
      if (first >= count) {
        return address + 4L * within;
      }
      Memory.copy(address + 4L * within, scratch, 4L * first);
      Memory.copy(address, scratch + 4L * first, 4L * (count - first));
      return scratch;
    }
  }

  /** Anything else, row by row. */
  record Repeated(long address, DType dtype, Strides strides) implements Operand {
    @Override
    public int scratch() {
      return Sweep.BLOCK;
    }

    @Override
    public void begin(long scratch) {
      // nothing to prepare
    }

    @Override
    public long block(long scratch, int start, int count) {
      int width = strides.extents()[strides.rank() - 1];
      int stride = strides.from()[strides.rank() - 1];
      int done = 0;
      while (done < count) {
        int column = (start + done) % width;
        int run = Math.min(width - column, count - done);
        long first = strides.start((start + done) / width, strides.from()) + (long) column * stride;
        spread(first, stride, scratch + 4L * done, run);
        done += run;
      }
      return scratch;
    }

    private void spread(long first, int stride, long target, int run) {
      if (stride == 0) {
        Memory.fill(target, Elements.asFloat(dtype, address, first), run);
        return;
      }
      for (int i = 0; i < run; i++) {
        Memory.setFloat(target + 4L * i, Elements.asFloat(dtype, address, first + (long) i * stride));
      }
    }
  }
}
