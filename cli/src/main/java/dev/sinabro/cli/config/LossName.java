package dev.sinabro.cli.config;

import dev.sinabro.data.Task;
import dev.sinabro.loss.Loss;

/** The losses that a configuration can name. */
public enum LossName {
  SOFTMAX_CROSS_ENTROPY, BINARY_CROSS_ENTROPY, MSE, SSE;

  /** The loss. */
  public Loss loss() {
    return switch (this) {
      case SOFTMAX_CROSS_ENTROPY -> Loss.softmaxCrossEntropy();
      case BINARY_CROSS_ENTROPY -> Loss.binaryCrossEntropy();
      case MSE -> Loss.mse();
      case SSE -> Loss.sse();
    };
  }

  /** Whether it takes classes only, and logits for them. */
  boolean takesLogits() {
    return switch (this) {
      case SOFTMAX_CROSS_ENTROPY, BINARY_CROSS_ENTROPY -> true;
      case MSE, SSE -> false;
    };
  }

  /** The loss of a task whose configuration names none. */
  public static LossName of(Task task) {
    return switch (task) {
      case CLASSIFICATION -> SOFTMAX_CROSS_ENTROPY;
      case REGRESSION -> MSE;
    };
  }

  /** How many outputs this loss needs for a number of classes; 0 classes stand for a number to estimate. */
  public int outputs(int classes) {
    return classes == 0 || this == BINARY_CROSS_ENTROPY ? 1 : classes;
  }
}
