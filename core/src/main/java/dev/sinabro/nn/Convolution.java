package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Convolution and its transpose over [batch, extents.., channels]: products of windows and weights. Their gradients are
 * products of the same windows, and sums of products back into the image.
 *
 * <p>Groups are a batch of products: group g of the outputs sees group g of the channels only.
 */
public final class Convolution {
  private Convolution() {}

  /**
   * [batch, extents.., channels] to [batch, positions.., outputs].
   *
   * @param weight [outputs, channels / groups, sizes..], as PyTorch has it
   * @param windows one for each axis between batch and channels; its size is that of the weight
   */
  public static Tensor of(Tensor x, Tensor weight, List<Window> windows, int groups) {
    int axes = windows.size();
    int outputs = weight.shape().extent(0);
    Tensor columns = grouped(x, groups).windows(2, windows, 0);
    Shape positions = columns.shape().part(1, axes + 2);
    int width = columns.shape().count(axes + 2, 2 * axes + 3);
    Tensor filters = filters(weight, groups, outputs / groups).reshape(groups, outputs / groups, width);
    Tensor product = columns.reshape(groups, positions.count(), width).matmul(filters, false, true);
    return joined(product.reshape(Shape.of(groups).then(positions).then(Shape.of(outputs / groups))));
  }

  /**
   * The adjoint of a convolution over {@code extents}: [batch, positions.., channels] to [batch, extents.., outputs].
   *
   * @param weight [channels, outputs / groups, sizes..], as PyTorch has it
   * @param windows of the result; as many as x has positions
   */
  public static Tensor transposed(Tensor x, Tensor weight, List<Window> windows, List<Integer> extents, int groups) {
    int axes = windows.size();
    Tensor rows = grouped(x, groups);
    Shape positions = rows.shape().part(1, axes + 2);
    int channels = rows.shape().lastExtent();
    Tensor filters = filters(weight, groups, channels);
    Shape window = filters.shape().part(2, axes + 3);
    Tensor product = rows.reshape(groups, positions.count(), channels)
        .matmul(filters.reshape(groups, channels, window.count()));
    return joined(product.reshape(Shape.of(groups).then(positions).then(window)).fold(2, windows, extents));
  }

  /** [batch, .., channels] to [groups, batch, .., channels / groups]. */
  private static Tensor grouped(Tensor x, int groups) {
    int rank = x.shape().rank();
    Shape split = x.shape().part(0, rank - 1).then(Shape.of(groups, x.shape().lastExtent() / groups));
    return x.reshape(split)
        .transpose(IntStream.rangeClosed(0, rank)
            .map(axis -> axis == 0 ? rank - 1 : axis == rank ? rank : axis - 1)
            .toArray());
  }

  /** [groups, batch, .., channels / groups] to [batch, .., channels]. */
  private static Tensor joined(Tensor x) {
    int last = x.shape().rank() - 1;
    Shape joined = x.shape().part(1, last).then(Shape.of(x.shape().extent(0) * x.shape().lastExtent()));
    return x.transpose(IntStream.rangeClosed(0, last)
        .map(axis -> axis == last ? last : axis == last - 1 ? 0 : axis + 1)
        .toArray()).reshape(joined);
  }

  /** [groups * first, second, sizes..] to [groups, first, sizes.., second]. */
  private static Tensor filters(Tensor weight, int groups, int first) {
    int rank = weight.shape().rank();
    Shape split = Shape.of(groups, first).then(weight.shape().part(1, rank));
    return weight.reshape(split)
        .transpose(IntStream.rangeClosed(0, rank).map(axis -> axis < 2 ? axis : axis == rank ? 2 : axis + 1).toArray());
  }
}
