package dev.sinabro.loss;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * -output[label] of log-probabilities along the last axis, such as those of a log-softmax. The mean of weighted classes is
 * divided by the weights of the labels that count, as PyTorch does it. Where the target is the share of each class, the same
 * of all classes by their shares.
 *
 * @param classWeights a weight for each class, not negative; empty where all count alike
 */
record NegativeLogLikelihood(List<Double> classWeights) implements Formula {
  /** Checks the ranges. */
  NegativeLogLikelihood {
    classWeights = ClassWeights.checked(classWeights);
  }

  @Override
  public String name() {
    return "negative-log-likelihood";
  }

  @Override
  public Takes takes() {
    return Takes.CLASSES;
  }

  @Override
  public Tensor values(Tensor output, Tensor target) {
    if (target.dtype().isFloat()) {
      return ClassWeights.shared(output.neg(), target, target, classWeights);
    }
    Tensor labels = target.cast(DType.I32);
    return output.gatherAlong(-1, labels.unsqueeze(-1)).neg().reshape(target.shape());
  }

  @Override
  public @Nullable Tensor counts(Tensor output, Tensor target) {
    return ClassWeights.of(target, classWeights, output);
  }

  @Override
  public Tensor prediction(Tensor output) {
    return output.exp();
  }
}
