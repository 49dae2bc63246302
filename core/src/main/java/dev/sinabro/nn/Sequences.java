package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;

/** What layers over sequences ask of their input. */
final class Sequences {
  private Sequences() {}

  static void require(Tensor x, String layer) {
    if (x.shape().rank() < 3) {
      throw new IllegalArgumentException(layer + " takes [batch, places, width], not " + x.shape());
    }
  }
}
