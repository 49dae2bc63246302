package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Tensors;
import java.util.List;

/** How wrong a network's outputs are: reads outputs and fields of the data by name. */
public interface Loss {

  /** The name in configurations and listings, such as {@code softmax-cross-entropy}. */
  String name();

  /**
   * The losses of a batch, of any shape, and what each counts.
   *
   * @param outputs of the network
   * @param fields of the batch, each [rows, ...]
   */
  Weighted values(Tensors outputs, Tensors fields);

  /** Whether a step minimizes the sum over what counts, in place of the mean. */
  default boolean summed() {
    return false;
  }

  /** What a step minimizes, a scalar: the mean over what counts, or the sum. */
  default Tensor minimized(Weighted values) {
    return summed() ? values.total() : values.mean();
  }

  /** What a step minimizes as quotients to be added, for a batch that is taken in parts. */
  default List<Quotient> quotients(Tensors outputs, Tensors fields) {
    Weighted values = values(outputs, fields);
    return List.of(new Quotient(values.total(), summed() ? null : values.weight()));
  }

  /** What the outputs stand for, under their names: probabilities for a loss that takes logits, else themselves. */
  default Tensors predictions(Tensors outputs) {
    return outputs;
  }

  /** The comparisons of outputs with fields that it is made of, from which defaults and checks follow. */
  default List<TargetLoss> parts() {
    return List.of();
  }

  /** This loss times a number. */
  default Loss times(double factor) {
    return new SumOfLosses(List.of(new SumOfLosses.Term(this, factor)));
  }

  /** The sum of two losses, such as those of two outputs. */
  default Loss plus(Loss other) {
    return new SumOfLosses(List.of(new SumOfLosses.Term(this, 1), new SumOfLosses.Term(other, 1)));
  }

  /** Softmax cross-entropy of logits [.., classes] and class numbers [..]. */
  static TargetLoss softmaxCrossEntropy() {
    return new TargetLoss(new SoftmaxCrossEntropy(), Comparison.USUAL);
  }

  /** Binary cross-entropy of logits and numbers from 0 to 1 of the same shape, or of one logit a row and class 0 or 1. */
  static TargetLoss binaryCrossEntropy() {
    return new TargetLoss(new BinaryCrossEntropy(), Comparison.USUAL);
  }

  /** The mean of the squared errors. */
  static TargetLoss mse() {
    return new TargetLoss(new MeanSquaredError(), Comparison.USUAL);
  }

  /** Half the sum of the squared errors of a row; a step minimizes its sum over rows. */
  static TargetLoss sse() {
    return new TargetLoss(new SumOfSquaredErrors(), Comparison.USUAL);
  }
}
