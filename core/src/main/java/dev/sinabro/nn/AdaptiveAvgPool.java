package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Means over as many regions as are wanted: [batch, channels, extents..] to [batch, channels, sizes..]. Region i of n along
 * an axis goes from floor(i * extent / n) to ceil((i + 1) * extent / n), as in PyTorch; a size of 1 is the mean of all.
 *
 * @param sizes of the result, one for each axis
 * @param order where x and the result have their channels
 */
public record AdaptiveAvgPool(List<Integer> sizes, Channels order) implements Layer {
  /** Checks the sizes, and keeps a copy of them. */
  public AdaptiveAvgPool {
    sizes = List.copyOf(sizes);
    if (sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("adaptive average pooling to sizes " + sizes + "; each must be at least 1");
    }
  }

  /** The same for x of another order. */
  public AdaptiveAvgPool order(Channels where) {
    return new AdaptiveAvgPool(sizes, where);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    return Spatial.inside(label(), sizes.size(), order, x, this::pooled);
  }

  private Tensor pooled(Tensor x) {
    Tensor y = x;
    for (int i = 0; i < sizes.size(); i++) {
      y = pooled(y, i + 1, sizes.get(i));
    }
    return y;
  }

  private static Tensor pooled(Tensor x, int axis, int size) {
    long extent = x.shape().extent(axis);
    if (extent == size) {
      return x;
    }
    List<Tensor> regions = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int from = (int) (i * extent / size);
      int to = (int) (((i + 1) * extent + size - 1) / size);
      regions.add(x.slice(axis, from, to).mean(axis).reshape(x.shape().with(axis, 1)));
    }
    return x.graph().concat(axis, regions);
  }

  @Override
  public String label() {
    return "adaptiveAvgPool" + sizes.size() + "d "
        + sizes.stream().map(size -> Integer.toString(size)).collect(Collectors.joining("x"));
  }
}
