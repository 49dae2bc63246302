package dev.sinabro.graph;

import java.util.Arrays;

/**
 * A tensor whose values are written in the program. Values are held as doubles, which every element type converts to
 * without loss, so that 0.1 is as exact as the program's real type allows.
 */
public final class Literal {
  private final TensorType type;
  private final double[] values;

  /**
   * A literal.
   *
   * @param values one for each element, row-major; of integers and bytes whole and in range, of truth values 0 and 1
   * @throws GraphException where there are more or fewer than elements, or the element type cannot hold one
   */
  public Literal(TensorType type, double... values) {
    if (values.length != type.shape().count()) {
      throw new GraphException(type + " has " + type.shape().count() + " elements, not " + values.length);
    }
    for (int index = 0; index < values.length; index++) {
      if (!type.dtype().holds(values[index])) {
        throw new GraphException("element " + index + " of " + type + " cannot be " + values[index] + ": it holds "
            + type.dtype().range());
      }
    }
    this.type = type;
    this.values = values.clone();
  }

  /** Its element type and shape. */
  public TensorType type() {
    return type;
  }

  /** Its values, row-major, as a copy. */
  public double[] values() {
    return values.clone();
  }

  /** The value of element {@code index}. */
  public double value(int index) {
    return values[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Literal that && type.equals(that.type) && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(values);
  }

  /** The value of a scalar, or the type and first values of anything larger. */
  @Override
  public String toString() {
    if (values.length == 1) {
      return values[0] == Math.rint(values[0]) && Math.abs(values[0]) < 1e9
          ? Long.toString((long) values[0])
          : Double.toString(values[0]);
    }
    double[] first = Arrays.copyOf(values, Math.min(values.length, 3));
    return type + Arrays.toString(first).replace("]", values.length > 3 ? ", ...]" : "]");
  }
}
