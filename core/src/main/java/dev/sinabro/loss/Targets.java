package dev.sinabro.loss;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;

/** Targets in the form of the outputs that they are compared with. */
final class Targets {
  private Targets() {}

  /** Values as they are; class numbers as a column for one output, else one-hot. */
  static Tensor like(Tensor outputs, Tensor targets) {
    if (targets.dtype().isFloat()) {
      return targets;
    }
    int rows = outputs.shape().extent(0);
    int width = outputs.shape().extent(1);
    Tensor column = targets.reshape(rows, 1);
    return (width == 1 ? column : column.equal(outputs.graph().iota(width))).cast(DType.F32);
  }
}
