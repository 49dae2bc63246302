package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * w - rate * (g + weightDecay * w).
 *
 * @param learningRate above 0
 * @param weightDecay at least 0
 */
public record GradientDescent(double learningRate, double weightDecay) implements PerWeight {
  /** Checks the ranges. */
  public GradientDescent {
    Checks.learningRate(learningRate);
    Checks.notNegative("weight decay", weightDecay);
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    return weight.value()
        .sub(step.rate(learningRate).mul(WeightDecay.add(weight.gradient(), weight.value(), weightDecay)));
  }
}
