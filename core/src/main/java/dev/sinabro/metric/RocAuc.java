package dev.sinabro.metric;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The area under the curve of true against false positives: how often a row of a class has a larger prediction for it than
 * a row of another class, where equal ones count half; of more than two classes the mean over them, each against all others
 * (Fawcett, 2006).
 *
 * <p>From histograms of the log-odds of the predictions, in bins of 0.01 from -20 to 20. Predictions of one bin count as
 * equal: the value is off by at most half the share of such pairs of rows of different classes, and exact where there are
 * none.
 */
record RocAuc() implements Score {
  static final int BINS = 4000;
  private static final double WIDTH = 0.01;

  @Override
  public String name() {
    return "roc-auc";
  }

  /** Histograms [classes, bins], of one class where there are two. */
  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    Classes.requireClasses(name(), target);
    int n = target.shape().count();
    int outputs = Classes.isSingle(prediction, target) ? 1 : prediction.shape().lastExtent();
    Tensor rows = prediction.reshape(n, outputs);
    Tensor scores = outputs == 2 ? rows.slice(1, 1, 2) : rows;
    int classes = scores.shape().lastExtent();
    Tensor labels = target.cast(DType.I32).reshape(n, 1);
    Tensor positive = classes == 1 ? labels.equal(1) : labels.equal(labels.graph().iota(classes));
    Tensor weights = Classes.weights(target, counted).unsqueeze(-1);
    Tensor counts = positive.cast(DType.F32).mul(weights);
    Tensor places = bin(scores).add(scores.graph().iota(classes).mul(BINS)).reshape(n * classes);
    return Map.of("positive", histogram(places, counts, classes),
        "negative", histogram(places, weights.sub(counts), classes));
  }

  private static Tensor histogram(Tensor places, Tensor counts, int classes) {
    Tensor zeros = counts.graph().constant(0.0).broadcast(Shape.of(classes * BINS));
    return zeros.scatterAdd(places, counts.reshape(places.shape())).reshape(classes, BINS);
  }

  /** What is no number, or not above 0, is in the first bin. */
  private static Tensor bin(Tensor scores) {
    Tensor zero = scores.graph().constant(0.0);
    Tensor inside = scores.greater(0).and(scores.less(1));
    Tensor safe = inside.select(scores, scores.graph().constant(0.5));
    Tensor bins = safe.log().sub(safe.neg().log1p()).div(WIDTH).add(BINS / 2.0).floor().clamp(0, BINS - 1);
    Tensor outside = scores.greaterEqual(1).select(scores.graph().constant(BINS - 1.0), zero);
    return inside.select(bins, outside).cast(DType.I32);
  }

  @Override
  public double value(Map<String, double[]> sums) {
    double[] positive = Objects.requireNonNull(sums.get("positive"));
    double[] negative = Objects.requireNonNull(sums.get("negative"));
    return IntStream.range(0, positive.length / BINS).mapToDouble(k -> area(positive, negative, k * BINS))
        .filter(area -> !Double.isNaN(area)).average().orElse(Double.NaN);
  }

  /** Of one class; NaN where it, or what is not it, has no row. */
  private static double area(double[] positive, double[] negative, int from) {
    double below = 0;
    double pairs = 0;
    double all = 0;
    for (int i = from; i < from + BINS; i++) {
      pairs += positive[i] * (below + negative[i] / 2);
      below += negative[i];
      all += positive[i];
    }
    return pairs / (all * below);
  }

  @Override
  public boolean largerIsBetter() {
    return true;
  }
}
