package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.View;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import java.util.Arrays;

/** An input of an element-wise group, as blocks of floats of the group's shape. */
sealed interface Operand {

  /** Elements of scratch that it needs. */
  int scratch();

  /** Called once for a chunk, before its blocks. */
  void begin(long scratch);

  /** Where elements {@code start} to {@code start + count} are, which may be in the scratch. */
  long block(long scratch, int start, int count);

  static Operand of(BlockMath math, long address, View view, Shape group) {
    DType dtype = view.type().dtype();
    Strides strides = Strides.of(group, view.stridesWithin(group), Strides.contiguous(group));
    int[] from = strides.from();
    if (Arrays.equals(from, new int[] {1}) || strides.rank() == 0) {
      return dtype == DType.F32 ? new InPlace(address) : new Converted(math, address, dtype);
    }
    if (Arrays.equals(from, new int[] {0})) {
      return new Splat(math, address, dtype);
    }
    if (Arrays.equals(from, new int[] {0, 1}) && dtype == DType.F32) {
      int period = strides.extents()[1];
      return period <= Sweep.BLOCK ? new Pattern(address, period) : new LongRow(address, period);
    }
    return new Rows(math, address, dtype, strides);
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

  /** A tile of a product in the scratch; blocks do not reach over its rows, or else its rows are those of the product. */
  record Tile(Epilogue.Cut cut) implements Operand {
    @Override
    public int scratch() {
      return 0;
    }

    @Override
    public void begin(long scratch) {
      // a product is there
    }

    @Override
    public long block(long scratch, int start, int count) {
      int row = start / cut.width() % cut.height() % cut.rows();
      return scratch + 4L * (row * cut.columns() + start % cut.width() % cut.columns());
    }
  }

  /** Another type of the group's shape. */
  record Converted(BlockMath math, long address, DType dtype) implements Operand {
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
      Elements.asFloats(math, dtype, address, start, scratch, count);
      return scratch;
    }
  }

  /** One element for all. */
  record Splat(BlockMath math, long address, DType dtype) implements Operand {
    @Override
    public int scratch() {
      return Sweep.BLOCK;
    }

    @Override
    public void begin(long scratch) {
      math.fill(Elements.asFloat(dtype, address, 0), scratch, Sweep.BLOCK);
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

  /** Anything else, row by row: in place where a block is within a row of floats side by side. */
  record Rows(BlockMath math, long address, DType dtype, Strides strides) implements Operand {
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
      if (stride == 1 && dtype == DType.F32 && start % width + count <= width) {
        return address + 4L * (strides.start(start / width, strides.from()) + start % width);
      }
      int done = 0;
      while (done < count) {
        int column = (start + done) % width;
        int run = Math.min(width - column, count - done);
        long first = strides.start((start + done) / width, strides.from()) + (long) column * stride;
        if (stride == 1) {
          Elements.asFloats(math, dtype, address, first, scratch + 4L * done, run);
        } else {
          spread(first, stride, scratch + 4L * done, run);
        }
        done += run;
      }
      return scratch;
    }

    private void spread(long first, int stride, long target, int run) {
      if (stride == 0) {
        math.fill(Elements.asFloat(dtype, address, first), target, run);
        return;
      }
      for (int i = 0; i < run; i++) {
        Memory.setFloat(target + 4L * i, Elements.asFloat(dtype, address, first + (long) i * stride));
      }
    }
  }
}
