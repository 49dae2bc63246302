package dev.sinabro.onnx;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ScanBody;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Cell;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Recurrent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A scan that is one layer of a {@link Recurrent}, of which ONNX has an operator. It is one where it is built, node by node, as
 * such a layer builds it.
 *
 * @param op the operator
 * @param attributes of it
 * @param order of its gates, as the cell counts them
 * @param units of the hidden state
 * @param x [steps, batch, inputs]
 * @param inputWeight [gates * units, inputs]
 * @param hiddenWeight [gates * units, units]
 * @param inputBias [gates * units]
 * @param hiddenBias [gates * units]
 */
record RecurrentLayer(String op, Map<String, Attribute> attributes, int[] order, int units, Tensor x,
    Tensor inputWeight,
    Tensor hiddenWeight, Tensor inputBias, Tensor hiddenBias) {

  /** An operator and the cell that it is made of. */
  private record Kind(String op, Cell cell, Map<String, Attribute> attributes, int... order) {}

  private static final List<Kind> KINDS = List.of(
      new Kind("LSTM", Cell.Gated.LSTM, Map.of(), 0, 3, 1, 2),
      new Kind("GRU", Cell.Gated.GRU, Map.of("linear_before_reset", Attribute.of(1)), 1, 0, 2),
      new Kind("RNN", Cell.Simple.TANH, Map.of(), 0),
      new Kind("RNN", Cell.Simple.RELU, Map.of("activations", new Attribute.Texts(List.of("Relu"))), 0));

  /** The layer that a scan is; null where it is another one. */
  static @Nullable RecurrentLayer of(Node scan) {
    ScanBody body = ((Op.Scan) scan.op()).body();
    if (body.elements().size() != 1 || body.captured().size() != 2 || body.emitted().size() != 1
        || body.carried().getFirst().shape().rank() != 2 || body.elements().getFirst().shape().rank() != 2) {
      return null;
    }
    int units = body.carried().getFirst().shape().lastExtent();
    for (Kind kind : KINDS) {
      if (units > 0 && kind.cell().states() == body.carried().size()
          && body.elements().getFirst().shape().lastExtent() == kind.cell().gates() * units) {
        RecurrentLayer layer = of(scan, kind, units);
        if (layer != null) {
          return layer;
        }
      }
    }
    return null;
  }

  private static @Nullable RecurrentLayer of(Node scan, Kind kind, int units) {
    Node product = product(scan.operands().getFirst());
    if (product == null) {
      return null;
    }
    int inputs = product.operands().getLast().shape().lastExtent();
    int steps = ((Op.Scan) scan.op()).length();
    int batch = scan.types().getFirst().shape().extent(0);
    Graph graph = new Graph();
    Recurrent like = Recurrent.of(kind.cell(), units);
    Tensor x = graph.input("x", TensorType.f32(batch, steps, inputs));
    new Model(((Op.Scan) scan.op()).reversed() ? like.fromBehind() : like).infer(x);
    Node pattern =
        graph.nodes().stream().filter(node -> node.op() instanceof Op.Scan).findFirst().orElseThrow();
    Map<String, Tensor> found = new HashMap<>();
    if (!isSame(pattern, scan, found)) {
      return null;
    }
    return new RecurrentLayer(kind.op(), kind.attributes(), kind.order(), units, known(found, "x"),
        known(found, "weight_ih_l0"), known(found, "weight_hh_l0"), known(found, "bias_ih_l0"),
        known(found, "bias_hh_l0"));
  }

  private static Tensor known(Map<String, Tensor> found, String name) {
    return Objects.requireNonNull(found.get(name), name);
  }

  /** The product of the inputs and their weight, to which a bias was added. */
  private static @Nullable Node product(Tensor sequence) {
    Node sum = sequence.node();
    if (!(sum.op() instanceof Op.Binary)) {
      return null;
    }
    Node product = sum.operands().getFirst().node();
    Node inner = product.op() instanceof Op.Reshape ? product.operands().getFirst().node() : product;
    return inner.op() instanceof Op.MatMul ? inner : null;
  }

  /** Whether a node computes what one of the pattern does; notes what stands for the pattern's input and parameters. */
  private static boolean isSame(Node pattern, Node node, Map<String, Tensor> found) {
    boolean same = switch (pattern.op()) {
      case Op.Scan(ScanBody body, int length, boolean reversed) ->
        node.op() instanceof Op.Scan(ScanBody other, int otherLength, boolean otherReversed)
            && length == otherLength && reversed == otherReversed && isSame(body, other);
      case Op op -> op.equals(node.op());
    };
    return same && pattern.operands().size() == node.operands().size() && IntStream.range(0, node.operands().size())
        .allMatch(i -> isSame(pattern.operands().get(i), node.operands().get(i), found));
  }

  private static boolean isSame(Tensor pattern, Tensor tensor, Map<String, Tensor> found) {
    if (!pattern.type().equals(tensor.type())) {
      return false;
    }
    String name = switch (pattern.node().op()) {
      case Op.Read(var variable) -> variable.name();
      case Op.Transpose _ -> "x";
      case Op _ -> "";
    };
    if (!name.isEmpty()) {
      Tensor before = found.putIfAbsent(name, tensor);
      return before == null || before.equals(tensor);
    }
    return pattern.index() == tensor.index() && isSame(pattern.node(), tensor.node(), found);
  }

  private static boolean isSame(ScanBody pattern, ScanBody body) {
    return places(pattern).equals(places(body))
        && pattern.graph().nodes().size() == body.graph().nodes().size()
        && IntStream.range(0, body.graph().nodes().size()).allMatch(id -> {
          Node one = pattern.graph().nodes().get(id);
          Node other = body.graph().nodes().get(id);
          return one.op().equals(other.op()) && one.types().equals(other.types())
              && places(one.operands()).equals(places(other.operands()));
        });
  }

  /** Where a step has what it is given and what it gives. */
  private static List<List<List<Integer>>> places(ScanBody body) {
    List<List<List<Integer>>> all = new ArrayList<>();
    for (List<Tensor> some : List.of(body.elements(), body.carried(), body.captured(), body.next(), body.emitted())) {
      all.add(places(some));
    }
    return all;
  }

  private static List<List<Integer>> places(List<Tensor> tensors) {
    return tensors.stream().map(tensor -> List.of(tensor.node().id(), tensor.index())).toList();
  }

  /** The tensors whose values the operator takes. */
  List<Tensor> needs() {
    return List.of(x, inputWeight, hiddenWeight, inputBias, hiddenBias);
  }
}
