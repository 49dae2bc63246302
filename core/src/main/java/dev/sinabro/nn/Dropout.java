package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * In training, sets each element to 0 with the given probability and divides the others by 1 - rate, which keeps their
 * mean; in inference, changes nothing. Srivastava et al., 2014.
 *
 * @param rate in [0, 1)
 */
public record Dropout(double rate) implements Layer {
  /** Checks the range. */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("a dropout rate of " + rate + "; it must be at least 0 and below 1");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (scope.mode() == Mode.INFERENCE || rate == 0) {
      return x;
    }
    Tensor kept = x.graph().constant(rate).lessEqual(scope.random(x.shape()));
    return kept.select(x.mul(1 / (1 - rate)), x.graph().constant(0.0));
  }

  @Override
  public String label() {
    return "dropout " + rate;
  }
}
