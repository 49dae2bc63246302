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

  /** The root of the mean squared error. */
  static TargetMetric rmse() {
    return new TargetMetric(new RootMeanSquaredError());
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
   *
   * @param classes at least 2
   */
  static TargetMetric confusion(int classes) {
    return new TargetMetric(new Confusion(classes));
  }
}
