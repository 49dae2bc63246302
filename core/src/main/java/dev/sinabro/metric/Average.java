package dev.sinabro.metric;

/** How a number of each class becomes one number. */
public enum Average {
  /** The mean over the classes that are there or were predicted. */
  MACRO,
  /** From the counts of all classes together. */
  MICRO,
  /** Of class 1 alone, of two. */
  BINARY
}
