package dev.sinabro.nn;

import dev.sinabro.graph.Variable;

/**
 * A variable of a model that is kept and not learned.
 *
 * @param variable its name and type
 * @param initializer how it begins
 * @param stream the number of its random sequence
 */
public record State(Variable variable, Initializer initializer, int stream) {
  /** Its first values. */
  public float[] initialValues(long seed) {
    return initializer.values(variable.shape(), new RandomSequence(seed, stream));
  }
}
