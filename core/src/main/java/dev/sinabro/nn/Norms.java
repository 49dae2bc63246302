package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What the norms share. */
final class Norms {
  private Norms() {}

  static void requireEpsilon(double epsilon) {
    if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException("an epsilon of " + epsilon + "; it must be above 0");
    }
  }

  static void requireMomentum(double momentum) {
    if (!(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException("a momentum of " + momentum + "; it must be above 0 and at most 1");
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

  /** x * weight + bias, for each channel of [.., channels]. */
  static Tensor affine(Tensor x, Scope scope) {
    Shape channels = Shape.of(x.shape().lastExtent());
    return x.mul(scope.parameter("weight", channels, new Initializer.Constant(1)))
        .add(scope.parameter("bias", channels, new Initializer.Constant(0)));
  }

  /** running = (1 - momentum) * running + momentum * that of the batch. */
  static void follow(StateValue running, Tensor ofBatch, double momentum) {
    running.update(running.value().mul(1 - momentum).add(ofBatch.mul(momentum)));
  }

  /** The mean over the last axes, which become 1. */
  static Tensor mean(Tensor x, int axes) {
    int rank = x.shape().rank();
    int[] extents = x.shape().extents();
    Arrays.fill(extents, rank - axes, rank, 1);
    return x.mean(IntStream.range(rank - axes, rank).toArray()).reshape(extents);
  }
}
