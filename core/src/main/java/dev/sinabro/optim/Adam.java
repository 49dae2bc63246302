package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * Adam: Kingma and Ba, 2015. With g' = g + weightDecay * w: m = beta1 * m + (1 - beta1) * g'; v = beta2 * v + (1 - beta2) *
 * g'^2; w - rate * mHat / (sqrt(vHat) + epsilon), where mHat = m / (1 - beta1^t) and vHat = v / (1 - beta2^t). The moments
 * are kept as {@code exp_avg} and {@code exp_avg_sq}, as in PyTorch.
 *
 * @param learningRate above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon at least 0
 * @param weightDecay at least 0
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
    implements PerWeight {
  /** Checks the ranges. */
  public Adam {
    Checks.learningRate(learningRate);
    Checks.decay("beta1", beta1);
    Checks.decay("beta2", beta2);
    Checks.notNegative("epsilon", epsilon);
    Checks.notNegative("weight decay", weightDecay);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor decayed = WeightDecay.add(weight.gradient(), weight.value(), weightDecay);
    return weight.value().sub(move(weight, decayed, step));
  }

  /**
   * rate * mHat / (sqrt(vHat) + epsilon) for some gradient. What depends on the step alone is worked out once, as scalars:
   * the rest is one sweep over the weight.
   */
  Tensor move(Weight weight, Tensor gradient, Step step) {
    Tensor first = weight.kept("exp_avg").mul(beta1).add(gradient.mul(1 - beta1));
    Tensor second = weight.kept("exp_avg_sq").mul(beta2).add(gradient.square().mul(1 - beta2));
    weight.keep("exp_avg", first);
    weight.keep("exp_avg_sq", second);
    Tensor size = step.rate(learningRate).div(correction(beta1, step));
    Tensor root = correction(beta2, step).sqrt();
    return size.mul(first).div(second.sqrt().div(root).add(epsilon));
  }

  /**
   * 1 - beta^t = -2 T / (1 - T) with T = tanh(t ln(beta) / 2). Taking beta^t from 1 would cancel digits: in float32, 1 -
   * 0.999 is off by 1e-5.
   */
  private static Tensor correction(double beta, Step step) {
    Tensor tanh = step.number().mul(Math.log(beta) / 2).tanh();
    return tanh.mul(-2).div(tanh.graph().constant(1.0).sub(tanh));
  }
}
