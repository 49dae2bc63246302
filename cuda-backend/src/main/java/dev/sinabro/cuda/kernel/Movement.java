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

  /** In one run where both places are one, by tiles where rows and columns are exchanged, else element by element. */
  static Work.Job copy(View from, View to, ToLongFunction<View> address) {
    Box box = Box.of(from, to);
    if (from.isContiguous() && to.isContiguous() && Works.isAligned(from) && Works.isAligned(to)) {
      return run(from, to, address);
    }
    return box.exchangesRowsAndColumns() && to.isContiguous() && from.type().dtype().byteSize() == Float.BYTES
        ? transpose(from, to, box, address)
        : strided(from, to, box, address);
  }

  private static Work.Job run(View from, View to, ToLongFunction<View> address) {
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

  private static Work.Job transpose(View from, View to, Box box, ToLongFunction<View> address) {
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

  /** Zeros everywhere, then the operand at its place. */
  static List<Work> pad(Op.Pad op, Step.Single step, ToLongFunction<View> address) {
    View from = step.inputs().getFirst();
    View to = step.outputs().getFirst();
    Work.Job zeros = zeros(to, address);
    if (from.shape().count() == 0) {
      return List.of(zeros);
    }
    View inside = new View(to.slot(), to.layout().sliced(op.starts(), from.shape()));
    return List.of(zeros, strided(from, inside, Box.of(from, inside), address));
  }

  private static Work.Job strided(View from, View to, Box box, ToLongFunction<View> address) {
    int axes = box.extents.length;
    StructWriter struct = new StructWriter(STRIDED_BYTES + axes * AXIS_BYTES).wide(address.applyAsLong(from))
        .wide(address.applyAsLong(to))
        .whole(from.type().dtype().byteSize(), axes, box.count(), 0);
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

    static Box of(View source, View target) {
      Shape shape = source.shape();
      int[] from = source.stridesWithin(shape);
      int[] to = target.stridesWithin(shape);
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
