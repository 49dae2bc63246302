package dev.sinabro.metric;

import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Tensors;
import java.util.Map;

/** A number that says how good predictions are, from tallies that are summed over all batches on the device. */
public interface Metric {

  /** The name in listings and files, such as {@code accuracy}. */
  String name();

  /**
   * Real tallies of a batch, by name and of any shape that does not depend on the number of rows. Their sums over batches
   * are exact where they are whole numbers, however many.
   *
   * @param predictions of the network, as the loss gives them; in the target's own units where it was scaled
   * @param fields of the batch, each [rows, ...]; those that a loss compares with in their own units
   */
  Map<String, Tensor> tallies(Tensors predictions, Tensors fields);

  /** The metric, from the sums of the tallies over all rows, row-major. */
  double value(Map<String, double[]> sums);

  /** Whether a larger value is better. */
  boolean largerIsBetter();

  /** The share of class numbers that the most probable class of a prediction [.., classes] is. */
  static TargetMetric accuracy() {
    return new TargetMetric(new Accuracy());
  }

  /** The share of class numbers that are among the k most probable classes of a prediction [.., classes]. */
  static TargetMetric topK(int k) {
    return new TargetMetric(new TopK(k));
  }

  /** How much of what was taken for a class is one. */
  static TargetMetric precision(Average average) {
    return new TargetMetric(new Relevance(Relevance.Share.PRECISION, average));
  }

  /** How much of a class was found. */
  static TargetMetric recall(Average average) {
    return new TargetMetric(new Relevance(Relevance.Share.RECALL, average));
  }

  /** The harmonic mean of precision and recall. */
  static TargetMetric f1(Average average) {
    return new TargetMetric(new Relevance(Relevance.Share.F1, average));
  }

  /** How often a row of a class has a larger prediction for it than another row; see {@link RocAuc}. */
  static TargetMetric rocAuc() {
    return new TargetMetric(new RocAuc());
  }

  /** The mean squared error. */
  static TargetMetric mse() {
    return new TargetMetric(new MeanError(MeanError.Measure.MSE));
  }

  /** The root of the mean squared error. */
  static TargetMetric rmse() {
    return new TargetMetric(new MeanError(MeanError.Measure.RMSE));
  }

  /** The mean absolute error. */
  static TargetMetric mae() {
    return new TargetMetric(new MeanError(MeanError.Measure.MAE));
  }

  /** The coefficient of determination; see {@link Determination}. */
  static TargetMetric r2() {
    return new TargetMetric(new Determination());
  }

  /** The mean of -log2 of the probability of the right class; what does not count is left out. */
  static TargetMetric bitsPerCharacter() {
    return new TargetMetric(new CrossEntropyPerToken(CrossEntropyPerToken.Unit.BITS));
  }

  /** e to the mean of -log of the probability of the right class: among how many classes a guess is made. */
  static TargetMetric perplexity() {
    return new TargetMetric(new CrossEntropyPerToken(CrossEntropyPerToken.Unit.CHOICES));
  }

  /** The sum of squared errors over that of an element's mean: the share of the variance that is left unexplained. */
  static TargetMetric unexplainedVariance() {
    return new TargetMetric(new UnexplainedVariance());
  }

  /**
   * How often which class was taken for which: its tally {@code counts} [true class, predicted class]; its value is the
   * share on the diagonal.
   */
  static TargetMetric confusion() {
    return new TargetMetric(new Confusion());
  }
}
