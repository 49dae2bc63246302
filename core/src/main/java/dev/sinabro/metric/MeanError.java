package dev.sinabro.metric;

import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** How far predictions are from numbers: the mean of a measure of their errors. */
record MeanError(Measure measure) implements Score {

  /** What the mean is of. */
  enum Measure {
    /** (prediction - target)^2. */
    MSE,
    /** The same, of whose mean the root is told. */
    RMSE,
    /** |prediction - target|. */
    MAE
  }

  @Override
  public String name() {
    return measure.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    requireNumbers(name(), target);
    Tensor error = prediction.sub(target);
    Weighted errors = counted.apply(measure == Measure.MAE ? error.abs() : error.square());
    return Map.of("errors", errors.total(), "of", errors.weight());
  }

  static void requireNumbers(String metric, Tensor target) {
    if (!target.dtype().isFloat()) {
      throw new GraphException(
          metric + " is a metric of numbers, but the target of the data is class labels; use accuracy");
    }
  }

  @Override
  public double value(Map<String, double[]> sums) {
    double mean = Objects.requireNonNull(sums.get("errors"))[0] / Objects.requireNonNull(sums.get("of"))[0];
    return measure == Measure.RMSE ? Math.sqrt(mean) : mean;
  }

  @Override
  public boolean largerIsBetter() {
    return false;
  }
}
