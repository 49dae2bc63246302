package dev.sinabro.graph;

import java.util.List;

/**
 * One operation in a graph, with its operands and the types of its results.
 *
 * <p>Operands have lower ids than the node, so ascending ids are an order of execution. Nodes are equal only to
 * themselves.
 */
public final class Node {
  private final Graph graph;
  private final int id;
  private final Op op;
  private final List<Tensor> operands;
  private final List<TensorType> types;
  private final String scope;
  private final String source;

  Node(Graph graph, int id, Op op, List<Tensor> operands, List<TensorType> types, String scope, String source) {
    this.graph = graph;
    this.id = id;
    this.op = op;
    this.operands = operands;
    this.types = types;
    this.scope = scope;
    this.source = source;
  }

  /** The graph that it belongs to. */
  public Graph graph() {
    return graph;
  }

  /** Its place in the order of creation. */
  public int id() {
    return id;
  }

  /** What it computes. */
  public Op op() {
    return op;
  }

  /** What it computes that from. */
  public List<Tensor> operands() {
    return operands;
  }

  /** The types of its results; none for {@link Op.Assign}. */
  public List<TensorType> types() {
    return types;
  }

  /** A handle to one of its results. */
  public Tensor result(int index) {
    return new Tensor(this, index);
  }

  /** The layer that it was built for, such as {@code 0.dense}; empty outside of a layer. */
  public String scope() {
    return scope;
  }

  /** The line of the user's code that it was built from, such as {@code Main.java:17}. */
  public String source() {
    return source;
  }

  @Override
  public String toString() {
    return "%" + id + " " + op.label();
  }
}
