package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/**
 * Part of what a step minimizes: a factor times the reduction of some losses. Of a batch that is taken in parts, totals and
 * weights are added before they are reduced, so that it is that of the whole batch.
 *
 * @param total the sum over what counts, a scalar
 * @param weight how much counts, a scalar
 * @param reduction what is made of both
 * @param factor what that is multiplied with
 */
public record Summand(Tensor total, Tensor weight, Reduction reduction, double factor) {

  /** The same times a number. */
  Summand times(double other) {
    return new Summand(total, weight, reduction, factor * other);
  }

  /**
   * The gradient of it.
   *
   * @param gradient of the total, of all parts together
   * @param total of all parts together
   * @param weight of all parts together
   */
  public Tensor gradient(Tensor gradient, Tensor total, Tensor weight) {
    Tensor reduced = reduction.gradient(gradient, total, weight);
    return factor == 1 ? reduced : reduced.mul(factor);
  }
}
