package dev.sinabro.optim;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an optimizer reads and keeps at a step. New values are collected, and take effect with {@link #assign}.
 *
 * <pre>{@code
 * Step step = new Step(graph, kept, number, factor);
 * optimizer.step(List.of(step.weight(variable, gradient)), step);
 * step.assign();
 * }</pre>
 */
public final class Step {
  private final Graph graph;
  private final OptimizerState state;
  private final Tensor number;
  private final Tensor factor;
  private final Map<Variable, Tensor> next = new LinkedHashMap<>();

  /**
   * A step of a graph.
   *
   * @param state what the optimizer keeps, the same object for each graph
   * @param number of this step, from 1, a real scalar; steps done, where a graph only evaluates
   * @param factor of the learning rate, a real scalar
   */
  public Step(Graph graph, OptimizerState state, Tensor number, Tensor factor) {
    this.graph = graph;
    this.state = state;
    this.number = number;
    this.factor = factor;
  }

  /** A weight with its gradient. */
  public Weight weight(Variable variable, Tensor gradient) {
    return new Weight(this, variable, gradient);
  }

  /** A weight where there are no gradients, as in evaluation: they are zeros. */
  public Weight weight(Variable variable) {
    return weight(variable, graph.constant(0.0).broadcast(variable.shape()));
  }

  /** The graph to build. */
  public Graph graph() {
    return graph;
  }

  /** The number of this step, from 1, a real scalar. */
  public Tensor number() {
    return number;
  }

  /** The learning rate of this step, a scalar: a base, as the schedule scales it. */
  public Tensor rate(double learningRate) {
    return factor.mul(learningRate);
  }

  /** What was kept under a name at the step before, of all weights together; zeros at first. */
  public Tensor kept(String name, TensorType type) {
    return graph.read(state.of(name, type));
  }

  /** Keeps a value under a name, of all weights together. */
  public void keep(String name, Tensor value) {
    set(state.of(name, value.type()), value);
  }

  /** Lets all new values take effect after the step; called once. */
  public void assign() {
    next.forEach(graph::assign);
  }

  OptimizerState state() {
    return state;
  }

  Tensor next(Variable variable) {
    Tensor set = next.get(variable);
    return set == null ? graph.read(variable) : set;
  }

  void set(Variable variable, Tensor value) {
    next.put(variable, value);
  }
}
