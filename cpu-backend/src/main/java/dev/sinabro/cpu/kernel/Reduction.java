package dev.sinabro.cpu.kernel;

import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.pool.Chunks;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToLongFunction;

/**
 * The sum or the largest along a run of axes, [outer, length, inner] to [outer, inner].
 *
 * <p>The length is cut into parts; their results are joined in order, in double, so that a long sum stays precise. Where
 * inner is above 1, neighboring columns are taken together, row after row.
 */
final class Reduction implements Kernel, Chunks {
  /** Elements of a part of one contiguous row. */
  private static final int PART = 8192;

  /** Rows of a part where inner is above 1. */
  private static final int ROWS = 1024;

  /** Columns that are taken together: 4 KB of results, which stay in the first-level cache. */
  private static final int COLUMNS = 1024;

  private static final double NANOSECONDS = 0.08;
  private static final double UNIT_NANOSECONDS = 10;

  private final Machine machine;
  private final ReduceFn fn;
  private final long x;
  private final Axes outerAxes;
  private final int stride;
  private final long y;
  private final int outer;
  private final int length;
  private final int inner;
  private final int part;
  private final int parts;
  private final int strips;
  private final int perChunk;
  private final MemorySegment partial;

  Reduction(Machine machine, Op.Reduce op, Step.Single step, ToLongFunction<View> address) {
    this.machine = machine;
    fn = op.fn();
    View from = step.inputs().getFirst();
    Shape shape = from.type().shape();
    int end = op.axis() + op.count();
    outer = shape.count(0, op.axis());
    length = shape.count(op.axis(), end);
    inner = shape.count(end, shape.rank());
    x = address.applyAsLong(from);
    outerAxes = Axes.of(from, 0, op.axis());
    stride = Axes.of(from, op.axis(), end).step();
    y = address.applyAsLong(step.outputs().getFirst());
    part = inner == 1 ? PART : ROWS;
    parts = Math.max(1, Machine.chunks(length, part));
    strips = Machine.chunks(inner, COLUMNS);
    double unit = UNIT_NANOSECONDS + NANOSECONDS * Math.min(part, length) * Math.min(COLUMNS, inner);
    perChunk = Machine.chunk(1, unit);
    partial = parts == 1
        ? MemorySegment.NULL
        : Arena.ofAuto().allocate(4L * outer * parts * inner, Slot.ALIGNMENT);
  }

  /**
   * Whether it reads such a view: the axes that are reduced are one run, and what follows them is in one piece, or they
   * themselves are where nothing follows.
   */
  static boolean takes(Op.Reduce op, Step.Single step) {
    View from = step.inputs().getFirst();
    int end = op.axis() + op.count();
    Axes reduced = Axes.of(from, op.axis(), end);
    Axes following = Axes.of(from, end, from.shape().rank());
    boolean oneByOne = following.extents().length == 0 ? reduced.step() == 1 : following.step() == 1;
    return step.outputs().getFirst().isContiguous()
        && (from.isContiguous() || reduced.isRun() && following.isRun() && oneByOne);
  }

  @Override
  public void run() {
    machine.run(Machine.chunks(outer * parts * strips, perChunk), this);
    if (parts > 1) {
      join();
    }
  }

  @Override
  public void run(int chunk, int worker) {
    int to = Math.min((chunk + 1) * perChunk, outer * parts * strips);
    for (int unit = chunk * perChunk; unit < to; unit++) {
      int column = unit % strips * COLUMNS;
      int block = unit / strips;
      int row = block % parts * part;
      long first = outerAxes.start(block / parts) + (long) row * stride + column;
      long result = results() + 4L * ((long) block * inner + column);
      int rows = Math.min(part, length - row);
      if (inner == 1) {
        Memory.setFloat(result, of(machine.math(), fn, x + 4L * first, rows));
      } else {
        strided(x + 4L * first, rows, result, Math.min(COLUMNS, inner - column));
      }
    }
  }

  /** Where the results of parts go: to their place where there is one part. */
  private long results() {
    return parts == 1 ? y : partial.address();
  }

  private void strided(long from, int rows, long result, int columns) {
    if (rows == 0) {
      Memory.fill(result, identity(fn), columns);
      return;
    }
    Memory.copy(from, result, 4L * columns);
    for (int row = 1; row < rows; row++) {
      include(machine.math(), fn, from + 4L * row * stride, result, columns);
    }
  }

  /** The reduction of no elements. */
  static float identity(ReduceFn fn) {
    return switch (fn) {
      case SUM -> 0;
      case MAX -> Float.NEGATIVE_INFINITY;
    };
  }

  /** The reduction of neighbors. */
  static float of(BlockMath math, ReduceFn fn, long from, int count) {
    return switch (fn) {
      case SUM -> math.sum(from, count);
      case MAX -> math.max(from, count);
    };
  }

  /** Includes elements in as many results. */
  static void include(BlockMath math, ReduceFn fn, long from, long results, int count) {
    switch (fn) {
      case SUM -> math.addTo(from, results, count);
      case MAX -> math.maxTo(from, results, count);
    }
  }

  /** The reduction of what two reductions gave. */
  static double joined(ReduceFn fn, double a, double b) {
    return switch (fn) {
      case SUM -> a + b;
      case MAX -> Math.max(a, b);
    };
  }

  private void join() {
    for (int index = 0; index < outer * inner; index++) {
      long first = results() + 4L * ((long) (index / inner) * parts * inner + index % inner);
      double total = Memory.getFloat(first);
      for (int next = 1; next < parts; next++) {
        total = joined(fn, total, Memory.getFloat(first + 4L * next * inner));
      }
      Memory.setFloat(y + 4L * index, (float) total);
    }
  }
}
