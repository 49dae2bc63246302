package dev.sinabro.metric;

import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Comparison;
import dev.sinabro.nn.Tensors;
import java.util.Map;

/**
 * A metric that compares one prediction with one field.
 *
 * @param score what it computes
 * @param compared which prediction with which field, and what counts
 * @param name in listings and files, unique among the metrics of a trainer
 */
public record TargetMetric(Score score, Comparison compared, String name) implements Metric {

  /** Of the only prediction and the field {@code target}. */
  public TargetMetric(Score score) {
    this(score, Comparison.USUAL, score.name());
  }

  /** Another comparison, such as that of the loss. */
  public TargetMetric of(Comparison comparison) {
    return new TargetMetric(score, comparison, name);
  }

  /** Under another name, where a trainer has several of a kind. */
  public TargetMetric named(String name) {
    return new TargetMetric(score, compared, name);
  }

  /** Compares with another field than {@code target}. */
  public TargetMetric target(String field) {
    return of(compared.target(field));
  }

  /** Compares the output of this name, of a network that has several. */
  public TargetMetric output(String name) {
    return of(compared.output(name));
  }

  /** Counts each value as often as a field says: a weight a row, or one for each position. */
  public TargetMetric weights(String field) {
    return of(compared.weights(field));
  }

  /** Counts only where a field is not 0. */
  public TargetMetric mask(String field) {
    return of(compared.mask(field));
  }

  /** Counts only where the class is another. */
  public TargetMetric ignoring(int label) {
    return of(compared.ignoring(label));
  }

  @Override
  public Map<String, Tensor> tallies(Tensors predictions, Tensors fields) {
    return score.tallies(compared.of(predictions), compared.targetOf(fields),
        values -> compared.weighted(values, fields));
  }

  @Override
  public double value(Map<String, double[]> sums) {
    return score.value(sums);
  }

  @Override
  public boolean largerIsBetter() {
    return score.largerIsBetter();
  }
}
