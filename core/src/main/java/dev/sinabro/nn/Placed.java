package dev.sinabro.nn;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/** Images of which each pixel comes from another place of the same image. */
final class Placed {
  private Placed() {}

  static void requireImages(Tensor x, Layer layer) {
    if (x.shape().rank() != 4) {
      throw new IllegalArgumentException(
          layer.label() + " takes images [batch, channels, height, width], not " + x.type() + "; reshape them first");
    }
  }

  /**
   * The pixels at other places; 0 where a place is outside of the image.
   *
   * @param x [batch, channels, height, width]
   * @param rows for each image the row that each row comes from, i32 [batch, new height]
   * @param columns likewise, i32 [batch, new width]
   */
  static Tensor of(Tensor x, Tensor rows, Tensor columns) {
    Graph graph = x.graph();
    int batch = x.shape().extent(0);
    int channels = x.shape().extent(1);
    int height = x.shape().extent(2);
    int width = x.shape().extent(3);
    Tensor y = rows.reshape(batch, 1, rows.shape().extent(1), 1);
    Tensor z = columns.reshape(batch, 1, 1, columns.shape().extent(1));
    Tensor plane = graph.iota(batch * channels).mul(height * width).reshape(batch, channels, 1, 1);
    Tensor place = plane.add(y.mul(width).add(z));
    Tensor inside = y.greaterEqual(0).and(y.less(height)).and(z.greaterEqual(0).and(z.less(width)));
    Tensor found = inside.select(place, graph.constant(-1));
    return x.reshape(Shape.of(x.shape().count())).gather(found);
  }

  /**
   * Whole numbers that are drawn anew at each step, one for each image.
   *
   * @param least the smallest
   * @param count how many different ones there are
   * @return i32 [batch]
   */
  static Tensor drawn(Scope scope, int batch, int least, int count) {
    return scope.random(Shape.of(batch)).mul(count).floor().cast(DType.I32).add(least);
  }

  /** From each of some first places on, the places of an axis: [batch] to [batch, extent]. */
  static Tensor from(Tensor first, int extent) {
    int batch = first.shape().extent(0);
    return first.reshape(batch, 1).add(first.graph().iota(extent).reshape(1, extent));
  }
}
