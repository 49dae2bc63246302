package dev.sinabro.nn;

import dev.sinabro.graph.Variable;

/**
 * A variable that is learned.
 *
 * @param variable its name and type
 * @param initializer how it begins
 * @param stream the number of its random sequence: its place among the model's parameters
 */
public record Parameter(Variable variable, Initializer initializer, int stream) {
  /** Streams of parameters and those of layers' random operations must not meet. */
  private static final int FIRST_STREAM = 1 << 24;

  /** Its first values. */
  public float[] initialValues(long seed) {
    return initializer.values(variable.shape(), seed, FIRST_STREAM + stream);
  }
}
