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

  /**
   * The weight of each label, or the mean weight of classes by their shares; null where all count alike.
   *
   * @param target class numbers [..], or shares [.., classes]
   * @return [..]
   */
  static @Nullable Tensor of(Tensor target, List<Double> weights, Tensor output) {
    if (weights.isEmpty()) {
      return null;
    }
    Tensor each = tensor(weights, output);
    return target.dtype().isFloat() ? target.mul(each).sum(-1) : each.gather(target.cast(DType.I32));
  }

  /**
   * The losses of classes by their shares, such that each times what it {@linkplain #of counts} is the weighted sum.
   *
   * @param losses of each class, [.., classes]
   * @param shares how much of each class the target is, likewise
   * @param counted the shares by which a row counts, likewise
   * @return [..]
   */
  static Tensor shared(Tensor losses, Tensor shares, Tensor counted, List<Double> weights) {
    Tensor each = losses.mul(shares);
    Tensor counts = of(counted, weights, losses);
    return counts == null
        ? each.sum(-1)
        : each.mul(tensor(weights, losses)).sum(-1).div(Reduction.oneForZero(counts));
  }
}
