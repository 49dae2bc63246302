package dev.sinabro.testkit;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which cases of a table of the conformance suite run. */
public enum Selection {
  /** Each of them. */
  ALL,
  /**
   * Those that bring an operation, with its attributes and the types of its operands, that none before them in the table
   * has, and each eighth of the others. For a second way in which a device runs programs, where all cases run in the
   * first one.
   */
  SOME;

  private static final int EACH = 8;

  List<Case> of(List<Case> cases) {
    return switch (this) {
      case ALL -> cases;
      case SOME -> some(cases);
    };
  }

  private record Operation(Op op, List<DType> operands) {}

  private static Set<Operation> operations(Graph graph) {
    return graph.nodes()
        .stream()
        .filter(node -> node.op() instanceof Op.Computed)
        .map(node -> new Operation(node.op(), node.operands().stream().map(Tensor::dtype).toList()))
        .collect(Collectors.toSet());
  }

  private static List<Case> some(List<Case> cases) {
    List<Case> some = new ArrayList<>();
    Set<Operation> met = new HashSet<>();
    for (int index = 0; index < cases.size(); index++) {
      boolean brings = met.addAll(operations(cases.get(index).trial().graph()));
      if (brings || index % EACH == 0) {
        some.add(cases.get(index));
      }
    }
    return some;
  }
}
