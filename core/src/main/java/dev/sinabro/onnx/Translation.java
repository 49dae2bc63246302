package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The nodes of a graph as operators of a file, those that its results need. */
final class Translation {
  private static final Map<String, Attribute> NONE = Map.of();

  private final Values values;
  private final Emission emission;
  private final Elements elements;
  private final Sliding sliding;
  private final Sums sums;
  private final Loops loops;
  private final Map<String, ? extends StoredTensor> variables;
  private final Set<Tensor> needed = new HashSet<>();

  Translation(Values values, Map<String, ? extends StoredTensor> variables) {
    this.values = values;
    this.emission = values.emission();
    this.variables = variables;
    elements = new Elements(values);
    sliding = new Sliding(values);
    sums = new Sums(values);
    loops = new Loops(values, this);
  }

  /**
   * How a node is written.
   *
   * @param needs the tensors whose values that takes
   * @param writing of it, when these are there
   */
  record Plan(List<Tensor> needs, Runnable writing) {}

  /** Whether the value of a tensor is needed. */
  boolean isNeeded(Tensor tensor) {
    return needed.contains(tensor);
  }

  /** Writes what some tensors of a graph need. */
  void write(List<Node> graph, Collection<Tensor> wanted) {
    List<Node> nodes = List.copyOf(graph);
    needed.addAll(wanted);
    refuseUnknown(nodes);
    Map<Node, Plan> plans = new HashMap<>();
    for (Node node : nodes.reversed()) {
      if (isNeeded(node)) {
        Plan plan = plan(node);
        plans.put(node, plan);
        needed.addAll(plan.needs());
      }
    }
    for (Node node : nodes) {
      Plan plan = plans.get(node);
      if (plan != null) {
        emission.scope(node.scope());
        plan.writing().run();
      }
    }
  }

  private boolean isNeeded(Node node) {
    return IntStream.range(0, node.types().size()).anyMatch(index -> needed.contains(node.result(index)));
  }

  /** Names all at once. */
  private static void refuseUnknown(List<Node> nodes) {
    Set<String> unknown = new TreeSet<>();
    for (Node node : nodes) {
      if (node.op() instanceof Op.Random || node.op() instanceof Op.SoftmaxCrossEntropy) {
        unknown.add(node.op().label() + (node.scope().isEmpty() ? "" : " of layer " + node.scope()));
      }
    }
    if (!unknown.isEmpty()) {
      throw new OnnxException("ONNX has no operator for " + String.join(", ", unknown)
          + "; leave it out of what the model computes for predictions");
    }
  }

  private Plan plan(Node node) {
    Plan sliding = this.sliding.plan(node);
    if (sliding != null) {
      return sliding;
    }
    Plan sum = sums.plan(node);
    if (sum != null) {
      return sum;
    }
    return switch (node.op()) {
      case Op.Binary _, Op.Select _ -> new Plan(Elements.operands(node), () -> write(node));
      case Op.Scan scan -> loops.plan(node, scan);
      case Op _ -> new Plan(node.operands(), () -> write(node));
    };
  }

