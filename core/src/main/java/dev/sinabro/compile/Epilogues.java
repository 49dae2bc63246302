package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which products may have an epilogue, and what must not be one: an update of a variable that is moved before something
 * which reads the old content would need memory of its own, and a copy.
 */
final class Epilogues {
  private final WindowProducts products;
  private final Set<Node> bare;
  private final Map<Node, Variable> updates = new HashMap<>();

  /**
   * Those of a graph.
   *
   * @param bare products that have none
   */
  Epilogues(List<Node> nodes, WindowProducts products, Set<Node> bare) {
    this.products = products;
    this.bare = bare;
    for (Node node : nodes) {
      if (node.op() instanceof Op.Assign(Variable variable)) {
        updates.put(Fusion.root(node.operands().getFirst()).node(), variable);
      }
    }
  }

  /** Whether a node is a product of real numbers, or the fold of one, that may have an epilogue. */
  boolean canHaveOne(Node node) {
    Node product = products.product(node);
    return switch (product == null ? node.op() : product.op()) {
      case Op.MatMul _ -> !bare.contains(node) && !products.isPartOfAnother(node)
          && node.types().getFirst().dtype().isFloat() && isFull(product == null ? node : product)
          && node.types().getFirst().shape().count() > 0;
      case Op _ -> false;
    };
  }

  private static boolean isFull(Node product) {
    return product.operands().stream().allMatch(operand -> operand.shape().count() > 0);
  }

  /** Whether a variable that some of the nodes update is read by one of the others. */
  boolean overwrites(Collection<Node> nodes, Collection<Node> others) {
    return nodes.stream()
        .map(updates::get)
        .anyMatch(variable -> variable != null && others.stream().anyMatch(other -> reads(other, variable)));
  }

  private static boolean reads(Node node, Variable variable) {
    return node.operands().stream().anyMatch(operand -> isOf(operand, variable));
  }

  private static boolean isOf(Tensor tensor, Variable variable) {
    Node node = tensor.node();
    while (node.op() instanceof Op.View || node.op() instanceof Op.Broadcast) {
      node = node.operands().getFirst().node();
    }
    return node.op() instanceof Op.Read(Variable read) && read.equals(variable);
  }
}
