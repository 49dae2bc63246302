package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * v = momentum * v + g'; w - rate * (g' + momentum * v), with g' = g + weightDecay * w: the gradient is as if looked for where
 * the velocity leads. Nesterov, 1983, as Sutskever et al., 2013, and PyTorch have it. The velocity is kept as {@code
 * momentum_buffer}.
 *
 * @param learningRate above 0
 * @param momentum in [0, 1)
 * @param weightDecay at least 0
 */
public record Nesterov(double learningRate, double momentum, double weightDecay) implements PerWeight {
  /** Checks the ranges. */
  public Nesterov {
    new Momentum(learningRate, momentum, weightDecay);
  }

  @Override
  public String name() {
    return "nesterov";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor gradient = WeightDecay.add(weight.gradient(), weight.value(), weightDecay);
    Tensor velocity = weight.kept("momentum_buffer").mul(momentum).add(gradient);
    weight.keep("momentum_buffer", velocity);
    return weight.value().sub(step.rate(learningRate).mul(gradient.add(velocity.mul(momentum))));
  }
}
