package dev.sinabro.metric;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The share of targets that the largest prediction tells; of a prediction alone, which side of 1/2 it is on. */
record Accuracy() implements Score {
  @Override
  public String name() {
    return "accuracy";
  }

  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    Weighted right =
        counted.apply(Classes.predicted(name(), prediction, target).equal(target.cast(DType.I32)).cast(DType.F32));
    return Map.of("right", right.total(), "of", right.weight());
  }

  @Override
  public double value(Map<String, double[]> sums) {
    return Objects.requireNonNull(sums.get("right"))[0] / Objects.requireNonNull(sums.get("of"))[0];
  }

  @Override
  public boolean largerIsBetter() {
    return true;
  }
}
