package dev.sinabro.metric;

import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How much of what was taken for a class is one, and how much of a class was found. A share of nothing is 0, as in
 * scikit-learn.
 */
record Relevance(Share share, Average average) implements Score {

  /** What is told. */
  enum Share {
    /** right / predicted. */
    PRECISION,
    /** right / true. */
    RECALL,
    /** The harmonic mean of both, 2 right / (predicted + true). */
    F1
  }

  /** The macro average bears no name. */
  @Override
  public String name() {
    String name = share.name().toLowerCase(Locale.ROOT);
    return average == Average.MACRO ? name : name + "-" + average.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Map<String, Tensor> tallies(Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    Classes classes = Classes.of(name(), prediction, target, counted);
    if (average == Average.BINARY && classes.count() != 2) {
      throw new GraphException(
          name() + " is a metric of two classes, but there are " + classes.count() + "; use another average");
    }
    Tensor truths = classes.truths();
    Tensor predictions = classes.predictions();
    return Map.of("right", truths.mul(predictions).sum(0), "true", truths.sum(0), "predicted",
        predictions.mul(classes.weights().unsqueeze(-1)).sum(0));
  }

  @Override
  public double value(Map<String, double[]> sums) {
    double[] right = Objects.requireNonNull(sums.get("right"));
    double[] truth = Objects.requireNonNull(sums.get("true"));
    double[] predicted = Objects.requireNonNull(sums.get("predicted"));
    return switch (average) {
      case MACRO -> IntStream.range(0, right.length).filter(i -> truth[i] + predicted[i] > 0)
          .mapToDouble(i -> share(right[i], truth[i], predicted[i])).average().orElse(Double.NaN);
      case MICRO -> share(DoubleStream.of(right).sum(), DoubleStream.of(truth).sum(), DoubleStream.of(predicted).sum());
      case BINARY -> share(right[1], truth[1], predicted[1]);
    };
  }

  private double share(double right, double truth, double predicted) {
    double of = switch (share) {
      case PRECISION -> predicted;
      case RECALL -> truth;
      case F1 -> (predicted + truth) / 2;
    };
    return of == 0 ? 0 : right / of;
  }

  @Override
  public boolean largerIsBetter() {
    return true;
  }
}
