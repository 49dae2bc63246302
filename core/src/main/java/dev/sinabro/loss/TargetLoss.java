package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Tensors;
import java.util.List;

/**
 * A loss that compares one output with one field.
 *
 * @param formula what it computes
 * @param compared which output with which field, and what counts
 */
public record TargetLoss(Formula formula, Comparison compared) implements Loss {

  /** Another comparison. */
  public TargetLoss of(Comparison comparison) {
    return new TargetLoss(formula, comparison);
  }

  /** Compares with another field than {@code target}. */
  public TargetLoss target(String field) {
    return new TargetLoss(formula, compared.target(field));
  }

  /** Compares the output of this name, of a network that has several. */
  public TargetLoss output(String name) {
    return new TargetLoss(formula, compared.output(name));
  }

  /** Counts each value as often as a field says: a weight a row, or one for each position. */
  public TargetLoss weights(String field) {
    return new TargetLoss(formula, compared.weights(field));
  }

  /** Counts only where a field is not 0. */
  public TargetLoss mask(String field) {
    return new TargetLoss(formula, compared.mask(field));
  }

  /** Counts only where the class is another. */
  public TargetLoss ignoring(int label) {
    return new TargetLoss(formula, compared.ignoring(label));
  }

  @Override
  public String name() {
    return formula.name();
  }

  @Override
  public Weighted values(Tensors outputs, Tensors fields) {
    Tensor output = compared.of(outputs);
    Tensor target = compared.targetOf(fields);
    Weighted values = compared.weighted(formula.values(output, target), fields);
    Tensor counts = formula.counts(output, target);
    return counts == null ? values : values.times(counts);
  }

  @Override
  public Reduction reduction() {
    return formula.reduction();
  }

  @Override
  public Tensors predictions(Tensors outputs) {
    String name = compared.outputName(outputs);
    return outputs.with(name, formula.prediction(outputs.get(name)));
  }

  @Override
  public List<TargetLoss> parts() {
    return List.of(this);
  }
}
