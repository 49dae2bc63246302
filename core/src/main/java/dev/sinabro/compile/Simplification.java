package dev.sinabro.compile;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.ScanBody;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The passes over a graph: a new graph with what its results and assignments need and no more.
 *
 * <p>Dead nodes are left out; arithmetic on scalar constants is done now, in float64; x * 1, x / 1, x + 0 and x - 0
 * become x; and since the new graph shares equal nodes, expressions that became equal become one. x * 0 stays, since x
 * can be NaN. Transpositions move behind what can be done before them. The sign of a zero may change.
 */
final class Simplification {
  /** Each element is a window. */
  private static final Window SINGLE = Window.of(1);

  private final Graph result = new Graph();
  private final Transposes transposes = new Transposes(result);
  private final Map<Tensor, Tensor> replacements = new HashMap<>();
  private final Map<Tensor, List<Tensor>> stacks = new HashMap<>();

  private Simplification() {}

  /** A graph, those of its nodes that are needed, in order, and its results by name. */
  record Simplified(Graph graph, List<Node> nodes, Map<String, Tensor> outputs) {}

  static Simplified of(Graph graph, Map<String, Tensor> outputs) {
    Simplification pass = new Simplification();
    List<Node> live = live(graph, outputs.values());
    PadSums sums = PadSums.of(live);
    live.forEach(node -> pass.rebuild(node, sums));
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    outputs.forEach((name, tensor) -> renamed.put(name, pass.replacement(tensor)));
    return new Simplified(pass.result, live(pass.result, renamed.values()), renamed);
  }

  /** Inputs are always kept: programs over the same inputs then lay them out alike. */
  static List<Node> live(Graph graph, Collection<Tensor> outputs) {
    List<Node> nodes = graph.nodes();
    boolean[] live = new boolean[nodes.size()];
    outputs.forEach(tensor -> live[tensor.node().id()] = true);
    for (int id = nodes.size() - 1; id >= 0; id--) {
      Node node = nodes.get(id);
      live[id] |= node.op() instanceof Op.Assign || node.op() instanceof Op.Input;
      if (live[id]) {
        node.operands().forEach(operand -> live[operand.node().id()] = true);
      }
    }
    return nodes.stream().filter(node -> live[node.id()]).toList();
  }

  private Tensor replacement(Tensor tensor) {
    Tensor replacement = replacements.get(tensor);
    if (replacement == null) {
      throw new IllegalStateException("no counterpart of " + tensor);
    }
    return replacement;
  }

  private void rebuild(Node node, PadSums sums) {
    List<Tensor> results = result.standingFor(node, () -> {
      Tensor sum = sums.rebuilt(node, result, this::replacement);
      return sum != null ? List.of(sum) : rebuilt(node);
    });
    for (int index = 0; index < results.size(); index++) {
      replacements.put(node.result(index), results.get(index));
    }
  }

  private List<Tensor> rebuilt(Node node) {
    List<Tensor> operands = withoutRepetition(node, node.operands().stream().map(this::replacement).toList());
    if (node.op() instanceof Op.Scan scan) {
      return result.apart(() -> writtenOut(scan, operands));
    }
    Tensor simpler = simpler(node, operands);
    if (simpler == null) {
      simpler = transposes.behind(node, operands);
    }
    if (simpler != null) {
      return List.of(simpler);
    }
    Node copy = result.copy(node, operands);
    return IntStream.range(0, node.types().size()).mapToObj(copy::result).toList();
  }

