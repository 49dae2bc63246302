package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.Shape;
import java.util.List;
import java.util.function.ToLongFunction;

/** Softmax and its cross-entropy: jobs for softmax.cu. */
final class Softmax {
  private static final int SOFTMAX_BYTES = 24;
  private static final int CROSS_ENTROPY_BYTES = 40;
  private static final int WARPS = 8;
  /** {@code WARP_CLASSES}: a row of more classes is given to a block. */
  private static final int WARP_CLASSES = 1024;
  /** Elements that one block does in about the time of a launch. */
  private static final int SMALL = 1 << 12;

  private Softmax() {}

  static Work.Job softmax(Step.Single step, ToLongFunction<View> address) {
    Shape shape = step.inputs().getFirst().type().shape();
    Bytes x = Bytes.of(step.inputs().getFirst(), address);
    Bytes y = Bytes.of(step.outputs().getFirst(), address);
    byte[] struct =
        new StructWriter(SOFTMAX_BYTES).wide(x.from()).wide(y.from()).whole(rows(shape), shape.lastExtent()).done();
    return new Work.Job(JobKind.SOFTMAX, struct, blocks(shape), isSmall(shape), List.of(x), List.of(y));
  }

  static Work.Job crossEntropy(Step.Single step, ToLongFunction<View> address) {
    Shape shape = step.inputs().getFirst().type().shape();
    Bytes logits = Bytes.of(step.inputs().getFirst(), address);
    Bytes labels = Bytes.of(step.inputs().getLast(), address);
    Bytes losses = Bytes.of(step.outputs().getFirst(), address);
    Bytes gradient = Bytes.of(step.outputs().getLast(), address);
    byte[] struct = new StructWriter(CROSS_ENTROPY_BYTES).wide(logits.from())
        .wide(labels.from())
        .wide(losses.from())
        .wide(gradient.from())
        .whole(rows(shape), shape.lastExtent())
        .done();
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
