package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Part of what a step minimizes: total / weight, or the total itself. Of a batch that is taken in parts, totals and weights
 * are added before they are divided, so that it is the quotient of the whole batch.
 *
 * @param total a scalar
 * @param weight what it is divided by where that is not 0, a scalar; null where it is not divided
 */
public record Quotient(Tensor total, @Nullable Tensor weight) {

  /** Totals, or gradients of totals, divided by a weight: left as they are where that is 0. */
  public static Tensor divided(Tensor totals, Tensor weight) {
    Tensor one = weight.graph().constant(1.0);
    return totals.div(weight.equal(0).select(one, weight));
  }
}
