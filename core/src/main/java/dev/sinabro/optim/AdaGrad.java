package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * s = s + g'^2; w - rate / (1 + rateDecay * (t - 1)) * g' / (sqrt(s) + epsilon), with g' = g + weightDecay * w and steps t
 * from 1. Duchi, Hazan and Singer, 2011. The sum is kept as {@code sum}, as in PyTorch.
 *
 * @param learningRate above 0
 * @param rateDecay at least 0
 * @param epsilon at least 0
 * @param weightDecay at least 0
 */
public record AdaGrad(double learningRate, double rateDecay, double epsilon, double weightDecay) implements PerWeight {
  /** Checks the ranges. */
  public AdaGrad {
    Checks.learningRate(learningRate);
    Checks.notNegative("rate decay", rateDecay);
    Checks.notNegative("epsilon", epsilon);
    Checks.notNegative("weight decay", weightDecay);
  }

  @Override
  public String name() {
    return "adagrad";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor gradient = WeightDecay.add(weight.gradient(), weight.value(), weightDecay);
    Tensor sum = weight.kept("sum").add(gradient.square());
    weight.keep("sum", sum);
    Tensor rate = step.rate(learningRate).div(step.number().sub(1).mul(rateDecay).add(1));
    return weight.value().sub(rate.mul(gradient).div(sum.sqrt().add(epsilon)));
  }
}
