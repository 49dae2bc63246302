package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * Each row in another shape: [batch, ..] to [batch, row..].
 *
 * @param row with as many elements as a row has
 */
public record Reshape(Shape row) implements Layer {
  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return x.reshape(Shape.of(x.shape().extent(0)).then(row));
  }

  @Override
  public String label() {
    return "reshape " + row;
  }
}
