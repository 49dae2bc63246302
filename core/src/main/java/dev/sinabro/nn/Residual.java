package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * x + f(x): He, Zhang, Ren and Sun, 2016. Parameters are named as if f stood in its place.
 *
 * @param body f, whose result has the shape of x
 */
public record Residual(Layer body) implements Layer {
  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Tensor y = scope.apply("", body, x);
    if (!y.shape().equals(x.shape())) {
      throw new IllegalArgumentException(
          "a residual layer adds " + y.shape() + " to its input " + x.shape() + "; both must have the same shape");
    }
    return x.add(y);
  }

  @Override
  public String label() {
    return "residual(" + body.label() + ")";
  }
}
