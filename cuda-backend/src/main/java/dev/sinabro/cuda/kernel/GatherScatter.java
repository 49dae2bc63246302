package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.graph.Shape;
import java.util.List;
import java.util.function.ToLongFunction;

/** Rows of a table by number: jobs for gather_scatter.cu. */
final class GatherScatter {
  private static final int BYTES = 40;
  private static final int THREADS = 256;
  private static final int VECTOR = 16;
  private static final int WORD = 4;
  /** Units that one block moves in about the time of a launch. */
  private static final int SMALL = 1 << 12;

  private GatherScatter() {}

  static Work.Job gather(Step.Single step, ToLongFunction<Slot> address) {
    Slot table = step.inputs().get(0);
    Slot numbers = step.inputs().get(1);
    Slot y = step.outputs().getFirst();
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

  /** Zeros first, since rows without updates are not visited. */
  static List<Work> scatterAdd(Step.Single step, ToLongFunction<Slot> address) {
    Slot numbers = step.inputs().get(0);
    Slot updates = step.inputs().get(1);
    Slot sums = step.outputs().getFirst();
    Shape shape = sums.type().shape();
    Work.Job zeros = Movement.zeros(sums, address);
    int count = numbers.type().shape().count();
    if (count == 0 || updates.type().shape().count() == 0) {
      return List.of(zeros);
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
}
