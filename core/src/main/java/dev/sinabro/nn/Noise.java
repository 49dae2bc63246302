package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * In training, adds normal random numbers, others at each step; in inference, changes nothing.
 *
 * @param deviation their standard deviation, at least 0
 */
public record Noise(double deviation) implements Layer {
  /** Checks the range. */
  public Noise {
    if (!(deviation >= 0)) {
      throw new IllegalArgumentException("noise of deviation " + deviation + "; it must be at least 0");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (scope.mode() == Mode.INFERENCE || deviation == 0) {
      return x;
    }
    // Box and Muller, 1958; one minus a number below 1 is never 0.
    Tensor radius = x.graph().constant(1.0).sub(scope.random(x.shape())).log().mul(-2).sqrt();
    Tensor normal = radius.mul(scope.random(x.shape()).mul(2 * Math.PI).cos());
    return x.add(normal.mul(deviation));
  }

  @Override
  public String label() {
    return "noise " + deviation;
  }
}
