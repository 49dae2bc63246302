package dev.sinabro.compile;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Makes a program of a graph: simplification, recomputation, fusion, order, memory. */
public final class Compiler {
  private Compiler() {}

  /**
   * The program that computes the named tensors and carries out all assignments of a graph.
   *
   * @param layout where the variables live, and the type of reals
   * @param supports what the backend executes: an operand that it does not read through a view is copied, a fused group
   *        that it refuses is split into its operations, one that reduces at its reductions first, and the epilogue of a
   *        product that it refuses is a group of its own
   * @throws IllegalArgumentException where the backend refuses a single operation
   */
  public static Program compile(Graph graph, Map<String, Tensor> outputs, StateLayout layout,
      Predicate<Step> supports) {
    Simplification.Simplified simplified = Recomputation.of(Simplification.of(graph, outputs));
    List<Node> nodes = simplified.nodes();
    Set<Node> alone = new HashSet<>();
    Set<Node> bare = new HashSet<>();
    while (true) {
      WindowProducts products = new WindowProducts(simplified, alone);
      List<Fusion.Group> groups = Fusion.of(nodes, alone, new Epilogues(nodes, products, bare));
      Lowering lowering = new Lowering(simplified, groups, products, layout, supports);
      Program program = lowering.program();
      List<Step> refused = program.steps().stream().filter(step -> refuses(supports, step)).toList();
      if (refused.isEmpty()) {
        return program;
      }
      for (Step step : refused) {
        if (step instanceof Step.WithEpilogue) {
          bare.addAll(lowering.nodes(step));
        } else {
          alone.addAll(split(step, lowering.nodes(step)));
        }
      }
    }
  }

  /** The nodes of a refused group that are not to be fused. */
  private static List<Node> split(Step refused, List<Node> nodes) {
    return refused instanceof Step.Reducing
        ? nodes.stream().filter(node -> node.op() instanceof Op.Reduce).toList()
        : nodes;
  }

  private static boolean refuses(Predicate<Step> supports, Step step) {
    if (supports.test(step)) {
      return false;
    }
    return switch (step) {
      case Step.Fused _, Step.Reducing _, Step.WindowProduct _, Step.FoldProduct _, Step.WithEpilogue _ -> true;
      case Step.Single _, Step.Copy _ ->
        throw new IllegalArgumentException("the device cannot execute " + ProgramText.label(step) + " of "
            + step.inputs() + ", built at " + step.origin());
    };
  }
}
