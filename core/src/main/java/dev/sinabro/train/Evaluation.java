package dev.sinabro.train;

/**
 * How good a model is on some rows.
 *
 * @param rows how many
 * @param loss the mean over rows, as the loss defines it a row
 * @param metric the name of the metric
 * @param value of the metric; an RMSE is in the target's own units
 */
public record Evaluation(int rows, double loss, String metric, double value) {

  /**
   * The share of rows that were classified correctly.
   *
   * @throws IllegalStateException where the metric is another
   */
  public double accuracy() {
    return only("accuracy");
  }

  /**
   * The root of the mean squared error, in the target's own units.
   *
   * @throws IllegalStateException where the metric is another
   */
  public double rmse() {
    return only("rmse");
  }

  private double only(String name) {
    if (!metric.equals(name)) {
      throw new IllegalStateException("the metric is " + metric + ", not " + name);
    }
    return value;
  }
}
