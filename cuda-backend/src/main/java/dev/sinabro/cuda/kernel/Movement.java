package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Steps that move elements and compute nothing: jobs for movement.cu. */
final class Movement {
  /** Of a strided copy without its axes. */
  private static final int STRIDED_BYTES = 32;
  private static final int AXIS_BYTES = 12;
  private static final int TRANSPOSE_BYTES = 32;
  private static final int IOTA_BYTES = 24;
  private static final int COPY_BYTES = 24;
  private static final int ZEROS_BYTES = 16;
  private static final int THREADS = 256;
  private static final int TILE = 32;
  private static final int VECTOR = 16;
  /** Elements, and bytes in a row, that one block moves in about the time of a launch. */
  private static final int SMALL = 1 << 12;
  private static final int SMALL_RUN = 1 << 16;

  private Movement() {}

  static Work.Job copy(View from, View to, ToLongFunction<View> address) {
    byte[] struct = new StructWriter(COPY_BYTES).wide(address.applyAsLong(from))
        .wide(address.applyAsLong(to))
        .wide(from.byteSize())
        .done();
    return new Work.Job(JobKind.COPY, struct, Grid.blocks(from.byteSize(), VECTOR * THREADS),
        from.byteSize() <= SMALL_RUN, List.of(Bytes.of(from, address)), List.of(Bytes.of(to, address)));
  }

  static Work.Job zeros(View to, ToLongFunction<View> address) {
    byte[] struct = new StructWriter(ZEROS_BYTES).wide(address.applyAsLong(to)).wide(to.byteSize()).done();
    return new Work.Job(JobKind.ZEROS, struct, Grid.blocks(to.byteSize(), VECTOR * THREADS),
        to.byteSize() <= SMALL_RUN, List.of(), List.of(Bytes.of(to, address)));
  }

  static Work.Job iota(Op.Iota op, Step.Single step, ToLongFunction<View> address) {
    View to = step.outputs().getFirst();
    Shape shape = op.shape();
    byte[] struct = new StructWriter(IOTA_BYTES).wide(address.applyAsLong(to))
        .whole(shape.count(), shape.extent(op.axis()), shape.count(op.axis() + 1, shape.rank()), 0)
        .done();
    return new Work.Job(JobKind.IOTA, struct, Grid.blocks(shape.count(), THREADS), shape.count() <= SMALL, List.of(),
        List.of(Bytes.of(to, address)));
  }

  /** By tiles where it is an exchange of rows and columns, else element by element. */
  static Work.Job transpose(Op.Transpose op, Step.Single step, ToLongFunction<View> address) {
    View from = step.inputs().getFirst();
    View to = step.outputs().getFirst();
    int[] strides = contiguous(from.type().shape());
    int[] permuted = op.permutation().stream().mapToInt(axis -> strides[axis]).toArray();
    Box box = Box.of(to.type().shape(), permuted, contiguous(to.type().shape()));
    if (!box.exchangesRowsAndColumns() || from.type().dtype().byteSize() != Float.BYTES) {
      return strided(from, 0, to, 0, box, address);
    }
    int rank = box.extents.length;
    int columns = box.extents[rank - 2];
    int rows = box.extents[rank - 1];
    int batch = rank == 3 ? box.extents[0] : 1;
    byte[] struct = new StructWriter(TRANSPOSE_BYTES).wide(address.applyAsLong(from))
        .wide(address.applyAsLong(to))
        .whole(batch, rows, columns, 0)
        .done();
    long tiles = (long) batch * ((rows + TILE - 1) / TILE) * ((columns + TILE - 1) / TILE);
    return new Work.Job(JobKind.TRANSPOSE, struct, Grid.blocks(tiles, 1), tiles <= Grid.FEW,
        List.of(Bytes.of(from, address)), List.of(Bytes.of(to, address)));
  }

  static Work.Job slice(Op.Slice op, Step.Single step, ToLongFunction<View> address) {
    View from = step.inputs().getFirst();
    int[] strides = contiguous(from.type().shape());
    return strided(from, start(op.starts(), strides), step.outputs().getFirst(), 0,
        Box.of(op.sizes(), strides, contiguous(op.sizes())), address);
  }

