package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** The mean of (output - target)^2 over the outputs of a row. */
record MeanSquaredError() implements Loss {
  @Override
  public String name() {
    return "mse";
  }

  @Override
  public Tensor perRow(Tensor outputs, Tensor targets) {
    return outputs.sub(Targets.like(outputs, targets)).square().mean(1);
  }

  @Override
  public Tensor predictions(Tensor outputs) {
    return outputs;
  }
}
