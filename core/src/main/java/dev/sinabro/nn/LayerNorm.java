package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * (x - mean) / sqrt(variance + epsilon) * weight + bias, with mean and (biased) variance over the last axes: Ba, Kiros and
 * Hinton, 2016. The variance is that of the centered values, so that a large mean costs no digits. Parameters: {@code
 * weight} and {@code bias}, of the extents of these axes.
 *
 * @param axes how many, from the last; at least 1
 * @param epsilon above 0
 */
public record LayerNorm(int axes, double epsilon) implements Layer {
  /** Checks the ranges. */
  public LayerNorm {
    Norms.requireAxes(axes, "layer norm");
    Norms.requireEpsilon(epsilon);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Shape shape = Norms.last(x, axes, "layer norm");
    Tensor weight = scope.parameter("weight", shape, new Initializer.Constant(1));
    Tensor bias = scope.parameter("bias", shape, new Initializer.Constant(0));
    Tensor centered = x.sub(Norms.mean(x, axes));
    Tensor deviation = Norms.mean(centered.square(), axes).add(epsilon).sqrt();
    return centered.div(deviation).mul(weight).add(bias);
  }

  @Override
  public String label() {
    return "layer norm";
  }
}
