package dev.sinabro.nn;

import dev.sinabro.graph.Variable;
import java.util.function.IntToDoubleFunction;

/**
 * A variable of a model that is learned.
 *
 * @param variable its name and type
 * @param initializer how it begins
 * @param stream the number of its random sequence
 */
public record Parameter(Variable variable, Initializer initializer, int stream) {
  /** Its first values by row-major index. */
  public IntToDoubleFunction initialValues(long seed) {
    IntToDoubleFunction values = initializer.values(variable.shape(), new RandomSequence(seed, stream));
    return i -> (float) values.applyAsDouble(i);
  }
}
