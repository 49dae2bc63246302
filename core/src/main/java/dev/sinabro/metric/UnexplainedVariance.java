package dev.sinabro.metric;

import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Arrays;
import java.util.Map;
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
    return Variance.tallies(name(), prediction, target, counted);
  }

  @Override
  public double value(Map<String, double[]> sums) {
    Variance variance = Variance.of(sums);
    return Arrays.stream(variance.errors()).sum() / Arrays.stream(variance.total()).sum();
  }

  @Override
  public boolean largerIsBetter() {
    return false;
  }
}