  /**
   * A scan as its steps one after the other. What a step takes of a stack that another scan made is taken as it is;
   * but what its gradient computes again is computed again, and not kept.
   */
  private List<Tensor> writtenOut(Op.Scan scan, List<Tensor> operands) {
    ScanBody body = scan.body();
    int sequences = body.elements().size();
    int firsts = body.carried().size();
    List<Tensor> carried = operands.subList(sequences, sequences + firsts);
    replace(body.captured(), operands.subList(sequences + firsts, operands.size()));
    List<Node> nodes = body.graph().nodes().stream().filter(node -> !(node.op() instanceof Op.Input)).toList();
    PadSums sums = PadSums.of(nodes);
    List<Tensor> stacked = body.stacked();
    Tensor[][] given = new Tensor[stacked.size()][scan.length()];
    for (int count = 0; count < scan.length(); count++) {
      int step = scan.reversed() ? scan.length() - 1 - count : count;
      replace(body.elements(), operands.stream().limit(sequences).map(sequence -> element(sequence, step)).toList());
      replace(body.carried(), carried);
      nodes.forEach(node -> rebuild(node, sums));
      carried = body.next().stream().map(this::replacement).toList();
      for (int index = 0; index < given.length; index++) {
        given[index][step] = replacement(stacked.get(index));
      }
    }
    return Stream.concat(carried.stream(), Arrays.stream(given).map(this::stack)).toList();
  }

  private void replace(List<Tensor> tensors, List<Tensor> others) {
    for (int index = 0; index < tensors.size(); index++) {
      replacements.put(tensors.get(index), others.get(index));
    }
  }

  private Tensor element(Tensor sequence, int index) {
    List<Tensor> parts = stacks.get(sequence);
    if (parts != null) {
      return parts.get(index);
    }
    Shape shape = sequence.shape();
    return sequence.slice(0, index, index + 1).reshape(shape.part(1, shape.rank()));
  }

  private Tensor stack(Tensor[] parts) {
    Shape shape = Shape.of(1).then(parts[0].shape());
    Tensor stack = result.concat(0, Arrays.stream(parts).map(part -> part.reshape(shape)).toList());
    stacks.put(stack, List.of(parts));
    return stack;
  }

  /** A constant that is repeated to meet the other operands of an element-wise operation can as well be a scalar. */
  private List<Tensor> withoutRepetition(Node node, List<Tensor> operands) {
    return switch (node.op()) {
      case Op.Binary _, Op.Select _ -> operands.stream().map(operand -> {
        Literal uniform = operand.shape().rank() == 0 ? null : Constants.uniform(operand);
        boolean shapeKept = operands.stream()
            .anyMatch(
                other -> Constants.uniform(other) == null && other.shape().equals(node.types().getFirst().shape()));
        return uniform != null && shapeKept ? result.constant(uniform) : operand;
      }).toList();
      case Op _ -> operands;
    };
  }

  private @Nullable Tensor simpler(Node node, List<Tensor> operands) {
    return switch (node.op()) {
      case Op.Unary unary -> folded(unary.fn(), operands.getFirst());
      case Op.Binary binary -> binary(binary.fn(), operands.get(0), operands.get(1), node.types().getFirst());
      case Op.Cast cast -> castOfScalar(cast.dtype(), operands.getFirst());
      case Op.Reshape reshape -> transposes.reshaped(operands.getFirst(), reshape.shape());
      case Op.Transpose transpose -> transposes.transposed(operands.getFirst(), transpose.permutation());
      case Op.Windows windows -> windows.windows().stream().allMatch(SINGLE::equals)
          ? operands.getFirst().reshape(node.types().getFirst().shape())
          : null;
      case Op.Fold fold -> fold.windows().stream().allMatch(SINGLE::equals)
          ? operands.getFirst().reshape(node.types().getFirst().shape())
          : null;
      case Op.Reduce reduce -> largest(reduce, operands.getFirst());
      case Op.Select _ -> Largest.ofSelection(operands);
      case Op.Broadcast broadcast -> broadcast.shape().equals(operands.getFirst().shape()) ? operands.getFirst() : null;
      case Op.Slice slice -> sliced(slice, operands.getFirst());
      case Op.Pad pad -> pad.sizes().equals(operands.getFirst().shape()) ? operands.getFirst() : null;
      case Op.StopGradient _ -> operands.getFirst();
      case Op.Concat _ -> operands.size() == 1 ? operands.getFirst() : null;
      case Op.ArgMax argMax -> argMaxOfSoftmax(argMax, operands.getFirst());
      case Op.Input _, Op.Constant _, Op.Read _, Op.Iota _, Op.Random _, Op.Scan _, Op.MatMul _, Op.Gather _,
          Op.ScatterAdd _, Op.ArgSort _, Op.Softmax _, Op.SoftmaxCrossEntropy _, Op.Assign _ ->
        null;
    };
  }

