package dev.sinabro.compile;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Element-wise values that are needed again much later, mostly by a gradient, are computed again there where that keeps
 * less memory: of a GELU, the product before it is kept in place of four values as large.
 *
 * <p>A stage ends where an operation cannot be fused with what comes before it. What is needed of one stage in one later
 * stage is looked at together: it is computed again where all that it is computed from, and that is not kept anyway, is
 * smaller. Results do not change.
 */
final class Recomputation {
  /** Bytes; smaller values are kept, since what they take and what they cost is nothing beside a step. */
  private static final long WORTHWHILE = 16_384;

  private final Simplification.Simplified original;
  private final int[] stages;
  private final Map<Node, List<Node>> consumers = new HashMap<>();
  private final Set<Tensor> results = new HashSet<>();

  /** What one stage needs of an earlier one. */
  private record Need(int made, int needed) {}

  /** The values to be computed again, and the nodes that do so. */
  private record Again(Set<Tensor> values, Set<Node> nodes) {}

  private Recomputation(Simplification.Simplified original) {
    this.original = original;
    stages = new int[original.graph().nodes().size()];
    results.addAll(original.outputs().values());
    for (Node node : original.nodes()) {
      int latest = 0;
      for (Tensor operand : node.operands()) {
        consumers.computeIfAbsent(operand.node(), _ -> new ArrayList<>()).add(node);
        latest = Math.max(latest, stages[operand.node().id()]);
      }
      stages[node.id()] = latest + (endsStage(node.op()) ? 1 : 0);
      if (node.op() instanceof Op.Assign) {
        results.addAll(node.operands());
      }
    }
  }

  static Simplification.Simplified of(Simplification.Simplified simplified) {
    Recomputation pass = new Recomputation(simplified);
    Map<Need, Again> again = pass.plan();
    return again.isEmpty() ? simplified : pass.rebuilt(again);
  }

  private static boolean endsStage(Op op) {
    return switch (op) {
      case Op.Elementwise _, Op.Reduce _, Op.View _, Op.Input _, Op.Constant _, Op.Read _, Op.Assign _ -> false;
      case Op.Kernel _, Op.Concat _, Op.Scan _ -> true;
    };
  }

  private static boolean isRepeatable(Op op) {
    return op instanceof Op.Elementwise || op instanceof Op.View;
  }

  private int stage(Tensor tensor) {
    return stages[tensor.node().id()];
  }

  private Map<Need, Again> plan() {
    Map<Need, Set<Tensor>> needs = new LinkedHashMap<>();
    for (Node node : original.nodes()) {
      if (!endsStage(node.op())) {
        for (Tensor operand : node.operands()) {
          int needed = stages[node.id()];
          if (stage(operand) < needed && isRepeatable(operand.node().op()) && operand.type().byteSize() >= WORTHWHILE
              && !isKept(operand, needed)) {
            needs.computeIfAbsent(new Need(stage(operand), needed), _ -> new LinkedHashSet<>()).add(operand);
          }
        }
      }
    }
    Map<Need, Again> again = new LinkedHashMap<>();
    needs.forEach((need, values) -> {
      Again found = worthwhile(need, values);
      if (found != null) {
        again.put(need, found);
      }
    });
    return again;
  }

  /** Whether a value is in memory in a stage whatever is decided here. */
  private boolean isKept(Tensor tensor, int stage) {
    return switch (tensor.node().op()) {
      case Op.Input _, Op.Constant _, Op.Read _ -> true;
      case Op _ -> results.contains(tensor) || consumers.getOrDefault(tensor.node(), List.of()).stream()
          .anyMatch(
              reader -> stages[reader.id()] >= stage && (endsStage(reader.op()) || !isRepeatable(tensor.node().op())));
    };
  }

  /** Null where the values take no more memory than what they are computed from. */
  private @Nullable Again worthwhile(Need need, Set<Tensor> values) {
    Set<Node> inside = new HashSet<>();
    Set<Tensor> sources = new LinkedHashSet<>();
    Deque<Tensor> open = new ArrayDeque<>(values);
    while (!open.isEmpty()) {
      Node node = open.pop().node();
      if (inside.add(node)) {
        for (Tensor operand : node.operands()) {
          boolean repeated = stage(operand) == need.made && isRepeatable(operand.node().op())
              && !isKept(operand, need.needed);
          if (repeated) {
            open.push(operand);
          } else {
            sources.add(operand);
          }
        }
      }
    }
    long kept = values.stream().mapToLong(value -> value.type().byteSize()).sum();
    long needed = sources.stream().filter(source -> !isKept(source, need.needed))
        .mapToLong(source -> source.type().byteSize()).sum();
    return needed < kept ? new Again(values, inside) : null;
  }

  private Simplification.Simplified rebuilt(Map<Need, Again> again) {
    Graph graph = new Graph();
    Map<Tensor, Tensor> copies = new HashMap<>();
    Map<Need, Map<Tensor, Tensor>> repeated = new HashMap<>();
    for (Node node : original.nodes()) {
      List<Tensor> operands = new ArrayList<>();
      for (Tensor operand : node.operands()) {
        Need need = new Need(stage(operand), stages[node.id()]);
        Again values = again.get(need);
        boolean anew = values != null && !endsStage(node.op()) && values.values.contains(operand);
        operands.add(anew
            ? repeat(operand, values, graph, copies, repeated.computeIfAbsent(need, _ -> new HashMap<>()))
            : copies.get(operand));
      }
      copy(node, operands, graph, copies);
    }
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    original.outputs().forEach((name, tensor) -> outputs.put(name, copies.get(tensor)));
    return new Simplification.Simplified(graph, Simplification.live(graph, outputs.values()), outputs);
  }

  private static Tensor repeat(Tensor value, Again again, Graph graph, Map<Tensor, Tensor> copies,
      Map<Tensor, Tensor> repeated) {
    TreeMap<Integer, Node> missing = new TreeMap<>();
    Deque<Tensor> open = new ArrayDeque<>(List.of(value));
    while (!open.isEmpty()) {
      Tensor tensor = open.pop();
      if (again.nodes.contains(tensor.node()) && !repeated.containsKey(tensor)) {
        missing.put(tensor.node().id(), tensor.node());
        tensor.node().operands().forEach(open::push);
      }
    }
    for (Node node : missing.values()) {
      List<Tensor> operands = new ArrayList<>();
      node.operands().forEach(operand -> operands.add(repeated.getOrDefault(operand, copies.get(operand))));
      copy(node, operands, graph, repeated);
    }
    return repeated.get(value);
  }

  /** A copy that stands apart, since an equal node is wanted for itself. */
  private static void copy(Node node, List<Tensor> operands, Graph graph, Map<Tensor, Tensor> copies) {
    Node copy = graph.standingFor(node, () -> graph.apart(() -> graph.copy(node, operands)));
    IntStream.range(0, node.types().size()).forEach(index -> copies.put(node.result(index), copy.result(index)));
  }
}
