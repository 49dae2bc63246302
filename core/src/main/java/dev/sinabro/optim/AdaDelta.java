package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/**
 * With g' = g + weightDecay * w: v = rho * v + (1 - rho) * g'^2; d = sqrt(u + epsilon) / sqrt(v + epsilon) * g'; u = rho * u
 * + (1 - rho) * d^2; w - rate * d. Zeiler, 2012. The means are kept as {@code square_avg} and {@code acc_delta}, as in
 * PyTorch.
 *
 * @param learningRate above 0; 1 in the paper
 * @param rho in [0, 1)
 * @param epsilon above 0: without it, no step would ever be made
 * @param weightDecay at least 0
 */
public record AdaDelta(double learningRate, double rho, double epsilon, double weightDecay) implements PerWeight {
  /** Checks the ranges. */
  public AdaDelta {
    Checks.learningRate(learningRate);
    Checks.decay("rho", rho);
    Checks.positive("epsilon", epsilon);
    Checks.notNegative("weight decay", weightDecay);
  }

  @Override
  public String name() {
    return "adadelta";
  }

  @Override
  public Tensor update(Weight weight, Step step) {
    Tensor gradient = WeightDecay.add(weight.gradient(), weight.value(), weightDecay);
    Tensor squares = weight.kept("square_avg").mul(rho).add(gradient.square().mul(1 - rho));
    Tensor moves = weight.kept("acc_delta");
    Tensor move = moves.add(epsilon).sqrt().div(squares.add(epsilon).sqrt()).mul(gradient);
    weight.keep("square_avg", squares);
    weight.keep("acc_delta", moves.mul(rho).add(move.square().mul(1 - rho)));
    return weight.value().sub(step.rate(learningRate).mul(move));
  }
}
