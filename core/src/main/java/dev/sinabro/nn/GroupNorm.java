package dev.sinabro.nn;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/**
 * (x - mean) / sqrt(variance + epsilon) * weight + bias, with mean and (biased) variance of each group of channels in each row of
 * [batch, channels, ..]: Wu and He, 2018. Parameters, where it is affine: {@code weight} and {@code bias} [channels].
 *
 * @param groups into which the channels are divided
 * @param affine whether there are weight and bias
 * @param epsilon above 0
 * @param order where x and the result have their channels
 */
public record GroupNorm(int groups, boolean affine, double epsilon, Channels order) implements Layer {
  /** Checks the ranges. */
  public GroupNorm {
    if (groups < 1) {
      throw new IllegalArgumentException("group norm of " + groups + " groups; it needs at least 1");
    }
    Norms.requireEpsilon(epsilon);
  }

  /** The same for x of another order. */
  public GroupNorm order(Channels where) {
    return new GroupNorm(groups, affine, epsilon, where);
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    if (x.shape().rank() < 2) {
      throw new IllegalArgumentException("group norm takes [batch, channels, ..], not " + x.shape());
    }
    return order.fromLast(normed(order.toLast(x), scope));
  }

  /** Of [batch, .., channels]. */
  private Tensor normed(Tensor x, Scope scope) {
    int channels = x.shape().lastExtent();
    if (channels % groups != 0) {
      throw new IllegalArgumentException(groups + " groups do not divide the " + channels + " channels of group norm");
    }
    int places = x.shape().count(1, x.shape().rank() - 1);
    Tensor grouped = x.reshape(Shape.of(x.shape().extent(0), places, groups, channels / groups));
    Tensor centered = grouped.sub(grouped.meanKept(1, 3));
    Tensor deviation = centered.square().meanKept(1, 3).add(epsilon).sqrt();
    Tensor y = centered.div(deviation).reshape(x.shape());
    return affine ? Norms.affine(y, scope) : y;
  }

  @Override
  public String label() {
    return "group norm " + groups;
  }
}
