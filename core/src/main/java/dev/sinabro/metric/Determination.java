package dev.sinabro.metric;

import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The coefficient of determination, 1 - sum (prediction - target)^2 / sum (target - mean)^2: the mean over the elements of a
 * row, of each from all rows. Of an element that never changes it is 1 where it is met, else 0, as scikit-learn has it.
 */
record Determination() implements Score {
  @Override
  public String name() {
    return "r2";
  }

  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    return Variance.tallies(name(), prediction, target, counted);
  }

  @Override
  public double value(Map<String, double[]> sums) {
    Variance variance = Variance.of(sums);
    return IntStream.range(0, variance.total().length)
        .mapToDouble(i -> ofElement(variance.errors()[i], variance.total()[i])).average().orElse(Double.NaN);
  }

  private static double ofElement(double errors, double total) {
    return total == 0 ? errors == 0 ? 1 : 0 : 1 - errors / total;
  }

  @Override
  public boolean largerIsBetter() {
    return true;
  }
}
