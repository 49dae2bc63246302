package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * v = momentum * v + g + weightDecay * w; w - rate * v. The velocity is kept as {@code momentum_buffer}, as in PyTorch.
 *
 * @param learningRate above 0
 * @param momentum in [0, 1)
 * @param weightDecay at least 0
 */
public record Momentum(double learningRate, double momentum, double weightDecay) implements PerWeight {
  /** Checks the ranges. */
  public Momentum {
    Checks.learningRate(learningRate);
    Checks.decay("momentum", momentum);
    Checks.notNegative("weight decay", weightDecay);
  }

  @Override
  public String name() {
    return "momentum";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor velocity = weight.kept("momentum_buffer").mul(momentum)
        .add(WeightDecay.add(weight.gradient(), weight.value(), weightDecay));
    weight.keep("momentum_buffer", velocity);
    return weight.value().sub(step.rate(learningRate).mul(velocity));
  }
}