  private void write(Node node) {
    switch (node.op()) {
      case Op.Input _ -> {
        // whoever opened the graph has named them
      }
      case Op.Constant _ -> put(node, emission.constant(OnnxTensor.of(literal(node))));
      case Op.Read(Variable variable) -> read(node, variable);
      case Op.Iota iota -> put(node, numbers(node, iota.axis()));
      case Op.Broadcast _ -> put(node, emission.add("Expand", NONE, operand(node, 0), extents(node)));
      case Op.Elementwise op -> elements.write(node, op);
      case Op.Reduce(ReduceFn fn, int axis, int count) -> put(node, emission.add(fn == ReduceFn.SUM
          ? "ReduceSum"
          : "ReduceMax", NONE, operand(node, 0), emission.longs(IntStream.range(axis, axis + count).boxed().toList())));
      case Op.ArgMax(int axis) -> put(node, emission.cast(
          emission.add("ArgMax", Map.of("axis", Attribute.of(axis)), operand(node, 0)), ElementType.INT32));
      case Op.ArgSort(boolean descending) -> put(node, sorted(node, descending));
      case Op.MatMul op -> put(node, product(node, op));
      case Op.Reshape _ -> values.put(node.result(0),
          values.reshaped(values.moved(node.operands().getFirst()), values.extents(node.result(0))));
      case Op.Transpose(var permutation) ->
        values.put(node.result(0), values.moved(node.operands().getFirst()).transposed(permutation));
      case Op.Slice slice -> put(node, cut(node, slice));
      case Op.StopGradient _ -> values.put(node.result(0), values.moved(node.operands().getFirst()));
      case Op.Concat(int axis) -> put(node, emission.add("Concat", Map.of("axis", Attribute.of(axis)),
          node.operands().stream().map(values::name).toList(), 1).getFirst());
      case Op.Pad pad -> put(node, padded(node, pad));
      case Op.Windows windows -> sliding.writeWindows(node, windows);
      case Op.Fold fold -> sliding.writeFold(node, fold);
      case Op.Gather _ -> put(node, gathered(node));
      case Op.ScatterAdd _ -> put(node, scattered(node));
      case Op.Softmax _ -> put(node, emission.add("Softmax", Map.of("axis", Attribute.of(-1)), operand(node, 0)));
      case Op.Scan _, Op.Random _, Op.SoftmaxCrossEntropy _, Op.Assign _ ->
        throw new IllegalStateException(node + " is written elsewhere, or refused");
    }
  }

  private void put(Node node, String name) {
    values.put(node.result(0), name);
  }

  private String operand(Node node, int index) {
    return values.name(node.operands().get(index));
  }

  private String extents(Node node) {
    return emission.extents(values.extents(node.result(0)));
  }

  private Literal literal(Node constant) {
    return values.twins().literal(constant).orElseThrow(() -> new OnnxException(
        "a constant built at " + constant.source() + " follows the number of rows; a file for any number of rows"
            + " cannot hold it"));
  }

  private void read(Node node, Variable variable) {
    StoredTensor value = variables.get(variable.name());
    if (value == null) {
      throw new OnnxException("there is no value of " + variable + "; there are " + variables.keySet());
    }
    put(node, emission.initializer(variable.name(), OnnxTensor.of(value)));
  }

  private String numbers(Node node, int axis) {
    List<Extent> extents = values.extents(node.result(0));
    String count = emission.cast(emission.add("Squeeze", NONE, emission.extents(List.of(extents.get(axis)))),
        ElementType.INT32);
    String range = emission.add("Range", NONE, emission.number(DType.I32, 0), count, emission.number(DType.I32, 1));
    if (extents.size() == 1) {
      return range;
    }
    List<Extent> along = new ArrayList<>(extents);
    along.replaceAll(_ -> Extent.ONE);
    along.set(axis, extents.get(axis));
    return emission.add("Expand", NONE, emission.reshaped(range, along), emission.extents(extents));
  }

  /** By the elements as they are, of equal ones the first first. */
  private String sorted(Node node, boolean descending) {
    List<Extent> extents = values.extents(node.result(0));
    List<String> results = emission.add("TopK", Map.of("largest", Attribute.of(descending ? 1 : 0)),
        List.of(operand(node, 0), emission.extents(List.of(extents.getLast()))), 2);
    return emission.cast(results.getLast(), ElementType.INT32);
  }

  private String product(Node node, Op.MatMul op) {
    String a = operand(node, 0);
    String b = operand(node, 1);
    int rank = node.types().getFirst().shape().rank();
    if (rank == 2 && (op.transposeA() || op.transposeB())) {
      return emission.add("Gemm", Sums.gemm(op), a, b);
    }
    return emission.add("MatMul", NONE, op.transposeA() ? turned(node.operands().getFirst()) : a,
        op.transposeB() ? turned(node.operands().getLast()) : b);
  }

  private String turned(Tensor matrices) {
    int rank = matrices.shape().rank();
    List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    order.set(rank - 2, rank - 1);
    order.set(rank - 1, rank - 2);
    return values.moved(matrices).transposed(order).written(emission);
  }

