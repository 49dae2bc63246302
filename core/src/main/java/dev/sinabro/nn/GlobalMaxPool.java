package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/**
 * The largest over all places of each channel: [batch, channels, places..] to [batch, channels]. Of equal ones the first gets
 * the gradient.
 *
 * @param order where x has its channels
 */
public record GlobalMaxPool(Channels order) implements Layer {
  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return MaxPool.first(GlobalAvgPool.places(x, order, "global max pooling"), 1);
  }

  @Override
  public String label() {
    return "globalMaxPool";
  }
}
