package dev.sinabro.loss;

import dev.sinabro.graph.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * -sum_c q_c log softmax(output)_c over the last axis, where q is 1 for the label; of smoothed labels 1 - s + s / K for it
 * and s / K for each other of the K classes (Szegedy et al., 2016). With weights w the terms are w_c q_c log softmax(output)_c,
 * and the mean is divided by the sum of w[label], as PyTorch does it. Where the target is the share of each class, q is that,
 * smoothed likewise, and a row counts as much as the mean of w by its shares.
 *
 * @param labelSmoothing s, in [0, 1)
 * @param classWeights a weight for each class, not negative; above 0 where labels are smoothed; empty where all count alike
 */
record SoftmaxCrossEntropy(double labelSmoothing, List<Double> classWeights) implements Formula {
  /** Checks the ranges. */
  SoftmaxCrossEntropy {
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "a label smoothing of " + labelSmoothing + "; it must be at least 0 and below 1");
    }
    classWeights = ClassWeights.checked(classWeights);
    if (labelSmoothing > 0 && classWeights.contains(0.0)) {
      throw new IllegalArgumentException("a class weight of 0 with smoothed labels; it must be above 0");
    }
  }

  @Override
  public String name() {
    return "softmax-cross-entropy";
  }

  @Override
  public Takes takes() {
    return Takes.CLASSES;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    if (target.dtype().isFloat()) {
      Tensor smoothed = labelSmoothing == 0
          ? target
          : target.mul(1 - labelSmoothing).add(labelSmoothing / output.shape().lastExtent());
      return ClassWeights.shared(output.logSoftmax().neg(), smoothed, target, classWeights);
    }
    int rank = output.shape().rank();
    Tensor rows = output.reshape(output.shape().count(0, rank - 1), output.shape().lastExtent());
    Tensor values = rows.softmaxCrossEntropy(target.reshape(target.shape().count())).reshape(target.shape());
    if (labelSmoothing == 0) {
      return values;
    }
    return values.mul(1 - labelSmoothing).add(ofAllClasses(output, target).mul(labelSmoothing));
  }

  /** The mean over the classes, weighted in proportion to the label, by whose weight it is multiplied later. */
  private Tensor ofAllClasses(Tensor output, Tensor target) {
    Tensor each = output.logSoftmax().neg();
    Tensor own = counts(output, target);
    return own == null ? each.mean(-1) : each.mul(ClassWeights.tensor(classWeights, output)).mean(-1).div(own);
  }

  @Override
  public @Nullable Tensor counts(Tensor output, Tensor target) {
    return ClassWeights.of(target, classWeights, output);
  }

  @Override
  public Tensor prediction(Tensor output) {
    return output.softmax();
  }
}
