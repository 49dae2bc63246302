package dev.sinabro.nn;

/** What a model is built for: some layers, such as dropout, act in training only. */
public enum Mode {
  /** A training step. */
  TRAINING,
  /** Evaluation and prediction. */
  INFERENCE
}
