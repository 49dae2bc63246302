package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Shape;
import java.util.List;
import java.util.function.ToLongFunction;

/** Softmax and its cross-entropy: jobs for softmax.cu. */
final class Softmax {
  private static final int SOFTMAX_BYTES = 64;
  private static final int CROSS_ENTROPY_BYTES = 80;
  private static final int MOST_ROW_AXES = 4;
  private static final int WARPS = 8;
  /** {@code WARP_CLASSES}: a row of more classes is given to a block. */
  private static final int WARP_CLASSES = 1024;
  /** Elements that one block does in about the time of a launch. */
  private static final int SMALL = 1 << 12;

  private Softmax() {}

  /** Whether rows are where the kernels can find them; they may be apart, and results are in order. */
  static boolean takes(Step.Single step) {
    View x = step.inputs().getFirst();
    return x.layout().hasWholeRows() && x.layout().rows().runs().size() <= MOST_ROW_AXES
        && step.inputs().stream().skip(1).allMatch(View::isContiguous)
        && step.outputs().stream().allMatch(View::isContiguous);
  }

  /** Two numbers, and {@code RowPlaces}. */
  private static byte[] rowsOf(View x, StructWriter struct) {
    List<int[]> runs = x.layout().rows().runs();
    return struct.whole(rows(x.shape()), x.shape().lastExtent())
        .whole(runs.size())
        .array(MOST_ROW_AXES, runs.stream().mapToInt(run -> run[0]).toArray())
        .array(MOST_ROW_AXES, runs.stream().mapToInt(run -> run[1]).toArray())
        .whole(0)
        .done();
  }

  static Work.Job softmax(Step.Single step, ToLongFunction<View> address) {
    Shape shape = step.inputs().getFirst().type().shape();
    View from = step.inputs().getFirst();
    Bytes x = Bytes.of(from, address);
    Bytes y = Bytes.of(step.outputs().getFirst(), address);
    byte[] struct =
        rowsOf(from, new StructWriter(SOFTMAX_BYTES).wide(address.applyAsLong(from)).wide(y.from()));
    return new Work.Job(JobKind.SOFTMAX, struct, blocks(shape), isSmall(shape), List.of(x), List.of(y));
  }

  static Work.Job crossEntropy(Step.Single step, ToLongFunction<View> address) {
    Shape shape = step.inputs().getFirst().type().shape();
    Bytes logits = Bytes.of(step.inputs().getFirst(), address);
    Bytes labels = Bytes.of(step.inputs().getLast(), address);
    Bytes losses = Bytes.of(step.outputs().getFirst(), address);
    Bytes gradient = Bytes.of(step.outputs().getLast(), address);
    byte[] struct = rowsOf(step.inputs().getFirst(), new StructWriter(CROSS_ENTROPY_BYTES)
        .wide(address.applyAsLong(step.inputs().getFirst()))
        .wide(labels.from())
        .wide(losses.from())
        .wide(gradient.from()));
    return new Work.Job(JobKind.SOFTMAX_CROSS_ENTROPY, struct, blocks(shape), isSmall(shape),
        List.of(logits, labels), List.of(losses, gradient));
  }

  private static boolean isSmall(Shape shape) {
    return shape.count() <= SMALL && blocks(shape) <= Grid.FEW;
  }

  private static int rows(Shape shape) {
    return shape.count(0, shape.rank() - 1);
  }

  private static int blocks(Shape shape) {
    return shape.lastExtent() <= WARP_CLASSES ? Grid.blocks(rows(shape), WARPS) : Grid.blocks(rows(shape), 1);
  }
}
