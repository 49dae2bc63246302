package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Tensors;
import java.util.List;
import java.util.stream.DoubleStream;

/** How wrong a network's outputs are: reads outputs and fields of the data by name. */
public interface Loss {

  /** The name in configurations and listings, such as {@code softmax-cross-entropy}. */
  String name();

  /**
   * The losses of a batch, of any shape, and what each counts. There are as many for each row: it is an error to give {@code
   * [rows, rows]}, as it comes of an output {@code [rows, 1]} less a field {@code [rows]}.
   *
   * @param outputs of the network
   * @param fields of the batch, each [rows, ...]
   */
  Weighted values(Tensors outputs, Tensors fields);

  /** How these become what a step minimizes; by default the mean over what counts. */
  default Reduction reduction() {
    return Reduction.MEAN;
  }

  /** What a step minimizes, a scalar. */
  default Tensor minimized(Weighted values) {
    return reduction().of(values);
  }

  /** What a step minimizes as summands, for a batch that is taken in parts. */
  default List<Summand> summands(Tensors outputs, Tensors fields) {
    Weighted values = values(outputs, fields);
    return List.of(new Summand(values.total(), values.weight(), reduction(), 1));
  }

  /** What the outputs stand for, under their names: probabilities for a loss that takes logits, else themselves. */
  default Tensors predictions(Tensors outputs) {
    return outputs;
  }

  /** The comparisons of outputs with fields that it is made of, from which defaults and checks follow. */
  default List<TargetLoss> parts() {
    return List.of();
  }

  /** The losses that it is the sum of, each without its factor; itself, where it is no sum. */
  default List<Loss> terms() {
    return List.of(this);
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
    return softmaxCrossEntropy(0);
  }

  /**
   * The same with smoothed labels, or classes of which some count more; see {@link SoftmaxCrossEntropy}.
   *
   * @param labelSmoothing in [0, 1)
   * @param classWeights a weight for each class; none where all count alike
   */
  static TargetLoss softmaxCrossEntropy(double labelSmoothing, double... classWeights) {
    return of(new SoftmaxCrossEntropy(labelSmoothing, DoubleStream.of(classWeights).boxed().toList()));
  }

  /** -log p of log-probabilities [.., classes] and class numbers [..]; see {@link NegativeLogLikelihood}. */
  static TargetLoss negativeLogLikelihood(double... classWeights) {
    return of(new NegativeLogLikelihood(DoubleStream.of(classWeights).boxed().toList()));
  }

  /**
   * Binary cross-entropy of logits and numbers from 0 to 1 of the same shape, or of one logit a row and class 0 or 1.
   *
   * @param positiveWeights how much more a 1 counts than a 0: one number, or one for each output; none where both count
   *     alike
   */
  static TargetLoss binaryCrossEntropy(double... positiveWeights) {
    return of(new BinaryCrossEntropy(DoubleStream.of(positiveWeights).boxed().toList()));
  }

  /** The mean of the squared errors. */
  static TargetLoss mse() {
    return of(new MeanSquaredError());
  }

  /** The root of the mean of the squared errors of a batch. */
  static TargetLoss rmse() {
    return of(new RootMeanSquaredError());
  }

  /** Half the sum of the squared errors of a row; a step minimizes its sum over rows. */
  static TargetLoss sse() {
    return of(new SumOfSquaredErrors());
  }

  /** The mean of the absolute errors. */
  static TargetLoss mae() {
    return of(new MeanAbsoluteError());
  }

  /** Squares of small errors, and lines for those beyond a limit above 0; see {@link Huber}. */
  static TargetLoss huber(double delta) {
    return of(new Huber(delta));
  }

  /** max(0, 1 - t * y) for sides t of -1 and 1; see {@link Hinge}. */
  static TargetLoss hinge() {
    return of(new Hinge());
  }

  /** max(0, -t * y) for sides t of -1 and 1, of which descent at rate 1 is the perceptron rule; see {@link Perceptron}. */
  static TargetLoss perceptron() {
    return of(new Perceptron());
  }

  private static TargetLoss of(Formula formula) {
    return new TargetLoss(formula, Comparison.USUAL);
  }
}
