package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.stream.IntStream;

/** Where images and signals have their channels. Inside of a network they are always last: layers turn what they take. */
public enum Channels {
  /** {@code [batch, channels, height, width]}, as in PyTorch. */
  FIRST,
  /** {@code [batch, height, width, channels]}. */
  LAST;

  /** [batch, .., channels] from this order. */
  Tensor toLast(Tensor x) {
    int rank = x.shape().rank();
    return this == LAST
        ? x
        : x.transpose(IntStream.range(0, rank).map(axis -> axis == 0 ? 0 : axis == rank - 1 ? 1 : axis + 1).toArray());
  }

  /** This order from [batch, .., channels]. */
  Tensor fromLast(Tensor x) {
    int rank = x.shape().rank();
    return this == LAST
        ? x
        : x.transpose(IntStream.range(0, rank).map(axis -> axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1).toArray());
  }
}
