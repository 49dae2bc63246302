package dev.sinabro.metric;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The share of targets that are among the k largest predictions; of equal ones the first are the larger, and what is NaN
 * tells nothing.
 *
 * @param k at least 1
 */
record TopK(int k) implements Score {
  /** Checks the range. */
  TopK {
    if (k < 1) {
      throw new IllegalArgumentException("the top " + k + " classes; it must be 1 at least");
    }
  }

  @Override
  public String name() {
    return "top-" + k;
  }

  /** Right is what fewer than k classes come before. */
  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    Classes.requireClasses(name(), target);
    int classes = prediction.shape().lastExtent();
    if (Classes.isSingle(prediction, target) || classes <= k) {
      throw new GraphException(name() + " of " + classes + " output(s) would always be right, or has no order of"
          + " classes; it takes more outputs than " + k);
    }
    Tensor labels = target.cast(DType.I32).unsqueeze(-1);
    Tensor own = prediction.gatherAlong(-1, labels);
    Tensor numbers = prediction.graph().iota(classes);
    Tensor earlier = numbers.less(labels).and(prediction.less(own).not());
    Tensor later = numbers.greater(labels).and(prediction.lessEqual(own).not());
    Tensor before = earlier.or(later).cast(DType.F32).sum(-1);
    Weighted right = counted.apply(before.less(k).cast(DType.F32));
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
