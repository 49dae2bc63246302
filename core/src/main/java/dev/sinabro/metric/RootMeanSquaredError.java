package dev.sinabro.metric;

import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** sqrt(mean (prediction - target)^2). */
record RootMeanSquaredError() implements Score {
  @Override
  public String name() {
    return "rmse";
  }

  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    if (!target.dtype().isFloat()) {
      throw new GraphException("rmse is a metric of numbers, but the target of the data is class labels; use accuracy");
    }
    Weighted squares = counted.apply(prediction.sub(target).square());
    return Map.of("squares", squares.total(), "of", squares.weight());
  }

  @Override
  public double value(Map<String, double[]> sums) {
    return Math.sqrt(Objects.requireNonNull(sums.get("squares"))[0] / Objects.requireNonNull(sums.get("of"))[0]);
  }

  @Override
  public boolean largerIsBetter() {
    return false;
  }
}
