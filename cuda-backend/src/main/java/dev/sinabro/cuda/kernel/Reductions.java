package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import java.util.List;
import java.util.function.ToLongFunction;

/** Sums, largest elements and their places: jobs for reduce.cu. */
final class Reductions {
  private static final int REDUCE_BYTES = 40;
  private static final int ARGMAX_BYTES = 32;
  private static final int WARPS = 8;
  private static final int LANES = 32;
  private static final int THREADS = 256;
  /** {@code WARP_ROW}: a row of more elements is given to a block. */
  private static final int WARP_ROW = 1024;
  /** Elements that one block does in about the time of a launch. */
  private static final long SMALL = 1 << 14;
  /** Elements of a part of a long row, and rows of a part of long columns at least. */
  private static final int PART_OF_ROW = 1 << 14;
  private static final int PART_OF_COLUMN = 256;
  /** Blocks from which on a GPU is busy, so that cutting brings nothing. */
  private static final int BUSY = 128;

  private Reductions() {}

  /** Bytes of scratch that a reduction needs for the results of its parts. */
  static long scratchBytes(Op.Reduce op, Shape shape) {
    Cut cut = Cut.of(op, shape);
    return cut.parts == 1 ? 0 : 4L * cut.outer * cut.parts * cut.inner;
  }

  /**
   * One job, or two where the reduced run is long and there are few of them: parts first, then their results.
   *
   * @param scratch where results of parts go
   */
  static List<Work> reduce(Op.Reduce op, Step.Single step, ToLongFunction<View> address, long scratch) {
    View x = step.inputs().getFirst();
    int number = number(op.fn(), x.type().dtype() == DType.I32);
    Cut cut = Cut.of(op, x.type().shape());
    Bytes from = Bytes.of(x, address);
    Bytes to = Bytes.of(step.outputs().getFirst(), address);
    if (cut.parts == 1) {
      return List.of(job(number, cut, from, to));
    }
    Bytes between = new Bytes(scratch, scratch + scratchBytes(op, x.type().shape()));
    return List.of(job(number, cut, from, between),
        job(number, new Cut(cut.outer, cut.parts, cut.inner, 1, cut.parts), between, to));
  }

  /** The sum of some arrays that stand one after the other, in order. */
  static Work.Job sumOfParts(int parts, Bytes arrays, Bytes sum) {
    int inner = (int) ((sum.to() - sum.from()) / Float.BYTES);
    return job(number(ReduceFn.SUM, false), new Cut(1, parts, inner, 1, parts), arrays, sum);
  }

  /** [outer, length, inner], of which the length is cut into parts of {@code part}, the last perhaps shorter. */
  private record Cut(int outer, int length, int inner, int parts, int part) {

    static Cut of(Op.Reduce op, Shape shape) {
      int end = op.axis() + op.count();
      int outer = shape.count(0, op.axis());
      int length = shape.count(op.axis(), end);
      int inner = shape.count(end, shape.rank());
      long blocks = inner == 1 ? outer : (long) outer * ((inner + LANES - 1) / LANES);
      // As many rows of a part as parts, or the second job would take longer than the first.
      int part = inner == 1 ? PART_OF_ROW : Math.max(PART_OF_COLUMN, (int) Math.sqrt(length));
      return blocks >= BUSY || length <= part
          ? new Cut(outer, length, inner, 1, Math.max(1, length))
          : new Cut(outer, length, inner, (length + part - 1) / part, part);
    }

    long elements() {
      return (long) outer * length * inner;
    }

    boolean isSmall() {
      return parts == 1 && elements() <= SMALL && blocks() <= Grid.FEW;
    }

    int blocks() {
      long rows = (long) outer * parts;
      if (inner > 1) {
        return Grid.blocks(rows * ((inner + LANES - 1) / LANES), 1);
      }
      return part <= WARP_ROW ? Grid.blocks(rows, WARPS) : Grid.blocks(rows, 1);
    }
  }

  /** {@code ReduceFn} of reduce.cu. */
  static int number(ReduceFn fn, boolean integers) {
    return switch (fn) {
      case SUM -> integers ? 2 : 0;
      case MAX -> integers ? 3 : 1;
    };
  }

  private static Work.Job job(int number, Cut cut, Bytes x, Bytes y) {
    byte[] struct = new StructWriter(REDUCE_BYTES).wide(x.from())
        .wide(y.from())
        .whole(number, cut.outer, cut.length, cut.inner, cut.parts, cut.part)
        .done();
    return new Work.Job(JobKind.REDUCE, struct, cut.blocks(), cut.isSmall(), List.of(x),
        List.of(y));
  }

  static Work.Job argMax(Op.ArgMax op, Step.Single step, ToLongFunction<View> address) {
    Shape shape = step.inputs().getFirst().type().shape();
    Bytes x = Bytes.of(step.inputs().getFirst(), address);
    Bytes y = Bytes.of(step.outputs().getFirst(), address);
    int outer = shape.count(0, op.axis());
    int inner = shape.count(op.axis() + 1, shape.rank());
    byte[] struct = new StructWriter(ARGMAX_BYTES).wide(x.from())
        .wide(y.from())
        .whole(outer, shape.extent(op.axis()), inner, 0)
        .done();
    int ofBlock = inner > 1 ? THREADS : shape.extent(op.axis()) <= WARP_ROW ? WARPS : 1;
    int blocks = Grid.blocks((long) outer * inner, ofBlock);
    return new Work.Job(JobKind.ARGMAX, struct, blocks, shape.count() <= SMALL && blocks <= Grid.FEW,
        List.of(x), List.of(y));
  }
}
