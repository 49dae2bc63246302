package dev.sinabro.metric;

import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Counts of true and predicted classes. */
record Confusion() implements Score {
  @Override
  public String name() {
    return "confusion";
  }

  /** A product of one-hot rows: exact, since each of its terms is 0 or a weight. */
  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    Classes classes = Classes.of(name(), prediction, target, counted);
    return Map.of("counts", classes.truths().matmul(classes.predictions(), true, false));
  }

  @Override
  public double value(Map<String, double[]> sums) {
    double[] counts = Objects.requireNonNull(sums.get("counts"));
    int classes = (int) Math.round(Math.sqrt(counts.length));
    double right = IntStream.range(0, classes).mapToDouble(i -> counts[i * classes + i]).sum();
    return right / Arrays.stream(counts).sum();
  }

  @Override
  public boolean largerIsBetter() {
    return true;
  }
}
