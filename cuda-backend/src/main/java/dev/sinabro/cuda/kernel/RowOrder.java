package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import java.util.List;
import java.util.function.ToLongFunction;

/** The numbers of the elements of rows in their order: jobs for row_order.cu. */
final class RowOrder {
  private static final int BYTES = 40;

  private RowOrder() {}

  /** Bytes of scratch for the runs that are merged. */
  static long scratchBytes(Step.Single step) {
    return 4L * step.outputs().getFirst().type().shape().count();
  }

  static Work.Job of(Op.ArgSort op, Step.Single step, ToLongFunction<View> address, long scratch) {
    View from = step.inputs().getFirst();
    Shape shape = from.type().shape();
    Bytes x = Bytes.of(from, address);
    Bytes y = Bytes.of(step.outputs().getFirst(), address);
    Bytes between = new Bytes(scratch, scratch + scratchBytes(step));
    int rows = shape.count() / shape.lastExtent();
    byte[] struct = new StructWriter(BYTES).wide(x.from())
        .wide(y.from())
        .wide(scratch)
        .whole(rows, shape.lastExtent(), op.descending() ? 1 : 0, from.type().dtype() == DType.I32 ? 1 : 0)
        .done();
    return new Work.Job(JobKind.ROW_ORDER, struct, Grid.blocks(rows, 1), false, List.of(x), List.of(y, between));
  }
}
