package dev.sinabro.metric;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The squared errors of each element of a row, and its squared distances from its mean, over all rows. What is told of them
 * is left to those that compare both.
 *
 * @param errors sum (prediction - target)^2 of each element
 * @param total sum (target - mean)^2 of each element; where the mean is far larger than the deviation, float32 leaves few
 *     digits of it
 */
record Variance(double[] errors, double[] total) {

  static Map<String, Tensor> tallies(String metric, Tensor prediction, Tensor target,
      Function<Tensor, Weighted> counted) {
    MeanError.requireNumbers(metric, target);
    Shape shape = target.shape();
    Tensor ones = target.graph().constant(1.0).broadcast(shape);
    Weighted values = counted.apply(ones);
    Tensor weights = values.weights() == null ? ones : values.weights().broadcast(shape);
    return Map.of("errors", prediction.sub(target).square().mul(weights).sum(0),
        "squares", target.square().mul(weights).sum(0),
        "sums", target.mul(weights).sum(0),
        "of", weights.sum(0));
  }

  static Variance of(Map<String, double[]> sums) {
    double[] totals = Objects.requireNonNull(sums.get("sums"));
    double[] counts = Objects.requireNonNull(sums.get("of"));
    double[] squares = Objects.requireNonNull(sums.get("squares")).clone();
    for (int i = 0; i < totals.length; i++) {
      squares[i] -= counts[i] == 0 ? 0 : totals[i] * totals[i] / counts[i];
    }
    return new Variance(Objects.requireNonNull(sums.get("errors")), squares);
  }
}
