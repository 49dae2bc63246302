package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of which some count more than others.
 *
 * @param values of any shape
 * @param weights of a shape that is repeated to that of the values, not negative; null where all count alike
 */
public record Weighted(Tensor values, @Nullable Tensor weights) {

  /** Numbers that count alike. */
  public static Weighted alike(Tensor values) {
    return new Weighted(values, null);
  }

  /** The same where each counts some times more, by a tensor of the values' shape. */
  Weighted times(Tensor counts) {
    return new Weighted(values, weights == null ? counts : counts.mul(weights));
  }

  /** The sum of values times weights, a scalar. */
  public Tensor total() {
    return weights == null ? values.sum() : values.mul(weights).sum();
  }

  /** The sum of the weights, a scalar: the number of values where all count alike. */
  public Tensor weight() {
    return weights == null
        ? values.graph().constant((double) values.shape().count())
        : weights.broadcast(values.shape()).sum();
  }

  /** The mean of what counts, a scalar; 0 where nothing does. */
  public Tensor mean() {
    if (weights == null) {
      return values.mean();
    }
    Tensor weight = weight();
    Tensor zero = values.graph().constant(0.0);
    return total().div(weight.equal(zero).select(values.graph().constant(1.0), weight));
  }
}
