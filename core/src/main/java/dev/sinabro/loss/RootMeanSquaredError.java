package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** sqrt(mean (output - target)^2) of a batch, over all of its elements that count. */
record RootMeanSquaredError() implements Formula {
  @Override
  public String name() {
    return "rmse";
  }

  @Override
  public Takes takes() {
    return Takes.NUMBERS;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    return output.sub(Formula.numbers(output, target)).square();
  }

  @Override
  public Reduction reduction() {
    return Reduction.ROOT_MEAN;
  }
}
