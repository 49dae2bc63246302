package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** 1/2 sum of (output - target)^2 over the outputs of a row and the rows of a batch. */
record SumOfSquaredErrors() implements Loss {
  @Override
  public String name() {
    return "sse";
  }

  @Override
  public Tensor perRow(Tensor outputs, Tensor targets) {
    return outputs.sub(Targets.like(outputs, targets)).square().sum(1).mul(0.5);
  }

  @Override
  public Tensor ofBatch(Tensor perRow) {
    return perRow.sum();
  }

  @Override
  public Tensor predictions(Tensor outputs) {
    return outputs;
  }
}
