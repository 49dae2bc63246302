package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * w * (1 - rate * weightDecay) - rate * sign(beta1 * m + (1 - beta1) * g); m = beta2 * m + (1 - beta2) * g. Chen et al., 2023,
 * whose rates are 3 to 10 times smaller than Adam's and decays as much larger. The moment is kept as {@code exp_avg}.
 *
 * @param learningRate above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param weightDecay at least 0
 */
public record Lion(double learningRate, double beta1, double beta2, double weightDecay) implements PerWeight {
  /** Checks the ranges. */
  public Lion {
    Checks.adam(learningRate, beta1, beta2, 0, weightDecay);
  }

  @Override
  public String name() {
    return "lion";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor moment = weight.kept("exp_avg");
    Tensor direction = moment.mul(beta1).add(weight.gradient().mul(1 - beta1)).sign();
    weight.keep("exp_avg", moment.mul(beta2).add(weight.gradient().mul(1 - beta2)));
    return WeightDecay.decoupled(weight, step.rate(learningRate), weightDecay)
        .sub(step.rate(learningRate).mul(direction));
  }
}
