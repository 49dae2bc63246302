package dev.sinabro.compile;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sums of tensors that are padded along one axis, such as the gradient of what was taken apart: where the paddings leave
 * different places to different tensors, they are one concatenation. A sequence cut into n steps then has a gradient as
 * large as itself, in place of n of that size. Each element is the sum of the same numbers in the same order, but for
 * zeros.
 */
final class PadSums {
  private final Map<Node, List<Term>> sums = new HashMap<>();

  /** What is added. */
  private sealed interface Term {}

  /** Any tensor. */
  private record Whole(Tensor tensor) implements Term {}

  /** Tensors along an axis by the place where they begin; no two of them overlap, and elsewhere there are zeros. */
  private record Beside(int axis, TreeMap<Integer, Node> pads) implements Term {

    boolean overlaps(Interval interval) {
      Map.Entry<Integer, Node> before = pads.lowerEntry(interval.to);
      return before != null && interval(before.getValue()).to > interval.from;
    }
  }

  /** The part of an axis that a padded tensor fills. */
  private record Interval(int axis, int from, int to) {}

  private PadSums() {}

  /** Finds the sums among some nodes, which stand in an order of execution. */
  static PadSums of(List<Node> nodes) {
    Map<Tensor, List<Node>> consumers = new HashMap<>();
    for (Node node : nodes) {
      node.operands().forEach(operand -> consumers.computeIfAbsent(operand, _ -> new ArrayList<>()).add(node));
    }
    PadSums found = new PadSums();
    for (Node node : nodes) {
      if (isSum(node) && !isPartial(node, consumers)) {
        List<Term> terms = terms(addends(node, consumers));
        if (terms.stream().anyMatch(term -> term instanceof Beside beside && beside.pads.size() > 1)) {
          found.sums.put(node, terms);
        }
      }
    }
    return found;
  }

  private static boolean isSum(Node node) {
    return node.op() instanceof Op.Binary(BinaryFn fn) && fn == BinaryFn.ADD
        && node.types().getFirst().dtype() == DType.F32
        && node.operands().stream().allMatch(operand -> operand.type().equals(node.types().getFirst()));
  }

  /** Whether a sum is only there for another one, which it is the first operand of. */
  private static boolean isPartial(Node node, Map<Tensor, List<Node>> consumers) {
    List<Node> users = consumers.getOrDefault(node.result(0), List.of());
    return users.size() == 1 && isSum(users.getFirst())
        && users.getFirst().operands().getFirst().equals(node.result(0));
  }

  private static List<Tensor> addends(Node root, Map<Tensor, List<Node>> consumers) {
    Deque<Tensor> addends = new ArrayDeque<>();
    Node sum = root;
    while (true) {
      addends.addFirst(sum.operands().getLast());
      Tensor first = sum.operands().getFirst();
      if (!isSum(first.node()) || !isPartial(first.node(), consumers)) {
        addends.addFirst(first);
        return List.copyOf(addends);
      }
      sum = first.node();
    }
  }

  private static List<Term> terms(List<Tensor> addends) {
    List<Term> terms = new ArrayList<>();
    for (Tensor addend : addends) {
      Interval interval = interval(addend.node());
      if (interval == null) {
        terms.add(new Whole(addend));
      } else {
        place(terms, addend.node(), interval);
      }
    }
    return terms;
  }

  /** Beside others, with which it may change places as long as it overlaps none that it passes. */
  private static void place(List<Term> terms, Node pad, Interval interval) {
    Beside place = null;
    for (Term term : terms.reversed()) {
      if (!(term instanceof Beside beside) || beside.axis != interval.axis || beside.overlaps(interval)) {
        break;
      }
      place = beside;
    }
    if (place == null) {
      place = new Beside(interval.axis, new TreeMap<>());
      terms.add(place);
    }
    place.pads.put(interval.from, pad);
  }

  private static @Nullable Interval interval(Node node) {
    if (!(node.op() instanceof Op.Pad pad)) {
      return null;
    }
    Shape inside = node.operands().getFirst().shape();
    Interval interval = null;
    for (int axis = 0; axis < inside.rank(); axis++) {
      if (inside.extent(axis) != pad.sizes().extent(axis)) {
        if (interval != null || inside.count() == 0) {
          return null;
        }
        int from = pad.starts().get(axis);
        interval = new Interval(axis, from, from + inside.extent(axis));
      }
    }
    return interval;
  }

  /**
   * The sum in another form, where a node is one of them.
   *
   * @param graph where to build it
   * @param counterparts of tensors there
   */
  @Nullable Tensor rebuilt(Node node, Graph graph, UnaryOperator<Tensor> counterparts) {
    List<Term> terms = sums.get(node);
    return terms == null
        ? null
        : terms.stream().map(term -> rebuilt(term, node.types().getFirst().shape(), graph, counterparts))
            .reduce(Tensor::add)
            .orElseThrow();
  }

  private static Tensor rebuilt(Term term, Shape shape, Graph graph, UnaryOperator<Tensor> counterparts) {
    return switch (term) {
      case Whole whole -> counterparts.apply(whole.tensor);
      case Beside beside when beside.pads.size() == 1 ->
        counterparts.apply(beside.pads.firstEntry().getValue().result(0));
      case Beside beside -> {
        List<Tensor> parts = new ArrayList<>();
        int end = 0;
        for (Map.Entry<Integer, Node> pad : beside.pads.entrySet()) {
          Tensor inside = pad.getValue().operands().getFirst();
          parts.addAll(zeros(shape, beside.axis, pad.getKey() - end, graph));
          parts.add(counterparts.apply(inside));
          end = pad.getKey() + inside.shape().extent(beside.axis);
        }
        parts.addAll(zeros(shape, beside.axis, shape.extent(beside.axis) - end, graph));
        yield parts.size() == 1 ? parts.getFirst() : graph.concat(beside.axis, parts);
      }
    };
  }

  private static List<Tensor> zeros(Shape shape, int axis, int extent, Graph graph) {
    return extent == 0 ? Collections.emptyList() : List.of(graph.constant(0.0).broadcast(shape.with(axis, extent)));
  }
}
