package dev.sinabro.onnx;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ScanBody;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The same computation for two numbers of rows, node by node: what differs between the two is what follows the number of
 * rows.
 */
final class Twins {
  /** Numbers of rows that are unlikely to be another extent too, which could make nodes equal that are not. */
  private static final List<Extent> ROWS = List.of(new Extent(7, 11), new Extent(13, 17), new Extent(23, 29));

  private final Extent rows;
  private final Tensors outputs;
  private final Map<Graph, Graph> others = new HashMap<>();

  private Twins(Extent rows, Tensors outputs) {
    this.rows = rows;
    this.outputs = outputs;
  }

  /**
   * Builds both.
   *
   * @param graphs the outputs of a graph of their own for so many rows
   * @throws OnnxException where the two differ in more than extents
   */
  static Twins of(IntFunction<Tensors> graphs) {
    for (Extent rows : ROWS) {
      Tensors outputs = graphs.apply((int) rows.first());
      Twins twins = new Twins(rows, outputs);
      Graph first = graph(outputs);
      Graph second = graph(graphs.apply((int) rows.second()));
      if (twins.match(first, second)) {
        return twins;
      }
    }
    throw new OnnxException("what is computed depends on the number of rows in another way than by extents, so that"
        + " no file for any number of rows can be made of it");
  }

  private static Graph graph(Tensors outputs) {
    return outputs.byName().values().iterator().next().graph();
  }

  private boolean match(Graph first, Graph second) {
    others.put(first, second);
    return first.nodes().size() == second.nodes().size() && IntStream.range(0, first.nodes().size())
        .allMatch(id -> match(first.nodes().get(id), second.nodes().get(id)));
  }

  private boolean match(Node first, Node second) {
    boolean sameOperation = switch (first.op()) {
      case Op.Input _, Op.Constant _, Op.Iota _, Op.Broadcast _, Op.Reshape _, Op.Slice _, Op.Pad _, Op.Fold _,
          Op.ScatterAdd _, Op.Random _ ->
        first.op().getClass() == second.op().getClass();
      case Op.Scan(ScanBody body, int length, boolean reversed) ->
        second.op() instanceof Op.Scan(ScanBody other, int otherLength, boolean otherReversed) && length == otherLength
            && reversed == otherReversed && match(body.graph(), other.graph());
      case Op.Read _, Op.Cast _, Op.Unary _, Op.Binary _, Op.Select _, Op.Reduce _, Op.ArgMax _, Op.ArgSort _,
          Op.MatMul _, Op.Transpose _, Op.StopGradient _, Op.Concat _, Op.Windows _, Op.Gather _, Op.Softmax _,
          Op.SoftmaxCrossEntropy _, Op.Assign _ ->
        first.op().equals(second.op());
    };
    return sameOperation && places(first).equals(places(second));
  }

  private static List<List<Integer>> places(Node node) {
    return node.operands().stream().map(operand -> List.of(operand.node().id(), operand.index())).toList();
  }

  /** What is computed for the smaller number of rows. */
  Tensors outputs() {
    return outputs;
  }

  Node other(Node node) {
    return Objects.requireNonNull(others.get(node.graph())).nodes().get(node.id());
  }

  /** The extents of a tensor. */
  List<Extent> extents(Tensor tensor) {
    return extents(tensor.shape(), other(tensor.node()).result(tensor.index()).shape());
  }

  private static List<Extent> extents(Shape first, Shape second) {
    List<Extent> extents = new ArrayList<>();
    for (int axis = 0; axis < first.rank(); axis++) {
      extents.add(new Extent(first.extent(axis), second.extent(axis)));
    }
    return extents;
  }

  /** Numbers of an operation, of its own and of its twin's. */
  static List<Extent> pairs(List<Integer> first, List<Integer> second) {
    return IntStream.range(0, first.size()).mapToObj(i -> new Extent(first.get(i), second.get(i))).toList();
  }

  /** The values of a constant; none where they follow the number of rows. */
  Optional<Literal> literal(Node constant) {
    Literal literal = ((Op.Constant) constant.op()).literal();
    return ((Op.Constant) other(constant).op()).literal().equals(literal) ? Optional.of(literal) : Optional.empty();
  }

  /** Whether an extent is the number of rows. */
  boolean isRows(Extent extent) {
    return extent.equals(rows);
  }

  /**
   * An extent as so many times the number of rows, and so many besides.
   *
   * @throws OnnxException where it follows the number of rows in another way
   */
  Affine affine(Extent extent) {
    long difference = extent.second() - extent.first();
    long more = rows.second() - rows.first();
    long times = difference / more;
    long besides = extent.first() - times * rows.first();
    if (difference % more != 0 || times < 0 || times > 0 && besides < 0) {
      throw new OnnxException("an extent is " + extent.first() + " for " + rows.first() + " rows and "
          + extent.second() + " for " + rows.second()
          + "; extents can be told that are a multiple of the number of rows");
    }
    return new Affine(times, besides);
  }

  /** times * rows + besides. */
  record Affine(long times, long besides) {}
}
