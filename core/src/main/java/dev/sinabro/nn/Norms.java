package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What the norms over the last axes share. */
final class Norms {
  private Norms() {}

  static void requireEpsilon(double epsilon) {
    if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException("an epsilon of " + epsilon + "; it must be above 0");
    }
  }

  static void requireAxes(int axes, String norm) {
    if (axes < 1) {
      throw new IllegalArgumentException(norm + " over " + axes + " axes; it must be at least 1");
    }
  }

  /** The extents of the last axes. */
  static Shape last(Tensor x, int axes, String norm) {
    int rank = x.shape().rank();
    if (axes >= rank) {
      throw new IllegalArgumentException(
          norm + " over the last " + axes + " axes takes tensors of more, not " + x.shape());
    }
    return x.shape().part(rank - axes, rank);
  }

  /** The mean over the last axes, which become 1. */
  static Tensor mean(Tensor x, int axes) {
    int rank = x.shape().rank();
    int[] extents = x.shape().extents();
    Arrays.fill(extents, rank - axes, rank, 1);
    return x.mean(IntStream.range(rank - axes, rank).toArray()).reshape(extents);
  }
}
