package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where results should be written so that nobody has to move them later.
 *
 * <p>The operands of a concatenation belong at their places in it. And what is transposed and then given a shape that a
 * transposed view cannot have, such as the heads of an attention that become one axis again, belongs in the transposed
 * order in the first place. Both hold through reshapes and transposes on the way. It is a wish: a step that cannot write
 * there writes a tensor of its own, from which a copy is made.
 */
final class Destinations {
  private final Map<Tensor, Destination> destinations = new HashMap<>();
  private final Map<Tensor, Set<Node>> consumers;

  /** A place in the storage that holds {@code root} contiguously. */
  record Destination(Tensor root, Layout layout) {}

  /** Destinations of the results of some nodes, of which some are consumed by others. */
  Destinations(List<Node> nodes, Map<Tensor, Set<Node>> consumers) {
    this.consumers = consumers;
    nodes.reversed().forEach(this::visit);
  }

  /** The wish for a tensor, if there is one. */
  Optional<Destination> of(Tensor tensor) {
    return Optional.ofNullable(destinations.get(tensor));
  }

  private void visit(Node node) {
    switch (node.op()) {
      case Op.Concat concat -> concatenation(node, concat.axis());
      case Op.Reshape _ -> of(node.result(0)).ifPresent(destination -> {
        Tensor operand = node.operands().getFirst();
        destination.layout().reshaped(operand.shape()).ifPresent(layout -> wish(operand, destination.root(), layout));
      });
      case Op.Transpose transpose -> transposition(node, transpose.permutation());
      case Op _ -> {
        // its operands may be anywhere
      }
    }
  }

  private void concatenation(Node node, int axis) {
    Destination own = own(node);
    List<Integer> starts = new ArrayList<>(Collections.nCopies(node.types().getFirst().shape().rank(), 0));
    for (Tensor operand : node.operands()) {
      wish(operand, own.root(), own.layout().sliced(starts, operand.shape()));
      starts.set(axis, starts.get(axis) + operand.shape().extent(axis));
    }
  }

  private void transposition(Node node, List<Integer> permutation) {
    Tensor operand = node.operands().getFirst();
    boolean alone = consumers.getOrDefault(operand, Set.of()).equals(Set.of(node));
    if (of(node.result(0)).isPresent() || alone && isReshapedByCopy(node, permutation)) {
      Destination own = own(node);
      wish(operand, own.root(), own.layout().transposed(inverse(permutation)));
    }
  }

  /** Whether rows stay rows, and the view cannot have the shape that is wanted of it. */
  private boolean isReshapedByCopy(Node node, List<Integer> permutation) {
    Layout view = Layout.contiguous(node.operands().getFirst().shape()).transposed(permutation);
    return permutation.getLast() == permutation.size() - 1
        && consumers.getOrDefault(node.result(0), Set.of())
            .stream()
            .anyMatch(consumer -> consumer.op() instanceof Op.Reshape(Shape shape) && view.reshaped(shape).isEmpty());
  }

  private Destination own(Node node) {
    Tensor result = node.result(0);
    return of(result).orElseGet(() -> new Destination(result, Layout.contiguous(result.shape())));
  }

  private void wish(Tensor tensor, Tensor root, Layout layout) {
    destinations.putIfAbsent(tensor, new Destination(root, layout));
  }

  private static List<Integer> inverse(List<Integer> permutation) {
    List<Integer> inverse = new ArrayList<>(permutation);
    for (int axis = 0; axis < permutation.size(); axis++) {
      inverse.set(permutation.get(axis), axis);
    }
    return inverse;
  }
}
