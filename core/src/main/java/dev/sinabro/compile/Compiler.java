package dev.sinabro.compile;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Tensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Makes a program of a graph: simplification, fusion, order, memory. */
public final class Compiler {
  private Compiler() {}

  /**
   * The program that computes the named tensors and carries out all assignments of a graph.
   *
   * @param layout where the variables live, and the type of reals
   * @param supports what the backend executes: an operand that it does not read through a view is copied, and a fused
   *        group that it refuses is split into its operations
   * @throws IllegalArgumentException where the backend refuses a single operation
   */
  public static Program compile(Graph graph, Map<String, Tensor> outputs, StateLayout layout,
      Predicate<Step> supports) {
    Simplification.Simplified simplified = Simplification.of(graph, outputs);
    List<Node> nodes = simplified.nodes();
    Set<Node> alone = new HashSet<>();
    while (true) {
      List<Fusion.Group> groups = Fusion.of(nodes, alone);
      Lowering lowering = new Lowering(simplified, groups, new WindowProducts(simplified, alone), layout, supports);
      Program program = lowering.program();
      List<Step> refused = program.steps().stream().filter(step -> refuses(supports, step)).toList();
      if (refused.isEmpty()) {
        return program;
      }
      refused.forEach(step -> alone.addAll(lowering.nodes(step)));
    }
  }

  private static boolean refuses(Predicate<Step> supports, Step step) {
    if (supports.test(step)) {
      return false;
    }
    if (step instanceof Step.Fused || step instanceof Step.WindowProduct || step instanceof Step.FoldProduct) {
      return true;
    }
    throw new IllegalArgumentException("the device cannot execute " + ProgramText.label(step) + " of " + step.inputs()
        + ", built at " + step.origin());
  }
}
