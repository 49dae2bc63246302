package dev.sinabro.optim;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;

/** A parameter at a step: its value, its gradient, and what an optimizer keeps of it. */
public final class Weight {
  private final Step step;
  private final Variable variable;
  private final Tensor gradient;

  Weight(Step step, Variable variable, Tensor gradient) {
    this.step = step;
    this.variable = variable;
    this.gradient = gradient;
  }

  /** Its name in the model, such as {@code 0.weight}. */
  public String name() {
    return variable.name();
  }

  /** Its shape. */
  public Shape shape() {
    return variable.shape();
  }

  /** Its value before the step. */
  public Tensor value() {
    return step.graph().read(variable);
  }

  /** The gradient of the loss by it, of its shape. */
  public Tensor gradient() {
    return gradient;
  }

  /** The same weight with another gradient. */
  public Weight withGradient(Tensor changed) {
    return new Weight(step, variable, changed);
  }

  /** What was kept of it under a name at the step before, of its shape; zeros at first. */
  public Tensor kept(String name) {
    return step.graph().read(step.state().of(name, variable));
  }

  /** Keeps a value of its shape under a name. In the checkpoint it is {@code name.<weight>}, as {@code exp_avg.0.weight}. */
  public void keep(String name, Tensor value) {
    step.set(step.state().of(name, variable), value);
  }

  /** Its value after the step, as far as it was set. */
  public Tensor next() {
    return step.next(variable);
  }

  /** Sets its value after the step, in place of one that was set before. */
  public void set(Tensor value) {
    step.set(variable, value);
  }
}
