package dev.sinabro.loss;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;

/**
 * max(0, -t * y), element by element, for outputs y and sides t: 1 where the target is above 0, else -1. The slope is that
 * of (step(y) - target) * y with targets of 0 and 1, where step(0) is 0: so gradient descent at rate 1, a row at a time, is
 * the perceptron rule w + (target - step(y)) * x, which begins to learn from weights of 0 too. Source: Rosenblatt, 1958.
 */
record Perceptron() implements Formula {
  @Override
  public String name() {
    return "perceptron";
  }

  @Override
  public Takes takes() {
    return Takes.NUMBERS;
  }

  @Override
  public boolean takesMixtures() {
    return false;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    Tensor side = Formula.numbers(output, target).greater(0).cast(DType.F32);
    return output.greater(0).cast(DType.F32).sub(side).mul(output);
  }

  /** What the step function makes of an output alone; of several the largest wins. */
  @Override
  public Tensor prediction(Tensor output) {
    return output.shape().lastExtent() == 1 ? output.greater(0).cast(DType.F32) : output;
  }
}