  private String cut(Node node, Op.Slice slice) {
    List<Extent> whole = values.extents(node.operands().getFirst());
    List<Extent> starts = Twins.pairs(slice.starts(), ((Op.Slice) values.twins().other(node).op()).starts());
    List<Extent> sizes = values.extents(node.result(0));
    List<Integer> axes = IntStream.range(0, whole.size()).filter(axis -> !whole.get(axis).equals(sizes.get(axis)))
        .boxed().toList();
    if (axes.isEmpty()) {
      return operand(node, 0);
    }
    List<Extent> ends =
        IntStream.range(0, whole.size()).mapToObj(axis -> starts.get(axis).plus(sizes.get(axis))).toList();
    return emission.add("Slice", NONE, operand(node, 0), emission.extents(axes.stream().map(starts::get).toList()),
        emission.extents(axes.stream().map(ends::get).toList()), emission.longs(axes));
  }

  private String padded(Node node, Op.Pad pad) {
    List<Extent> inside = values.extents(node.operands().getFirst());
    List<Extent> before = Twins.pairs(pad.starts(), ((Op.Pad) values.twins().other(node).op()).starts());
    List<Extent> all = values.extents(node.result(0));
    List<Extent> pads = new ArrayList<>(before);
    IntStream.range(0, all.size())
        .forEach(axis -> pads.add(all.get(axis).minus(before.get(axis)).minus(inside.get(axis))));
    return emission.add("Pad", NONE, operand(node, 0), emission.extents(pads),
        emission.number(node.types().getFirst().dtype(), 0));
  }

  /** ONNX counts negative numbers from the end and refuses those beyond it, where a graph gives zeros. */
  private String gathered(Node node) {
    String numbers = operand(node, 1);
    Extent rows = values.extents(node.operands().getFirst()).getFirst();
    String inside = emission.add("And", NONE, emission.add("GreaterOrEqual", NONE, numbers,
        emission.number(DType.I32, 0)), emission.add("Less", NONE, numbers, integer(rows)));
    String known = emission.add("Where", NONE, inside, numbers, emission.number(DType.I32, 0));
    String found = emission.add("Gather", Map.of("axis", Attribute.of(0)), operand(node, 0), known);
    List<Extent> aligned = new ArrayList<>(values.extents(node.operands().getLast()));
    while (aligned.size() < node.types().getFirst().shape().rank()) {
      aligned.add(Extent.ONE);
    }
    String kept = emission.reshaped(inside, aligned);
    DType dtype = node.types().getFirst().dtype();
    return dtype == DType.BOOL
        ? emission.add("And", NONE, kept, found)
        : emission.add("Where", NONE, kept, found, emission.number(dtype, 0));
  }

  private String integer(Extent extent) {
    return extent.isFixed()
        ? emission.number(DType.I32, extent.first())
        : emission.cast(emission.extents(List.of(extent)), ElementType.INT32);
  }

  /** What has another number goes to a row of its own behind all, which is cut off. */
  private String scattered(Node node) {
    List<Extent> extents = values.extents(node.result(0));
    List<Extent> more = new ArrayList<>(extents);
    more.set(0, extents.getFirst().plus(Extent.ONE));
    String zeros = emission.add("Expand", NONE, emission.real(0), emission.extents(more));
    String numbers = operand(node, 0);
    String rows = integer(extents.getFirst());
    String inside = emission.add("And", NONE,
        emission.add("GreaterOrEqual", NONE, numbers, emission.number(DType.I32, 0)),
        emission.add("Less", NONE, numbers, rows));
    String places = emission.cast(emission.add("Where", NONE, inside, numbers, rows), ElementType.INT64);
    List<Extent> column = new ArrayList<>(values.extents(node.operands().getFirst()));
    column.add(Extent.ONE);
    String sums = emission.add("ScatterND", Map.of("reduction", new Attribute.Text("add")), zeros,
        emission.reshaped(places, column), operand(node, 1));
    return emission.add("Slice", NONE, sums, emission.longs(0), emission.extents(List.of(extents.getFirst())),
        emission.longs(0));
  }
}
