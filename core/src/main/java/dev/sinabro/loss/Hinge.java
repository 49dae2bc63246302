package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/**
 * max(0, 1 - t * y), element by element, for outputs y and sides t: 1 where the target is above 0, else -1. Of several
 * classes each output tells its own from all others. Source: Cortes and Vapnik, 1995.
 */
record Hinge() implements Formula {
  @Override
  public String name() {
    return "hinge";
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
    return output.mul(Formula.sides(output, target)).neg().add(1).relu();
  }

  /** No probability, but above 1/2 where the output is above 0, and in the order of the outputs. */
  @Override
  public Tensor prediction(Tensor output) {
    return output.sigmoid();
  }
}
