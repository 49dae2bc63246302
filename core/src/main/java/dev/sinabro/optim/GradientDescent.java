package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * w - rate * (g + weightDecay * w).
 *
 * @param learningRate above 0
 * @param weightDecay at least 0
 */
public record GradientDescent(double learningRate, double weightDecay) implements Optimizer {
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
  public Tensor update(Tensor weight, Tensor gradient, Step step) {
    return weight.sub(step.learningRate().mul(WeightDecay.add(gradient, weight, weightDecay)));
  }
}
