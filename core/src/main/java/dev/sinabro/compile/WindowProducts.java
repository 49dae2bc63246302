package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Window;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Columns that are never stored: windows that only products read, each row of a matrix a window; and products that only a
 * fold reads. The windows of an image of 64 channels take nine times its memory where they are 3 x 3.
 */
final class WindowProducts {
  private final Map<Tensor, Set<Node>> consumers = new HashMap<>();
  private final Collection<Tensor> outputs;
  private final Set<Node> alone;
  private final Set<Node> unstored = new HashSet<>();
  private final Map<Node, Node> products = new HashMap<>();

  /**
   * Looks for them.
   *
   * @param alone products and folds that are steps of their own
   */
  WindowProducts(Simplification.Simplified simplified, Set<Node> alone) {
    this.alone = alone;
    outputs = simplified.outputs().values();
    for (Node node : simplified.nodes()) {
      node.operands().forEach(operand -> consumers.computeIfAbsent(operand, _ -> new HashSet<>()).add(node));
    }
    for (Node node : simplified.nodes()) {
      if (node.op() instanceof Op.Windows op
          && onlyProductsRead(node.result(0), width(op.axis(), op.windows(), node.operands().getFirst().shape()))) {
        unstored.add(node);
      }
    }
    for (Node node : simplified.nodes()) {
      if (node.op() instanceof Op.Fold fold && !alone.contains(node)) {
        product(node, width(fold.axis(), fold.windows(), node.types().getFirst().shape()));
      }
    }
  }

  /** Elements of a window with all inner axes. */
  static int width(int axis, List<Window> windows, Shape image) {
    return windows.stream().mapToInt(Window::size).reduce(image.count(axis + windows.size(), image.rank()),
        (a, b) -> a * b);
  }

  /** Whether the step of a fold computes it. */
  boolean isPartOfAnother(Node node) {
    return unstored.contains(node) && !(node.op() instanceof Op.Windows);
  }

  /** The product that is summed by a fold without being stored; null where the fold is a step of its own. */
  @Nullable Node product(Node fold) {
    return products.get(fold);
  }

  /** The windows that an operand of a product is, if they are not stored. */
  @Nullable Node windows(Tensor operand) {
    Node root = root(operand);
    return root.op() instanceof Op.Windows && unstored.contains(root) ? root : null;
  }

  static Node root(Tensor tensor) {
    Node node = tensor.node();
    while (node.op() instanceof Op.Reshape) {
      node = node.operands().getFirst().node();
    }
    return node;
  }

  private boolean onlyProductsRead(Tensor tensor, int width) {
    return !outputs.contains(tensor) && width > 0
        && consumers.getOrDefault(tensor, Set.of()).stream().allMatch(consumer -> switch (consumer.op()) {
          case Op.Reshape _ -> onlyProductsRead(consumer.result(0), width);
          case Op.MatMul _ -> !alone.contains(consumer) && tensor.shape().lastExtent() == width
              && consumer.operands().stream().filter(operand -> root(operand).op() instanceof Op.Windows).count() == 1;
          case Op _ -> false;
        });
  }

  private void product(Node fold, int width) {
    List<Node> between = new ArrayList<>();
    Tensor tensor = fold.operands().getFirst();
    while (consumers.getOrDefault(tensor, Set.of()).size() == 1 && !outputs.contains(tensor)) {
      Node node = tensor.node();
      between.add(node);
      if (node.op() instanceof Op.MatMul) {
        boolean plain = node.operands().stream().noneMatch(operand -> windows(operand) != null);
        if (plain && !alone.contains(node) && tensor.shape().lastExtent() == width && width > 0) {
          products.put(fold, node);
          unstored.addAll(between);
        }
        return;
      }
      if (!(node.op() instanceof Op.Reshape)) {
        return;
      }
      tensor = node.operands().getFirst();
    }
  }
}
