package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * The gradient of a penalty on weights, l1 * sum |w| + l2 * sum w^2, added to that of the loss, as Keras' regularizers have
 * it: a weight decay of PyTorch's is 2 * l2. The loss that is told is without it. At 0, |w| has no slope.
 *
 * <pre>{@code
 * new Penalty(0, 1e-4, WeightFilter.named("*.weight")).then(Optimizer.adam(1e-3))
 * }</pre>
 *
 * @param l1 at least 0
 * @param l2 at least 0
 * @param weights that are penalized
 */
public record Penalty(double l1, double l2, WeightFilter weights) implements GradientTransform {
  /** Checks the ranges. */
  public Penalty {
    Checks.notNegative("an l1 penalty", l1);
    Checks.notNegative("an l2 penalty", l2);
  }

  @Override
  public String name() {
    return "penalty";
  }

  @Override
  public List<Weight> apply(List<Weight> all, Step step) {
    if (l1 == 0 && l2 == 0) {
      return all;
    }
    weights.requireOne(all, "penalize");
    return all.stream().map(weight -> weights.test(weight) ? penalized(weight) : weight).toList();
  }

  private Weight penalized(Weight weight) {
    Tensor gradient = WeightDecay.add(weight.gradient(), weight.value(), 2 * l2);
    return weight.withGradient(l1 == 0 ? gradient : gradient.add(weight.value().sign().mul(l1)));
  }
}
