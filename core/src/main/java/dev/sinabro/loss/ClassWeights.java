package dev.sinabro.loss;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much each class counts in a loss. */
final class ClassWeights {
  private ClassWeights() {}

  /** A copy. */
  static List<Double> checked(List<Double> weights) {
    for (double weight : weights) {
      if (!(weight >= 0) || Double.isInfinite(weight)) {
        throw new IllegalArgumentException("a class weight of " + weight + "; it must not be negative");
      }
    }
    return List.copyOf(weights);
  }

  /** As a tensor [n]; of one number for each entry of the last axis of the output. */
  static Tensor tensor(List<Double> weights, Tensor output) {
    if (weights.size() != output.shape().lastExtent()) {
      throw new GraphException("the loss has weights for " + weights.size() + " classes, but the output has "
          + output.shape().lastExtent() + "; give one for each");
    }
    return output.graph().constant(new Literal(TensorType.f32(weights.size()),
        weights.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /** The weight of each label, of the target's shape; null where all count alike. */
  static @Nullable Tensor ofLabels(List<Double> weights, Tensor output, Tensor target) {
    return weights.isEmpty() ? null : tensor(weights, output).gather(target.cast(DType.I32));
  }
}
