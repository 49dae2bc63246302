package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * x / sqrt(mean(x^2) + epsilon) * weight, with the mean over the last axes: Zhang and Sennrich, 2019. Parameter: {@code
 * weight}, of the extents of these axes.
 *
 * @param axes how many, from the last; at least 1
 * @param epsilon above 0
 */
public record RmsNorm(int axes, double epsilon) implements Layer {
  /** Checks the ranges. */
  public RmsNorm {
    Norms.requireAxes(axes, "rms norm");
    Norms.requireEpsilon(epsilon);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Shape shape = Norms.last(x, axes, "rms norm");
    Tensor weight = scope.parameter("weight", shape, new Initializer.Constant(1));
    return x.div(Norms.mean(x.square(), axes).add(epsilon).sqrt()).mul(weight);
  }

  @Override
  public String label() {
    return "rms norm";
  }
}
