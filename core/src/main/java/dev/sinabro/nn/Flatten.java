package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/** Each row as one vector: [batch, a, b, ..] to [batch, a * b * ..]. */
public record Flatten() implements Layer {
  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return x.reshape(x.shape().extent(0), x.shape().count(1, x.shape().rank()));
  }
}
