package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Matrix products: small ones are jobs for matmul.cu, the others cuBLAS's. */
final class Matmul {
  private static final int BYTES = 88;
  /** Multiplications that one block does in about the time of a launch, and elements of such a result. */
  private static final long SMALL = 1 << 17;
  private static final long SMALL_RESULT = 1 << 12;
  private static final int SMALL_INNER = 256;
  private static final int THREADS = 256;

  private Matmul() {}

  /**
   * Matrices, transposed where the product says so.
   *
   * @param down elements from one row to the next
   * @param across elements from one column to the next
   * @param outer elements from one matrix to the next along the first axis of the batch
   * @param inner elements along the second
   */
  private record Matrices(Bytes bytes, long address, int rows, int columns, int down, int across, long outer,
      long inner) {

    static Matrices of(View view, boolean transposed, long address, Bytes bytes, long outer, long inner) {
      int row = view.shape().rank() - (transposed ? 1 : 2);
      int column = view.shape().rank() - (transposed ? 2 : 1);
      return new Matrices(bytes, address, view.shape().extent(row), view.shape().extent(column),
          view.strides().get(row), view.strides().get(column), outer, inner);
    }

    /** One after the other. */
    static Matrices inOrder(Bytes bytes, boolean transposed, int rows, int columns) {
      return new Matrices(bytes, bytes.from(), rows, columns, transposed ? 1 : columns, transposed ? rows : 1, 0,
          (long) rows * columns);
    }

    /** Whether the elements of each row follow each other. */
    boolean hasRows() {
      return (columns <= 1 || across == 1) && (rows <= 1 || down >= columns);
    }

    boolean hasColumns() {
      return (rows <= 1 || down == 1) && (columns <= 1 || across >= rows);
    }

    Work.Matrix matrix(long outerIndex) {
      boolean byRows = hasRows();
      int leading = Math.max(Math.max(1, byRows ? columns : rows), byRows ? down : across);
      return new Work.Matrix(address + 4 * outerIndex * outer, !byRows, leading, inner);
    }

    Matrices exchanged() {
      return new Matrices(bytes, address, rows, columns, down, across, inner, outer);
    }
  }

  /**
   * Whether it multiplies such views: rows or columns of each operand are in one piece, and rows of the result, and the
   * axes of the batch come down to two, none of them reversed. The result of an empty sum is written as zeros in a row.
   */
  static boolean takes(Step.Single step) {
    View c = step.outputs().getFirst();
    List<BatchAxis> axes = batchAxes(step);
    return step.inputs().stream().map(Matmul::stored).allMatch(view -> view.hasRows() || view.hasColumns())
        && stored(c).hasRows() && axes.size() <= 2 && axes.stream().noneMatch(BatchAxis::isReversed)
        && (step.inputs().getFirst().shape().count() > 0 || Works.isPlain(c));
  }

  private static Matrices stored(View view) {
    return Matrices.of(view, false, 0, new Bytes(0, 0), 0, 0);
  }

  /** An axis of the batch, and the elements to advance along it in the two operands and the result. */
  private record BatchAxis(int extent, int a, int b, int c) {
    boolean isReversed() {
      return Math.min(a, Math.min(b, c)) < 0;
    }
  }

  /** The fewest axes of the batch, but two at least. */
  private static List<BatchAxis> batchAxes(Step.Single step) {
    View a = step.inputs().get(0);
    View b = step.inputs().get(1);
    View c = step.outputs().getFirst();
    List<BatchAxis> axes = new ArrayList<>();
    for (int axis = 0; axis < c.shape().rank() - 2; axis++) {
      int extent = c.shape().extent(axis);
      BatchAxis next =
          new BatchAxis(extent, a.strides().get(axis), b.strides().get(axis), c.strides().get(axis));
      BatchAxis last = axes.isEmpty() ? null : axes.getLast();
      if (last != null && extent != 1 && last.a == (long) extent * next.a && last.b == (long) extent * next.b
          && last.c == (long) extent * next.c) {
        axes.set(axes.size() - 1, new BatchAxis(last.extent * extent, next.a, next.b, next.c));
      } else if (extent != 1) {
        axes.add(next);
      }
    }
    while (axes.size() < 2) {
      axes.addFirst(new BatchAxis(1, 0, 0, 0));
    }
    return axes;
  }

  /** One product, or one for each place along the shorter of two axes of the batch. */
  static List<? extends Work> products(Op.MatMul op, Step.Single step, ToLongFunction<View> address) {
    View a = step.inputs().get(0);
    View b = step.inputs().get(1);
    View c = step.outputs().getFirst();
    if (a.shape().count() == 0) {
      return List.of(Movement.zeros(c, address));
    }
    BatchAxis outer = batchAxes(step).getFirst();
    BatchAxis inner = batchAxes(step).getLast();
    return products(outer.extent, inner.extent,
        Matrices.of(a, op.transposeA(), address.applyAsLong(a), Bytes.of(a, address), outer.a, inner.a),
        Matrices.of(b, op.transposeB(), address.applyAsLong(b), Bytes.of(b, address), outer.b, inner.b),
        Matrices.of(c, false, address.applyAsLong(c), Bytes.of(c, address), outer.c, inner.c));
  }

  /** A product of matrices that lie one after the other, none of them empty. */
  static Work product(Op.MatMul op, int m, int n, int k, int batch, Bytes a, Bytes b, Bytes c) {
    return products(1, batch, Matrices.inOrder(a, op.transposeA(), m, k), Matrices.inOrder(b, op.transposeB(), k, n),
        Matrices.inOrder(c, false, m, n)).getFirst();
  }

  private static List<? extends Work> products(int outer, int inner, Matrices a, Matrices b, Matrices c) {
    long count = (long) outer * inner * c.rows * c.columns;
    if (count * a.columns <= SMALL && count <= SMALL_RESULT && a.columns <= SMALL_INNER) {
      return List.of(small(outer, inner, a, b, c));
    }
    return outer <= inner
        ? large(outer, inner, a, b, c)
        : large(inner, outer, a.exchanged(), b.exchanged(), c.exchanged());
  }

  private static List<Work> large(int turns, int batch, Matrices a, Matrices b, Matrices c) {
    return IntStream.range(0, turns)
        .<Work>mapToObj(turn -> new Work.Product(a.matrix(turn), b.matrix(turn), c.matrix(turn), c.rows, c.columns,
            a.columns, batch, List.of(a.bytes, b.bytes), List.of(c.bytes)))
        .toList();
  }

  private static Work.Job small(int outer, int inner, Matrices a, Matrices b, Matrices c) {
    byte[] struct = new StructWriter(BYTES).wide(a.address)
        .wide(b.address)
        .wide(c.address)
        .whole(outer * inner, inner, c.rows, c.columns, a.columns)
        .whole(a.down, a.across, b.down, b.across, c.down)
        .whole((int) a.outer, (int) b.outer, (int) c.outer, (int) a.inner, (int) b.inner, (int) c.inner)
        .done();
    return new Work.Job(JobKind.SMALL_PRODUCT, struct, Grid.blocks((long) outer * inner * c.rows * c.columns, THREADS),
        true, List.of(a.bytes, b.bytes), List.of(c.bytes));
  }
}