  /** Zeros everywhere, then the operand at its place. */
  static List<Work> pad(Op.Pad op, Step.Single step, ToLongFunction<View> address) {
    View from = step.inputs().getFirst();
    View to = step.outputs().getFirst();
    Shape shape = from.type().shape();
    int[] strides = contiguous(op.sizes());
    Work.Job zeros = zeros(to, address);
    return shape.count() == 0
        ? List.of(zeros)
        : List.of(zeros,
            strided(from, 0, to, start(op.starts(), strides), Box.of(shape, contiguous(shape), strides), address));
  }

  static List<Work> concat(Op.Concat op, Step.Single step, ToLongFunction<View> address) {
    View to = step.outputs().getFirst();
    Shape whole = to.type().shape();
    int[] strides = contiguous(whole);
    List<Work> parts = new ArrayList<>();
    int start = 0;
    for (View from : step.inputs()) {
      Shape shape = from.type().shape();
      if (shape.count() > 0) {
        parts.add(strided(from, 0, to, start, Box.of(shape, contiguous(shape), strides), address));
      }
      start += shape.extent(op.axis()) * whole.count(op.axis() + 1, whole.rank());
    }
    return parts;
  }

  private static int[] contiguous(Shape shape) {
    return shape.stridesWithin(shape);
  }

  private static int start(List<Integer> starts, int[] strides) {
    int start = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      start += starts.get(axis) * strides[axis];
    }
    return start;
  }

  private static Work.Job strided(View from, int fromStart, View to, int toStart, Box box,
      ToLongFunction<View> address) {
    int size = from.type().dtype().byteSize();
    int axes = box.extents.length;
    StructWriter struct = new StructWriter(STRIDED_BYTES + axes * AXIS_BYTES)
        .wide(address.applyAsLong(from) + (long) size * fromStart)
        .wide(address.applyAsLong(to) + (long) size * toStart)
        .whole(size, axes, box.count(), 0);
    for (int axis = 0; axis < axes; axis++) {
      struct.whole(box.extents[axis], box.from[axis], box.to[axis]);
    }
    return new Work.Job(JobKind.STRIDED_COPY, struct.done(), Grid.blocks(box.count(), THREADS), box.count() <= SMALL,
        List.of(Bytes.of(from, address)), List.of(Bytes.of(to, address)));
  }

  /**
   * Extents of a box, and its strides at both places; axes of extent 1 are left out, and neighbors that are one run in
   * both are one axis.
   */
  private record Box(int[] extents, int[] from, int[] to) {

    static Box of(Shape shape, int[] from, int[] to) {
      List<int[]> axes = new ArrayList<>();
      for (int axis = 0; axis < shape.rank(); axis++) {
        int[] next = {shape.extent(axis), from[axis], to[axis]};
        int[] last = axes.isEmpty() ? null : axes.getLast();
        if (next[0] == 1) {
          continue;
        }
        if (last != null && last[1] == next[0] * next[1] && last[2] == next[0] * next[2]) {
          axes.set(axes.size() - 1, new int[] {last[0] * next[0], next[1], next[2]});
        } else {
          axes.add(next);
        }
      }
      return new Box(column(axes, 0), column(axes, 1), column(axes, 2));
    }

    private static int[] column(List<int[]> axes, int index) {
      return axes.stream().mapToInt(axis -> axis[index]).toArray();
    }

    int count() {
      return IntStream.of(extents).reduce(1, (a, b) -> a * b);
    }

    /**
     * Of [batch, columns, rows], the result, each matrix lies contiguous as [rows, columns] at the place that is read.
     */
    boolean exchangesRowsAndColumns() {
      int rank = extents.length;
      return (rank == 2 || rank == 3 && from[0] == extents[1] * extents[2]) && from[rank - 2] == 1
          && from[rank - 1] == extents[rank - 2];
    }
  }
}
