package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * All gradients are multiplied with min(1, limit / (norm + 1e-6)), where norm is the length of all of them as one vector:
 * Pascanu, Mikolov and Bengio, 2013, as PyTorch does it.
 *
 * @param limit above 0
 */
public record ClipByGlobalNorm(double limit) implements GradientTransform {
  private static final double EPSILON = 1e-6;

  /** Checks the range. */
  public ClipByGlobalNorm {
    Checks.limit(limit);
  }

  @Override
  public String name() {
    return "clip by global norm";
  }

  @Override
  public List<Weight> apply(List<Weight> weights, Step step) {
    if (weights.isEmpty()) {
      return weights;
    }
    Tensor squares = weights.stream().map(weight -> weight.gradient().square().sum()).reduce(Tensor::add).orElseThrow();
    Tensor one = step.graph().constant(1.0);
    Tensor scale = step.graph().constant(limit).div(squares.sqrt().add(EPSILON)).minimum(one);
    return weights.stream().map(weight -> weight.withGradient(weight.gradient().mul(scale))).toList();
  }
}
