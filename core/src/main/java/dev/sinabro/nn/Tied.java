package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * y = x W^T with the weight W [units, inputs] of another layer: [.., inputs] to [.., units]. Behind a transformer, the
 * weight of its {@link Embedding} gives the logits of the next token: Press and Wolf, 2017.
 *
 * @param layer applied before, anywhere in the model
 * @param parameter its name within that layer
 */
public record Tied(Layer layer, String parameter) implements Layer {
  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return Dense.product(x, scope.parameterOf(layer, parameter));
  }

  @Override
  public String label() {
    return "tied to " + layer.label();
  }
}