  private @Nullable Tensor folded(UnaryFn fn, Tensor x) {
    Literal literal = Constants.scalar(x);
    if (literal == null || x.dtype() != DType.F32) {
      return null;
    }
    double value = literal.value(0);
    return switch (fn) {
      case NEG -> result.constant(-value);
      case SQRT -> result.constant(Math.sqrt(value));
      case SQUARE -> result.constant(value * value);
      case RECIPROCAL -> result.constant(1 / value);
      case LOG -> result.constant(Math.log(value));
      case EXP -> result.constant(Math.exp(value));
      case ABS, SIGN, FLOOR, RELU, SIGMOID, TANH, STEP, SOFTPLUS, ERF, SIN, COS, EXPM1, LOG1P, ROUND, NOT -> null;
    };
  }

  private @Nullable Tensor binary(BinaryFn fn, Tensor a, Tensor b, TensorType type) {
    Literal left = Constants.scalar(a);
    Literal right = Constants.scalar(b);
    if (left != null && right != null && type.equals(TensorType.f32())) {
      return foldedReal(fn, left.value(0), right.value(0));
    }
    return switch (fn) {
      case ADD ->
        Constants.is(right, 0) && a.type().equals(type) ? a : Constants.is(left, 0) && b.type().equals(type) ? b : null;
      case MUL ->
        Constants.is(right, 1) && a.type().equals(type) ? a : Constants.is(left, 1) && b.type().equals(type) ? b : null;
      case SUB -> Constants.is(right, 0) && a.type().equals(type) ? a : null;
      case DIV -> Constants.is(right, 1) && a.type().equals(type) ? a : null;
      case REMAINDER, MAX, MIN, POW, ATAN2, EQUAL, LESS, LESS_EQUAL, AND, OR, SIGMOID_CROSS_ENTROPY -> null;
    };
  }

  private @Nullable Tensor foldedReal(BinaryFn fn, double a, double b) {
    return switch (fn) {
      case ADD -> result.constant(a + b);
      case SUB -> result.constant(a - b);
      case MUL -> result.constant(a * b);
      case DIV -> result.constant(a / b);
      case POW -> result.constant(Math.pow(a, b));
      case MAX -> result.constant(Math.max(a, b));
      case MIN -> result.constant(Math.min(a, b));
      case REMAINDER, ATAN2, EQUAL, LESS, LESS_EQUAL, AND, OR, SIGMOID_CROSS_ENTROPY -> null;
    };
  }

  private @Nullable Tensor largest(Op.Reduce sum, Tensor selected) {
    Tensor x = Largest.ofSum(sum, selected);
    return x == null ? null : result.add(new Op.Reduce(ReduceFn.MAX, sum.axis(), 1), x);
  }

  private @Nullable Tensor castOfScalar(DType dtype, Tensor x) {
    Literal literal = Constants.scalar(x);
    return literal != null && x.dtype() == DType.I32 && dtype == DType.F32 ? result.constant(literal.value(0)) : null;
  }

  /** What is cut out of one operand of a concatenation does not need the others. */
  private @Nullable Tensor sliced(Op.Slice slice, Tensor x) {
    if (slice.sizes().equals(x.shape())) {
      return x;
    }
    if (x.node().op() instanceof Op.Concat(int axis)) {
      int start = slice.starts().get(axis);
      for (Tensor operand : x.node().operands()) {
        int extent = operand.shape().extent(axis);
        if (start >= 0 && start + slice.sizes().extent(axis) <= extent) {
          List<Integer> starts = new ArrayList<>(slice.starts());
          starts.set(axis, start);
          return slice.sizes().equals(operand.shape())
              ? operand
              : result.add(new Op.Slice(starts, slice.sizes()), operand);
        }
        start -= extent;
      }
    }
    return null;
  }

  /** Softmax keeps the order of its operands, so their largest is that of the logits. */
  private @Nullable Tensor argMaxOfSoftmax(Op.ArgMax argMax, Tensor x) {
    return x.node().op() instanceof Op.Softmax && argMax.axis() == x.shape().rank() - 1
        ? result.add(argMax, x.node().operands().getFirst())
        : null;
  }
}
