package dev.sinabro.data;

/** What is to be learned of a target. */
public enum Task {
  /** To tell which of a few classes a row belongs to. */
  CLASSIFICATION,
  /** To estimate a number. */
  REGRESSION
}
