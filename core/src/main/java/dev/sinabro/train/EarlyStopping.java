package dev.sinabro.train;

import dev.sinabro.metric.Metric;
import java.util.List;
import java.util.Optional;

/**
 * Ends a training that becomes no better on its validation rows. L. Prechelt, Early stopping - but when?, 1998.
 *
 * <pre>{@code
 * trainer.fit(data.training(), data.validation(), Fit.epochs(200).stopping(EarlyStopping.after(10)));
 * }</pre>
 *
 * @param patience epochs in a row that are no better than the best one before, after which it ends; at least 1
 * @param minDelta by more than which a value must be better to count, at least 0
 * @param metric whose value is watched; empty: the loss
 * @param restoresBest whether a training that was not stopped from outside ends with the weights of the best epoch,
 *     which costs the memory of another copy of them; else with those of the last step
 */
public record EarlyStopping(int patience, double minDelta, Optional<String> metric, boolean restoresBest) {
  /** Checks the ranges. */
  public EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException("a patience of " + patience + " epochs; it must be at least 1");
    }
    if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("better by " + minDelta + "; it must be at least 0");
    }
  }

  /** After so many epochs without a lower loss; the weights are then those of the best epoch. */
  public static EarlyStopping after(int epochs) {
    return new EarlyStopping(epochs, 0, Optional.empty(), true);
  }

  /** The same, to which only what is better by more than that counts. */
  public EarlyStopping minDelta(double difference) {
    return new EarlyStopping(patience, difference, metric, restoresBest);
  }

  /** The same, which watches a metric by its name; whether larger is better, the metric knows. */
  public EarlyStopping metric(String name) {
    return new EarlyStopping(patience, minDelta, Optional.of(name), restoresBest);
  }

  /** The same, which leaves the weights as they are after the last step. */
  public EarlyStopping keepingLast() {
    return new EarlyStopping(patience, minDelta, metric, false);
  }

  /**
   * The place of the metric among all, from 1; 0 for the loss.
   *
   * @throws ObjectiveException where it is none of them
   */
  int place(List<Metric> metrics) {
    return metric.isPresent() ? 1 + metrics.indexOf(find(metrics)) : 0;
  }

  private Metric find(List<Metric> metrics) {
    String name = metric.orElseThrow();
    return metrics.stream().filter(each -> each.name().equals(name)).findFirst()
        .orElseThrow(() -> new ObjectiveException("early stopping watches " + name + ", which is none of the metrics; "
            + "there are " + metrics.stream().map(Metric::name).toList()));
  }

  /** What is watched, as device memory keeps it: two that differ by less are equal. */
  float watched(Evaluation validation) {
    return (float) (double) metric.map(validation::metric).orElse(validation.loss());
  }

  /** Whether a value counts as better than the best one so far; NaN never does. */
  boolean isBetter(float value, float best, List<Metric> metrics) {
    boolean larger = metric.isPresent() && find(metrics).largerIsBetter();
    return larger ? value > best + minDelta : value < best - minDelta;
  }
}
