package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** (output - target)^2, element by element. */
record MeanSquaredError() implements Formula {
  @Override
  public String name() {
    return "mse";
  }

  @Override
  public Takes takes() {
    return Takes.NUMBERS;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    return output.sub(Formula.numbers(output, target)).square();
  }
}
