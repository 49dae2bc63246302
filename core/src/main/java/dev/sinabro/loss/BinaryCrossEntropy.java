package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** -t log s - (1 - t) log(1 - s) with s = sigmoid(output), element by element. */
record BinaryCrossEntropy() implements Formula {
  @Override
  public String name() {
    return "binary-cross-entropy";
  }

  @Override
  public Takes takes() {
    return Takes.SIDES;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    return output.sigmoidCrossEntropy(Formula.numbers(output, target));
  }

  @Override
  public Tensor prediction(Tensor output) {
    return output.sigmoid();
  }
}
