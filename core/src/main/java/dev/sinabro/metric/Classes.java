package dev.sinabro.metric;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Weighted;
import java.util.function.Function;

/**
 * True and predicted classes.
 *
 * @param truth class numbers [n]
 * @param predicted class numbers [n]
 * @param weights what each counts [n]
 * @param count of classes: 2 where there is a prediction for each label, or one for all
 */
record Classes(Tensor truth, Tensor predicted, Tensor weights, int count) {

  static Classes of(String metric, Tensor prediction, Tensor target, Function<Tensor, Weighted> counted) {
    Tensor predicted = predicted(metric, prediction, target);
    int n = target.shape().count();
    int count = isSingle(prediction, target) ? 2 : prediction.shape().lastExtent();
    return new Classes(target.cast(DType.I32).reshape(n), predicted.reshape(n), weights(target, counted), count);
  }

  /** The number of the predicted class, of the target's shape. */
  static Tensor predicted(String metric, Tensor prediction, Tensor target) {
    requireClasses(metric, target);
    Tensor number = isSingle(prediction, target)
        ? prediction.greater(0.5).cast(DType.I32)
        : prediction.argMax(-1);
    return number.reshape(target.shape());
  }

  static void requireClasses(String metric, Tensor target) {
    if (target.dtype().isFloat()) {
      throw new GraphException(
          metric + " is a metric of class labels, but the target of the data is a number; use rmse");
    }
  }

  /** Whether a prediction is the probability of class 1 alone. */
  static boolean isSingle(Tensor prediction, Tensor target) {
    return prediction.shape().equals(target.shape()) || prediction.shape().lastExtent() == 1;
  }

  /** What each target counts, [n]. */
  static Tensor weights(Tensor target, Function<Tensor, Weighted> counted) {
    Tensor ones = target.graph().constant(1.0).broadcast(target.shape());
    Weighted counts = counted.apply(ones);
    Tensor weights = counts.weights() == null ? ones : counts.weights().broadcast(target.shape());
    return weights.reshape(target.shape().count());
  }

  /** The true classes as rows of 0 and, at the class, what it counts: [n, count]. */
  Tensor truths() {
    return truth.oneHot(count).mul(weights.unsqueeze(-1));
  }

  /** The predicted classes as rows of 0 and 1: [n, count]. */
  Tensor predictions() {
    return predicted.oneHot(count);
  }
}
