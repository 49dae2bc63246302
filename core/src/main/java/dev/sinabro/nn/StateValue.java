package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;

/** A state of a layer within one graph. */
public final class StateValue {
  private final Building building;
  private final Variable variable;

  StateValue(Building building, Variable variable) {
    this.building = building;
    this.variable = variable;
  }

  /** Its value before the step; where the layer was applied before in this step, what it made of it then. */
  public Tensor value() {
    return building.value(variable);
  }

  /**
   * Gives it another value from the next step on.
   *
   * @param value of its type
   * @throws IllegalStateException in inference, which changes nothing
   */
  public void update(Tensor value) {
    building.update(variable, value);
  }
}
