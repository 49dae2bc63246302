package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** -log softmax(output)[label] over the last axis. */
record SoftmaxCrossEntropy() implements Formula {
  @Override
  public String name() {
    return "softmax-cross-entropy";
  }

  @Override
  public Takes takes() {
    return Takes.CLASSES;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    int rank = output.shape().rank();
    Tensor rows = output.reshape(output.shape().count(0, rank - 1), output.shape().lastExtent());
    return rows.softmaxCrossEntropy(target.reshape(target.shape().count())).reshape(target.shape());
  }

  @Override
  public Tensor prediction(Tensor output) {
    return output.softmax();
  }
}
