package dev.sinabro.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One step of a {@link Op.Scan}: a graph of its own, whose inputs are given to each step and whose results each step
 * gives.
 *
 * <p>A scan's operands are a sequence [length, ..] for each element, a first value for each thing carried, and what is
 * captured. Its results are the last value of each thing carried, then a stack [length, ..] of each of
 * {@link #stacked}.
 *
 * @param graph the step
 * @param elements inputs: what the step has of each sequence
 * @param carried inputs: what the step before left; the first values in the first step
 * @param captured inputs: the same in each step
 * @param next what the step leaves, one for each thing carried and of its type
 * @param emitted what is stacked for the user of the scan
 */
public record ScanBody(Graph graph, List<Tensor> elements, List<Tensor> carried, List<Tensor> captured,
    List<Tensor> next, List<Tensor> emitted) {

  /** Keeps copies; from now on nothing can be added to the graph. */
  public ScanBody {
    elements = List.copyOf(elements);
    carried = List.copyOf(carried);
    captured = List.copyOf(captured);
    next = List.copyOf(next);
    emitted = List.copyOf(emitted);
    graph.freeze();
  }

  /**
   * What each step gives besides {@link #next}: first what is emitted, then all that a gradient may want to look at again,
   * which is what was carried into the step and the results of its kernels. Element-wise results and moved data are not
   * among it: to compute them again costs less than to keep them.
   */
  public List<Tensor> stacked() {
    Set<Tensor> kept = new LinkedHashSet<>(carried);
    boolean[] varies = new boolean[graph.nodes().size()];
    elements.forEach(element -> varies[element.node().id()] = true);
    carried.forEach(value -> varies[value.node().id()] = true);
    for (Node node : graph.nodes()) {
      varies[node.id()] |= node.operands().stream().anyMatch(operand -> varies[operand.node().id()]);
      if (varies[node.id()] && isKept(node.op())) {
        for (int index = 0; index < node.types().size(); index++) {
          kept.add(node.result(index));
        }
      }
    }
    return Stream.concat(emitted.stream(), kept.stream()).toList();
  }

  private static boolean isKept(Op op) {
    return switch (op) {
      case Op.Transpose _, Op.Slice _, Op.Concat _, Op.Pad _ -> false;
      case Op.Kernel _, Op.Scan _ -> true;
      case Op.Elementwise _, Op.Input _, Op.Constant _, Op.Read _, Op.Reshape _, Op.StopGradient _,
          Op.Assign _ -> false;
    };
  }

  /** The types of a scan's operands. */
  List<TensorType> operandTypes(int length) {
    List<TensorType> types = new ArrayList<>();
    elements.forEach(element -> types.add(stack(element.type(), length)));
    carried.forEach(value -> types.add(value.type()));
    captured.forEach(value -> types.add(value.type()));
    return types;
  }

  /** The types of a scan's results. */
  List<TensorType> resultTypes(int length) {
    List<TensorType> types = new ArrayList<>();
    next.forEach(value -> types.add(value.type()));
    stacked().forEach(value -> types.add(stack(value.type(), length)));
    return types;
  }

  private static TensorType stack(TensorType type, int length) {
    return new TensorType(type.dtype(), Shape.of(length).then(type.shape()));
  }
}
