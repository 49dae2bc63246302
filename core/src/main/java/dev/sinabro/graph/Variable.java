package dev.sinabro.graph;

/**
 * Named values that outlive a step: a weight, a moment, a counter.
 *
 * <p>Two variables are the same only if they are the same object. A variable belongs to a model or a trainer, not to a
 * graph; a graph reads it with {@link Graph#read} and replaces it with {@link Graph#assign}.
 */
public final class Variable {
  private final String name;
  private final TensorType type;

  /**
   * A variable.
   *
   * @param name a path such as {@code 0.weight}, unique within a session
   * @param type its element type, F32 or I32, and its shape
   */
  public Variable(String name, TensorType type) {
    if (type.dtype() != DType.F32 && type.dtype() != DType.I32) {
      throw new IllegalArgumentException("variable " + name + " is " + type + "; variables are f32 or i32");
    }
    this.name = name;
    this.type = type;
  }

  /** The name under which its values are saved. */
  public String name() {
    return name;
  }

  /** Its element type and shape. */
  public TensorType type() {
    return type;
  }

  /** Its shape. */
  public Shape shape() {
    return type.shape();
  }

  /** For example {@code 0.weight f32[128, 784]}. */
  @Override
  public String toString() {
    return name + " " + type;
  }
}
