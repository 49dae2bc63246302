package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** -t log s - (1 - t) log(1 - s) with s = sigmoid(output), averaged over the outputs of a row. */
record BinaryCrossEntropy() implements Loss {
  @Override
  public String name() {
    return "binary-cross-entropy";
  }

  @Override
  public Tensor perRow(Tensor outputs, Tensor targets) {
    return outputs.sigmoidCrossEntropy(Targets.like(outputs, targets)).mean(1);
  }

  @Override
  public Tensor predictions(Tensor outputs) {
    return outputs.sigmoid();
  }
}
