package dev.sinabro.metric;

import dev.sinabro.graph.Tensor;

/** A number that says how good predictions are: a function of the mean over rows of a number a row. */
public interface Metric {

  /** The name in listings and files, such as {@code accuracy}. */
  String name();

  /**
   * A number for each row.
   *
   * @param predictions [rows, width], as the loss gives them
   * @param targets class numbers, i32 [rows], or values, f32 [rows, width]
   * @return [rows]
   */
  Tensor perRow(Tensor predictions, Tensor targets);

  /** The metric from the mean over all rows. */
  double ofMean(double mean);

  /** Whether a larger value is better. */
  boolean largerIsBetter();

  /** The share of rows whose most probable class is the right one. */
  static Metric accuracy() {
    return new Accuracy();
  }

  /** The root of the mean squared error. */
  static Metric rmse() {
    return rmse(1);
  }

  /** The root of the mean squared error, times the unit that the targets were divided by. */
  static Metric rmse(double unit) {
    return new RootMeanSquaredError(unit);
  }
}
