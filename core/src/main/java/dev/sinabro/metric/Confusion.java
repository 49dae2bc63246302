package dev.sinabro.metric;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Counts of true and predicted classes. */
record Confusion(int classes) implements Score {
  /** Checks the range. */
  Confusion {
    if (classes < 2) {
      throw new IllegalArgumentException("a confusion of " + classes + " classes; it needs at least 2");
    }
  }

  @Override
  public String name() {
    return "confusion";
  }

  /** A product of one-hot rows: exact, since each of its terms is 0 or a weight. */
  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    Tensor predicted = Accuracy.predicted(name(), prediction, target);
    Tensor ones = target.graph().constant(1.0).broadcast(target.shape());
    Weighted counts = counted.apply(ones);
    Tensor weights = counts.weights() == null ? ones : counts.weights().broadcast(target.shape());
    int count = target.shape().count();
    Tensor truth = oneHot(target.cast(DType.I32)).mul(weights.reshape(count, 1));
    return Map.of("counts", truth.matmul(oneHot(predicted), true, false));
  }

  private Tensor oneHot(Tensor numbers) {
    return numbers.reshape(numbers.shape().count(), 1).equal(numbers.graph().iota(classes)).cast(DType.F32);
  }

  @Override
  public double value(Map<String, double[]> sums) {
    double[] counts = Objects.requireNonNull(sums.get("counts"));
    double right = 0;
    double all = 0;
    for (int i = 0; i < counts.length; i++) {
      right += i / classes == i % classes ? counts[i] : 0;
      all += counts[i];
    }
    return right / all;
  }

  @Override
  public boolean largerIsBetter() {
    return true;
  }
}
