package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * With g' = g + weightDecay * w: m = beta1 * m + (1 - beta1) * g'; u = max(beta2 * u, |g'| + epsilon); w - rate / (1 -
 * beta1^t) * m / u. Kingma and Ba, 2015, section 7.1. Kept as {@code exp_avg} and {@code exp_inf}, as in PyTorch.
 *
 * @param learningRate above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon at least 0
 * @param weightDecay at least 0
 */
public record AdaMax(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
    implements PerWeight {
  /** Checks the ranges. */
  public AdaMax {
    Checks.adam(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public String name() {
    return "adamax";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor gradient = WeightDecay.add(weight.gradient(), weight.value(), weightDecay);
    Tensor first = weight.kept("exp_avg").mul(beta1).add(gradient.mul(1 - beta1));
    Tensor largest = weight.kept("exp_inf").mul(beta2).maximum(gradient.abs().add(epsilon));
    weight.keep("exp_avg", first);
    weight.keep("exp_inf", largest);
    Tensor size = step.rate(learningRate).div(Adam.correction(beta1, step));
    return weight.value().sub(size.mul(first).div(largest));
  }
}
