package dev.sinabro.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How good a model is on some rows.
 *
 * @param rows how many
 * @param loss the mean over what counts
 * @param metrics values by name, the first metric first; of numbers in the target's own units
 * @param tallies what metrics are made of, such as {@code confusion.counts}: sums over all rows, row-major
 */
public record Evaluation(int rows, double loss, Map<String, Double> metrics, Map<String, List<Double>> tallies) {
  /** Keeps copies. */
  public Evaluation {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    tallies = Collections.unmodifiableMap(new LinkedHashMap<>(tallies));
  }

  /**
   * The value of a metric.
   *
   * @throws IllegalStateException where there is none of this name
   */
  public double metric(String name) {
    return of(metrics, "metric", name);
  }

  /**
   * The sums of a metric's tally, row-major.
   *
   * @param name of metric and tally, such as {@code confusion.counts}
   * @throws IllegalStateException where there is none of this name
   */
  public List<Double> tally(String name) {
    return of(tallies, "tally", name);
  }

  /**
   * The share that was classified correctly.
   *
   * @throws IllegalStateException where that is none of the metrics
   */
  public double accuracy() {
    return metric("accuracy");
  }

  /**
   * The root of the mean squared error, in the target's own units.
   *
   * @throws IllegalStateException where that is none of the metrics
   */
  public double rmse() {
    return metric("rmse");
  }

  private static <T> T of(Map<String, T> map, String kind, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalStateException("there is no " + kind + " " + name + "; there are " + map.keySet());
    }
    return value;
  }
}
