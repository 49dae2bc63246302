package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/** How the losses of a batch become the one number that a step minimizes. */
public enum Reduction {
  /** Their mean over what counts. */
  MEAN,
  /** Their sum over what counts. */
  SUM,
  /** The root of their mean; where that is 0, so is its gradient. */
  ROOT_MEAN;

  /** The number, a scalar; 0 where nothing counts. */
  public Tensor of(Weighted values) {
    return switch (this) {
      case MEAN -> values.mean();
      case SUM -> values.total();
      case ROOT_MEAN -> {
        Tensor mean = values.mean();
        yield mean.equal(0).select(mean, oneForZero(mean).sqrt());
      }
    };
  }

  /**
   * The gradient of the number, from that of the sum: of a batch that is taken in parts, gradients, totals and weights are
   * added first.
   *
   * @param gradient of the sum over what counts
   * @param total that sum, a scalar
   * @param weight how much counts, a scalar
   */
  public Tensor gradient(Tensor gradient, Tensor total, Tensor weight) {
    return switch (this) {
      case MEAN -> gradient.div(oneForZero(weight));
      case SUM -> gradient;
      case ROOT_MEAN -> {
        Tensor mean = total.div(oneForZero(weight));
        yield gradient.div(oneForZero(weight)).div(oneForZero(mean).sqrt().mul(2));
      }
    };
  }

  /** What is told of many batches of which the sum over what counts is known: a sum is told as its mean. */
  public double told(double total, double weight) {
    double mean = weight == 0 ? total : total / weight;
    return switch (this) {
      case MEAN, SUM -> mean;
      case ROOT_MEAN -> Math.sqrt(mean);
    };
  }

  /** Itself, or 1 in place of 0: a divisor of what is 0 then. */
  static Tensor oneForZero(Tensor x) {
    return x.equal(0).select(x.graph().constant(1.0), x);
  }
}
