package dev.sinabro.nn;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Angles of places: place p turns by p / base^(2 i / width) in pair i of the width. */
final class Sinusoids {
  private static final double BASE = 10_000;

  private Sinusoids() {}

  /** A function of the angles: [places, width / 2]. */
  static Tensor of(Graph graph, int places, int width, DoubleUnaryOperator function) {
    int pairs = width / 2;
    double[] values = IntStream.range(0, places * pairs)
        .mapToDouble(i -> i / pairs * Math.pow(BASE, -2.0 * (i % pairs) / width))
        .map(function).toArray();
    return graph.constant(new Literal(TensorType.f32(places, pairs), values));
  }

  /** Two tensors of the same shape in turn along their last axis. */
  static Tensor interleaved(Tensor even, Tensor odd) {
    int last = even.shape().rank() - 1;
    return even.graph().concat(last + 1, List.of(even.unsqueeze(-1), odd.unsqueeze(-1)))
        .reshape(even.shape().with(last, 2 * even.shape().lastExtent()));
  }
}
