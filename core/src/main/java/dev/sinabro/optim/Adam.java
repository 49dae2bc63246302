package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * Adam: Kingma and Ba, 2015. With g' = g + weightDecay * w: m = beta1 * m + (1 - beta1) * g'; v = beta2 * v + (1 - beta2) *
 * g'^2; w - rate * mHat / (sqrt(vHat) + epsilon), where mHat = m / (1 - beta1^t) and vHat = v / (1 - beta2^t). The moments
 * are kept as {@code exp_avg} and {@code exp_avg_sq}, as in PyTorch. With AMSGrad (Reddi, Kale and Kumar, 2018) the largest v
 * so far stands in the place of v; it is kept as {@code max_exp_avg_sq}.
 *
 * @param learningRate above 0
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param epsilon at least 0
 * @param weightDecay at least 0
 * @param amsgrad whether the largest v is taken
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean amsgrad)
    implements PerWeight {
  /** Checks the ranges. */
  public Adam {
    Checks.adam(learningRate, beta1, beta2, epsilon, weightDecay);
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
    Moments moments = Moments.of(weight, gradient, beta1, beta2);
    Tensor second = moments.second;
    if (amsgrad) {
      second = weight.kept("max_exp_avg_sq").maximum(second);
      weight.keep("max_exp_avg_sq", second);
    }
    Tensor size = step.rate(learningRate).div(correction(beta1, step));
    Tensor root = correction(beta2, step).sqrt();
    return size.mul(moments.first).div(second.sqrt().div(root).add(epsilon));
  }

  /** m and v, as they are kept for the next step. */
  record Moments(Tensor first, Tensor second) {
    static Moments of(Weight weight, Tensor gradient, double beta1, double beta2) {
      Tensor first = weight.kept("exp_avg").mul(beta1).add(gradient.mul(1 - beta1));
      Tensor second = weight.kept("exp_avg_sq").mul(beta2).add(gradient.square().mul(1 - beta2));
      weight.keep("exp_avg", first);
      weight.keep("exp_avg_sq", second);
      return new Moments(first, second);
    }
  }

  /**
   * 1 - beta^t = -2 T / (1 - T) with T = tanh(t ln(beta) / 2). Taking beta^t from 1 would cancel digits: in float32, 1 -
   * 0.999 is off by 1e-5.
   */
  static Tensor correction(double beta, Step step) {
    Tensor tanh = step.number().mul(Math.log(beta) / 2).tanh();
    return tanh.mul(-2).div(tanh.graph().constant(1.0).sub(tanh));
  }
}
