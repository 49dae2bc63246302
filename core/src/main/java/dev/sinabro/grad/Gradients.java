package dev.sinabro.grad;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of a scalar by tensors that it was computed from: reverse-mode differentiation, whose result is more nodes
 * of the same graph.
 *
 * <p>At a kink the derivative is that of one side: 0 for ReLU at 0, all to the first operand for
 * {@code max(a, b)} of equals, equal shares for the largest of several elements.
 */
public final class Gradients {
  private final Map<Tensor, Tensor> gradients;

  private Gradients(Map<Tensor, Tensor> gradients) {
    this.gradients = gradients;
  }

  /** As {@link #of(Tensor, List)}. */
  public static Gradients of(Tensor loss, Tensor... by) {
    return of(loss, List.of(by));
  }

  /**
   * Adds the gradients of {@code loss} to its graph.
   *
   * @param loss a real scalar
   * @param by real tensors
   * @throws GraphException where the loss is no real scalar, or a tensor is not real or of another graph
   */
  public static Gradients of(Tensor loss, List<Tensor> by) {
    if (loss.shape().rank() != 0 || !loss.dtype().isFloat()) {
      throw new GraphException("the gradient of " + loss.type() + ", built at " + loss.node().source()
          + ", is not defined; reduce it to a real scalar first, with mean() or sum()");
    }
    for (Tensor tensor : by) {
      if (tensor.graph() != loss.graph() || !tensor.dtype().isFloat()) {
        throw new GraphException("there is no gradient by " + tensor.type() + ", built at " + tensor.node().source()
            + ": name real tensors of the graph that the loss, built at " + loss.node().source() + ", belongs to");
      }
    }
    Map<Tensor, Tensor> gradients = ofWeighted(Map.of(loss, loss.graph().constant(1.0)), by);
    Map<Tensor, Tensor> wanted = new HashMap<>();
    for (Tensor tensor : by) {
      Tensor gradient = gradients.get(tensor);
      wanted.put(tensor, gradient != null ? gradient : zeros(tensor));
    }
    return new Gradients(wanted);
  }

  /**
   * The gradients of the sum of some tensors, each times a weight.
   *
   * @param weights of the tensor's shape each
   * @return the gradients of all tensors that the sum depends on, those of {@code by} among them
   */
  static Map<Tensor, Tensor> ofWeighted(Map<Tensor, Tensor> weights, List<Tensor> by) {
    return new Walker(weights, by).walk();
  }

  private static Tensor zeros(Tensor like) {
    return like.graph().constant(0.0).broadcast(like.shape());
  }

  /**
   * The gradient by one of the given tensors, of its shape; zeros where the loss does not depend on it.
   *
   * @throws IllegalArgumentException where it was not among the given tensors
   */
  public Tensor of(Tensor tensor) {
    Tensor gradient = gradients.get(tensor);
    if (gradient == null) {
      throw new IllegalArgumentException("the gradient by " + tensor + " was not asked for; name it in Gradients.of");
    }
    return gradient;
  }

  /** Goes through the nodes from what is weighted back to the first of the tensors, by descending id. */
  private static final class Walker {
    private final Graph graph;
    private final List<Node> nodes;
    private final boolean[] depends;
    private final Map<Tensor, Tensor> gradients;

    Walker(Map<Tensor, Tensor> weights, List<Tensor> by) {
      this.gradients = new HashMap<>(weights);
      this.graph = weights.keySet().iterator().next().graph();
      int last = weights.keySet().stream().mapToInt(tensor -> tensor.node().id()).max().orElseThrow();
      this.nodes = new ArrayList<>(graph.nodes().subList(0, last + 1));
      this.depends = new boolean[nodes.size()];
      for (Tensor tensor : by) {
        if (tensor.node().id() < depends.length) {
          depends[tensor.node().id()] = true;
        }
      }
      for (Node node : nodes) {
        depends[node.id()] |= node.operands().stream().anyMatch(operand -> depends[operand.node().id()]);
      }
    }

    Map<Tensor, Tensor> walk() {
      for (Node node : nodes.reversed()) {
        if (depends[node.id()]) {
          List<@Nullable Tensor> known =
              IntStream.range(0, node.types().size())
                  .mapToObj(node::result)
                  .<@Nullable Tensor>map(gradients::get)
                  .toList();
          if (known.stream().anyMatch(gradient -> gradient != null)) {
            graph.scoped(backward(node), () -> pass(node, Derivatives.of(node, known)));
          }
        }
      }
      return gradients;
    }

    private static String backward(Node node) {
      return node.scope().isEmpty() ? "backward" : node.scope() + ".backward";
    }

    private boolean pass(Node node, List<@Nullable Tensor> operandGradients) {
      for (int index = 0; index < node.operands().size(); index++) {
        Tensor operand = node.operands().get(index);
        Tensor gradient = operandGradients.get(index);
        if (gradient != null && depends[operand.node().id()] && operand.dtype() == DType.F32) {
          gradients.merge(operand, summedTo(operand.shape(), gradient, node), Tensor::add);
        }
      }
      return true;
    }

    /** The sum over all places that one element of the operand was repeated to. */
    private static Tensor summedTo(Shape shape, Tensor gradient, Node node) {
      if (gradient.shape().equals(shape)) {
        return gradient;
      }
      if (!shape.broadcastsTo(gradient.shape())) {
        throw new IllegalStateException("the derivative of " + node + " has shape " + gradient.shape()
            + " for an operand of shape " + shape);
      }
      int[] strides = shape.stridesWithin(gradient.shape());
      int[] repeated = IntStream.range(0, strides.length)
          .filter(axis -> strides[axis] == 0 && gradient.shape().extent(axis) != 1)
          .toArray();
      return (repeated.length == 0 ? gradient : gradient.sum(repeated)).reshape(shape);
    }
  }
}
