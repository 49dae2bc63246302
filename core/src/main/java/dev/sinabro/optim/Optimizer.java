package dev.sinabro.optim;

import dev.sinabro.graph.Tensor;

/** How a parameter changes at a step. */
public interface Optimizer {

  /** The name in configurations and listings, such as {@code adam}. */
  String name();

  /** The learning rate before a schedule scales it. */
  double learningRate();

  /**
   * Builds the update of one parameter.
   *
   * @param weight its value before the step
   * @param gradient of its shape
   * @param step what else it can read and keep
   * @return its value after the step
   */
  Tensor update(Tensor weight, Tensor gradient, Step step);

  /** What an update reads and keeps besides the parameter. */
  interface Step {
    /** The learning rate of this step, a scalar. */
    Tensor learningRate();

    /** The number of this step, from 1, a scalar. */
    Tensor number();

    /** What was kept under a name at the step before, of the parameter's shape; zeros at first. */
    Tensor kept(String name);

    /** Keeps a value of the parameter's shape under a name. */
    void keep(String name, Tensor value);
  }

  /** w - rate * g. */
  static Optimizer sgd(double learningRate) {
    return new GradientDescent(learningRate, 0);
  }

  /** v = momentum * v + g; w - rate * v. */
  static Optimizer momentum(double learningRate, double momentum) {
    return new Momentum(learningRate, momentum, 0);
  }

  /** Adam with the usual constants: decays 0.9 and 0.999, epsilon 1e-8. */
  static Optimizer adam(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8, 0);
  }
}
