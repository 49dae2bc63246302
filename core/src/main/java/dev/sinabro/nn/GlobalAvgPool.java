package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * The mean over all places of each channel: [batch, channels, places..] to [batch, channels]. Lin, Chen and Yan, 2014.
 *
 * @param order where x has its channels
 */
public record GlobalAvgPool(Channels order) implements Layer {
  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return places(x, order, "global average pooling").mean(1);
  }

  /** [batch, places, channels]. */
  static Tensor places(Tensor x, Channels order, String layer) {
    int rank = x.shape().rank();
    if (rank < 3) {
      throw new IllegalArgumentException(layer + " takes [batch, channels, places..], not " + x.shape());
    }
    Tensor last = order.toLast(x);
    return last.reshape(Shape.of(last.shape().extent(0), last.shape().count(1, rank - 1), last.shape().lastExtent()));
  }

  @Override
  public String label() {
    return "globalAvgPool";
  }
}
