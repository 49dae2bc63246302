package dev.sinabro.compile;

import dev.sinabro.graph.Cost;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one layer has to do in a training step, forward and backward together, and what its forward pass keeps.
 *
 * <p>Arithmetic is that of the simplified graph: what nothing needs, as the gradient by the input of a network, is not
 * counted, and what is computed a second time so that it need not be kept is counted once. What is kept is told from the
 * memory plan.
 *
 * @param flops floating-point operations, as {@link Cost#flops} counts them
 * @param multiplyAccumulates of products, as {@link Cost#multiplyAccumulates} counts them
 * @param keptBytes of results in the arena that the layer's forward pass writes and that a step of a backward pass reads
 */
public record ScopeCost(long flops, long multiplyAccumulates, long keptBytes) {
  /** Nothing. */
  public static final ScopeCost NONE = new ScopeCost(0, 0, 0);

  private static final String BACKWARD = "backward";

  /** Both together. */
  public ScopeCost plus(ScopeCost other) {
    return new ScopeCost(flops + other.flops, multiplyAccumulates + other.multiplyAccumulates,
        keptBytes + other.keptBytes);
  }

  /** Without a part of it. */
  public ScopeCost minus(ScopeCost part) {
    return new ScopeCost(flops - part.flops, multiplyAccumulates - part.multiplyAccumulates,
        keptBytes - part.keptBytes);
  }

  /**
   * The costs of a step by the scope of its nodes; a backward pass counts under the scope of its forward pass.
   *
   * @param outputs the results by name
   * @param program the plan of the graph with these results
   */
  public static Map<String, ScopeCost> of(Graph graph, Map<String, Tensor> outputs, Program program) {
    Map<String, ScopeCost> costs = new LinkedHashMap<>();
    for (Node node : Simplification.of(graph, outputs).nodes()) {
      costs.merge(forward(node.scope()), new ScopeCost(Cost.flops(node), Cost.multiplyAccumulates(node), 0),
          ScopeCost::plus);
    }
    for (Write write : kept(program)) {
      costs.merge(write.scope, new ScopeCost(0, 0, write.view.byteSize()), ScopeCost::plus);
    }
    return costs;
  }

  private static boolean isBackward(String scope) {
    return scope.equals(BACKWARD) || scope.endsWith("." + BACKWARD);
  }

  private static String forward(String scope) {
    return isBackward(scope) ? forward(scope.substring(0, Math.max(0, scope.length() - BACKWARD.length() - 1))) : scope;
  }

  /**
   * What a step wrote into the arena.
   *
   * @param late whether it was computed from what a backward pass gave
   */
  private record Write(int step, String scope, View view, boolean late) {

    boolean meets(View other) {
      return other.region() == Region.ARENA && view.from() < other.to() && other.from() < view.to();
    }

    /** Parts of one slot are written one after the other, as those of a concatenation are; else the place was free. */
    boolean endsWith(View next) {
      boolean beside = next.slot().equals(view.slot()) && !next.isWhole() && !next.layout().equals(view.layout());
      return meets(next) && !beside;
    }
  }

  /** Each once, however often it is read. */
  private static Set<Write> kept(Program program) {
    Set<Write> kept = new LinkedHashSet<>();
    List<Write> alive = new ArrayList<>();
    for (int number = 0; number < program.steps().size(); number++) {
      Step step = program.steps().get(number);
      List<Write> read =
          alive.stream().filter(write -> step.inputs().stream().anyMatch(write::meets)).toList();
      boolean backward = step.origin().scopes().stream().anyMatch(ScopeCost::isBackward);
      if (backward) {
        read.stream().filter(write -> !write.late).forEach(kept::add);
      }
      boolean late = backward || read.stream().anyMatch(Write::late);
      step.outputs().forEach(view -> alive.removeIf(write -> write.endsWith(view)));
      for (int index = 0; index < step.outputs().size(); index++) {
        View view = step.outputs().get(index);
        if (view.region() == Region.ARENA) {
          alive.add(new Write(number, step.origin().results().get(index), view, late));
        }
      }
    }
    return kept;
  }
}
