package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** 1/2 sum of (output - target)^2 over all of a row. */
record SumOfSquaredErrors() implements Formula {
  @Override
  public String name() {
    return "sse";
  }

  @Override
  public Takes takes() {
    return Takes.NUMBERS;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    Tensor squares = output.sub(Formula.numbers(output, target)).square();
    int rows = output.shape().extent(0);
    return squares.reshape(rows, output.shape().count(1, output.shape().rank())).sum(1).mul(0.5);
  }

  @Override
  public Reduction reduction() {
    return Reduction.SUM;
  }
}
