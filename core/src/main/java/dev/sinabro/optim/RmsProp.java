package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * With g' = g + weightDecay * w: v = alpha * v + (1 - alpha) * g'^2; d = g' / (sqrt(v) + epsilon), where centered g' / (sqrt(v
 * - m^2) + epsilon) with m = alpha * m + (1 - alpha) * g'; w - rate * d, with momentum b = momentum * b + d and w - rate * b.
 * Tieleman and Hinton, 2012; centered: Graves, 2013. Kept as {@code square_avg}, {@code grad_avg} and {@code
 * momentum_buffer}, as in PyTorch.
 *
 * @param learningRate above 0
 * @param alpha in [0, 1)
 * @param epsilon at least 0
 * @param momentum in [0, 1)
 * @param centered whether the mean of the gradients is taken from that of their squares
 * @param weightDecay at least 0
 */
public record RmsProp(double learningRate, double alpha, double epsilon, double momentum, boolean centered,
    double weightDecay) implements PerWeight {
  /** Checks the ranges. */
  public RmsProp {
    Checks.learningRate(learningRate);
    Checks.decay("alpha", alpha);
    Checks.notNegative("epsilon", epsilon);
    Checks.decay("momentum", momentum);
    Checks.notNegative("weight decay", weightDecay);
  }

  @Override
  public String name() {
    return "rmsprop";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor gradient = WeightDecay.add(weight.gradient(), weight.value(), weightDecay);
    Tensor move = gradient.div(size(weight, gradient).add(epsilon));
    if (momentum > 0) {
      move = weight.kept("momentum_buffer").mul(momentum).add(move);
      weight.keep("momentum_buffer", move);
    }
    return weight.value().sub(step.rate(learningRate).mul(move));
  }

  private Tensor size(Weight weight, Tensor gradient) {
    Tensor squares = weight.kept("square_avg").mul(alpha).add(gradient.square().mul(1 - alpha));
    weight.keep("square_avg", squares);
    if (!centered) {
      return squares.sqrt();
    }
    Tensor mean = weight.kept("grad_avg").mul(alpha).add(gradient.mul(1 - alpha));
    weight.keep("grad_avg", mean);
    // Rounded, the difference of equal numbers can be below 0.
    return squares.sub(mean.square()).maximum(0).sqrt();
  }
}
