package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** |output - target|, element by element; its slope at 0 is 0. */
record MeanAbsoluteError() implements Formula {
  @Override
  public String name() {
    return "mae";
  }

  @Override
  public Takes takes() {
    return Takes.NUMBERS;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    return output.sub(Formula.numbers(output, target)).abs();
  }
}
