package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** -log softmax(outputs)[label]. */
record SoftmaxCrossEntropy() implements Loss {
  @Override
  public String name() {
    return "softmax-cross-entropy";
  }

  @Override
  public Tensor perRow(Tensor outputs, Tensor targets) {
    return outputs.softmaxCrossEntropy(targets);
  }

  @Override
  public Tensor predictions(Tensor outputs) {
    return outputs.softmax();
  }
}
