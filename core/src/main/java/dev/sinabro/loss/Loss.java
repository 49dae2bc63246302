package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;

/**
 * How wrong a model's outputs are.
 *
 * <p>Targets are class numbers, i32 [rows], or values, f32 [rows, width]. A loss that compares values takes class numbers
 * too: as they are for one output, one-hot for several.
 */
public interface Loss {

  /** The name in configurations and listings, such as {@code softmax-cross-entropy}. */
  String name();

  /**
   * The loss of each row.
   *
   * @param outputs of the model, [rows, width]
   * @param targets class numbers or values
   * @return [rows]
   */
  Tensor perRow(Tensor outputs, Tensor targets);

  /** What a step minimizes, from the losses of its rows: their mean, unless the loss says otherwise. */
  default Tensor ofBatch(Tensor perRow) {
    return perRow.mean();
  }

  /** What the outputs stand for: class probabilities for a loss that takes logits, else the outputs themselves. */
  Tensor predictions(Tensor outputs);

  /** Softmax cross-entropy of logits, [rows, classes], and class numbers. */
  static Loss softmaxCrossEntropy() {
    return new SoftmaxCrossEntropy();
  }

  /** Binary cross-entropy of one logit a row, [rows, 1], and class 0 or 1 (or values in [0, 1]). */
  static Loss binaryCrossEntropy() {
    return new BinaryCrossEntropy();
  }

  /** The mean of the squared errors of a row, averaged over rows. */
  static Loss mse() {
    return new MeanSquaredError();
  }

  /** Half the sum of the squared errors of a row, summed over rows. */
  static Loss sse() {
    return new SumOfSquaredErrors();
  }
}
