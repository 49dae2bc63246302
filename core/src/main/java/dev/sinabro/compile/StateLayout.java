package dev.sinabro.compile;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where each variable of a session lives in the state block: in the order given, weights first, then moments. */
public final class StateLayout {
  private final Map<Variable, Slot> slots = new LinkedHashMap<>();
  private final DType floatType;
  private final long byteSize;

  /**
   * Lays out variables.
   *
   * @param floatType F32, or F64 for a backend that computes in it
   * @throws IllegalArgumentException where two variables have one name
   */
  public StateLayout(List<Variable> variables, DType floatType) {
    this.floatType = floatType;
    Map<String, Variable> names = new LinkedHashMap<>();
    long offset = 0;
    for (Variable variable : variables) {
      if (names.put(variable.name(), variable) != null) {
        throw new IllegalArgumentException("two variables are named " + variable.name() + "; give each its own name");
      }
      Slot slot = new Slot(Region.STATE, offset, laidOut(variable.type(), floatType));
      slots.put(variable, slot);
      offset = slot.end();
    }
    byteSize = offset;
  }

  /** The type that a graph's type has in a program with the given real type. */
  static TensorType laidOut(TensorType type, DType floatType) {
    return type.dtype().isFloat() ? new TensorType(floatType, type.shape()) : type;
  }

  /** The element type of real variables. */
  public DType floatType() {
    return floatType;
  }

  /** The variables, in order. */
  public Set<Variable> variables() {
    return slots.keySet();
  }

  /**
   * The place of a variable.
   *
   * @throws IllegalArgumentException where it is not in this layout
   */
  public Slot slot(Variable variable) {
    Slot slot = slots.get(variable);
    if (slot == null) {
      throw new IllegalArgumentException(
          "variable " + variable.name() + " is not in the session's state: the state is laid"
              + " out once, from the variables that the session was given");
    }
    return slot;
  }

  /** Bytes of the block. */
  public long byteSize() {
    return byteSize;
  }
}
