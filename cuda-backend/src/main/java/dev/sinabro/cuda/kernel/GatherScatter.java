package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Rows of a table by number: jobs for gather_scatter.cu. */
final class GatherScatter {
  private static final int BYTES = 40;
  private static final int THREADS = 256;
  private static final int VECTOR = 16;
  private static final int WORD = 4;
  private static final int SORTED_BYTES = 48;
  /** Updates that are sorted by their row: fewer are looked through again for each row in less time. */
  private static final int MANY = 1 << 10;
  /** {@code WARP_WIDTH}: a row of more elements is given to a block. */
  private static final int WARP_WIDTH = 64;
  private static final int WARPS = 8;
  /** Units that one block moves in about the time of a launch. */
  private static final int SMALL = 1 << 12;

  private GatherScatter() {}

  static Work.Job gather(Step.Single step, ToLongFunction<View> address) {
    View table = step.inputs().get(0);
    View numbers = step.inputs().get(1);
    View y = step.outputs().getFirst();
    Shape shape = table.type().shape();
    long rowBytes = (long) shape.count(1, shape.rank()) * table.type().dtype().byteSize();
    int unit = rowBytes % VECTOR == 0 ? VECTOR : rowBytes % WORD == 0 ? WORD : 1;
    int count = numbers.type().shape().count();
    int unitsOfRow = (int) (rowBytes / unit);
    long units = (long) count * unitsOfRow;
    byte[] struct = new StructWriter(BYTES).wide(address.applyAsLong(table))
        .wide(address.applyAsLong(numbers))
        .wide(address.applyAsLong(y))
        .whole(shape.extent(0), count, unitsOfRow, unit)
        .done();
    return new Work.Job(JobKind.GATHER, struct, Grid.blocks(units, THREADS), units <= SMALL,
        List.of(Bytes.of(table, address), Bytes.of(numbers, address)), List.of(Bytes.of(y, address)));
  }

  /** Bytes of scratch that sums of rows need for the order of their updates. */
  static long scratchBytes(Step.Single scatterAdd) {
    Sort sort = sort(scatterAdd);
    return sort.count() < MANY ? 0 : sort.scratchBytes();
  }

  private static Sort sort(Step.Single scatterAdd) {
    return new Sort(scatterAdd.outputs().getFirst().type().shape().extent(0),
        scatterAdd.inputs().getFirst().type().shape().count());
  }

  /**
   * Zeros first, since rows without updates are not visited. The updates of a row are added in ascending order of their
   * positions, however they are found.
   */
  static List<Work> scatterAdd(Step.Single step, ToLongFunction<View> address, long scratch) {
    View numbers = step.inputs().get(0);
    View updates = step.inputs().get(1);
    View sums = step.outputs().getFirst();
    Shape shape = sums.type().shape();
    Work.Job zeros = Movement.zeros(sums, address);
    int count = numbers.type().shape().count();
    if (count == 0 || updates.type().shape().count() == 0) {
      return List.of(zeros);
    }
    if (count >= MANY) {
      List<Work> works = new ArrayList<>(List.of(zeros));
      works.addAll(sorted(step, address, scratch));
      return works;
    }
    byte[] struct = new StructWriter(BYTES).wide(address.applyAsLong(numbers))
        .wide(address.applyAsLong(updates))
        .wide(address.applyAsLong(sums))
        .whole(shape.extent(0), count, shape.count(1, shape.rank()), 0)
        .done();
    Bytes to = Bytes.of(sums, address);
    boolean small = count <= Grid.FEW && updates.type().shape().count() <= SMALL;
    return List.of(zeros, new Work.Job(JobKind.SCATTER_ADD, struct, Grid.blocks(count, 1), small,
        List.of(Bytes.of(numbers, address), Bytes.of(updates, address), to), List.of(to)));
  }

  private static List<Work> sorted(Step.Single step, ToLongFunction<View> address, long scratch) {
    Sort sort = sort(step);
    Bytes numbers = Bytes.of(step.inputs().get(0), address);
    Bytes updates = Bytes.of(step.inputs().get(1), address);
    Bytes sums = Bytes.of(step.outputs().getFirst(), address);
    Bytes positions = sort.positions(scratch);
    Shape shape = step.outputs().getFirst().type().shape();
    int width = shape.count(1, shape.rank());
    byte[] struct = new StructWriter(SORTED_BYTES).wide(numbers.from())
        .wide(updates.from())
        .wide(sums.from())
        .wide(positions.from())
        .whole(sort.rows(), sort.count(), width, 0)
        .done();
    List<Work> works = new ArrayList<>(sort.works(numbers, scratch));
    works.add(new Work.Job(JobKind.SCATTER_SORTED, struct, Grid.blocks(sort.count(), width <= WARP_WIDTH ? WARPS : 1),
        false, List.of(numbers, updates, positions, sums), List.of(sums)));
    return works;
  }
}
