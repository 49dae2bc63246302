package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/**
 * e^2 / 2 where |e| is at most delta, else delta * (|e| - delta / 2), with e = output - target, element by element: Huber,
 * 1964.
 *
 * @param delta above 0
 */
record Huber(double delta) implements Formula {
  /** Checks the range. */
  Huber {
    if (!(delta > 0) || Double.isInfinite(delta)) {
      throw new IllegalArgumentException("a delta of " + delta + "; it must be above 0");
    }
  }

  @Override
  public String name() {
    return "huber";
  }

  @Override
  public Takes takes() {
    return Takes.NUMBERS;
  }

  /** With c = e, cut off at delta, both formulas are c * (e - c / 2). */
  @Override
  public Tensor values(Tensor output, Tensor target) {
    Tensor error = output.sub(Formula.numbers(output, target));
    Tensor cut = error.clamp(-delta, delta);
    return cut.mul(error.sub(cut.mul(0.5)));
  }
}
