package dev.sinabro.metric;

import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * sum (prediction - target)^2 / sum (target - mean)^2, the mean that of each element of a row: 0 for targets that are met, 1
 * for predictions that are the mean.
 */
record UnexplainedVariance() implements Score {
  @Override
  public String name() {
    return "unexplained-variance";
  }

  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    if (!target.dtype().isFloat()) {
      throw new GraphException(
          name() + " is a metric of numbers, but the target of the data is class labels; use accuracy");
    }
    Shape shape = target.shape();
    Weighted values = counted.apply(target);
    Tensor weights = values.weights() == null
        ? target.graph().constant(1.0).broadcast(shape)
        : values.weights().broadcast(shape);
    return Map.of("errors", counted.apply(prediction.sub(target).square()).total(),
        "squares", counted.apply(target.square()).total(),
        "sums", target.mul(weights).sum(0),
        "of", weights.sum(0));
  }

  @Override
  public double value(Map<String, double[]> sums) {
    double[] totals = Objects.requireNonNull(sums.get("sums"));
    double[] counts = Objects.requireNonNull(sums.get("of"));
    double variance = Objects.requireNonNull(sums.get("squares"))[0];
    for (int i = 0; i < totals.length; i++) {
      variance -= counts[i] == 0 ? 0 : totals[i] * totals[i] / counts[i];
    }
    return Objects.requireNonNull(sums.get("errors"))[0] / variance;
  }

  @Override
  public boolean largerIsBetter() {
    return false;
  }
}
