package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** The operators of a file while they are written, and the values that it holds. */
final class Emission {
  private final Twins twins;
  private final Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
  private final Map<List<Object>, String> constants = new HashMap<>();
  private final Map<List<Extent>, String> shapes = new HashMap<>();
  private final Deque<List<OnnxNode>> open = new ArrayDeque<>(List.of(new ArrayList<>()));
  private final Map<String, Integer> names = new HashMap<>();
  private String scope = "";
  private String rowsOf = "";

  Emission(Twins twins) {
    this.twins = twins;
  }

  /** Names a value whose first axis are the rows. */
  void rowsOf(String input) {
    rowsOf = input;
  }

  /** What stands before the names of operators from now on, such as {@code 0.conv2d}. */
  void scope(String layers) {
    scope = layers.replaceAll(" \\([^()]*\\)", "");
  }

  /** The operators of the file, or of the loop that is open. */
  List<OnnxNode> nodes() {
    return open.peek();
  }

  Map<String, OnnxTensor> initializers() {
    return initializers;
  }

  /** Lets operators be those of a loop. */
  void begin() {
    open.push(new ArrayList<>());
  }

  /** Ends that, and gives them. */
  List<OnnxNode> end() {
    return open.pop();
  }

  /** A name that nothing has so far. */
  String fresh(String name) {
    int number = names.merge(name, 1, Integer::sum);
    return number == 1 ? name : fresh(name + "_" + number);
  }

  /** Takes a name, of an input or output of the file. */
  void take(String name) {
    names.put(name, 1);
  }

  /** One more operator with one result. */
  String add(String op, Map<String, Attribute> attributes, String... inputs) {
    return add(op, attributes, List.of(inputs), 1).getFirst();
  }

  /** One more operator. */
  List<String> add(String op, Map<String, Attribute> attributes, List<String> inputs, int outputs) {
    String name = fresh((scope.isEmpty() ? "" : scope + "/") + op);
    List<String> results = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      results.add(fresh(name + ":" + i));
    }
    nodes().add(new OnnxNode(name, "", op, inputs, results, attributes));
    return results;
  }

  /** Values under a name of their own, such as a weight. */
  String initializer(String name, OnnxTensor values) {
    initializers.putIfAbsent(name, values);
    return name;
  }

  /** Values that the computation itself holds: equal ones once. */
  String constant(OnnxTensor values) {
    List<Object> key = List.of(values.type(), values.extents(), LongStream.range(0, values.count())
        .mapToObj(index -> Double.doubleToRawLongBits(values.value(index))).toList());
    return constants.computeIfAbsent(key, _ -> initializer(fresh(OnnxExport.CONSTANT), values));
  }

  String longs(long... values) {
    return constant(OnnxTensor.of(values));
  }

  String longs(List<Integer> values) {
    return longs(values.stream().mapToLong(Integer::longValue).toArray());
  }

  /** A real number. */
  String real(double value) {
    return constant(OnnxTensor.of(List.of(), (float) value));
  }

  /** A number of some type. */
  String number(DType dtype, double value) {
    return constant(OnnxTensor.of(new Literal(
        new TensorType(dtype, Shape.SCALAR), value)));
  }

  String cast(String x, ElementType type) {
    return add("Cast", Map.of("to", Attribute.of(type.code())), x);
  }

  String transposed(String x, List<Integer> permutation) {
    return add("Transpose", Map.of("perm", Attribute.of(permutation)), x);
  }

  /** In another shape, one extent of which may follow the rows without being computed. */
  String reshaped(String x, List<Extent> extents) {
    long following = extents.stream().filter(extent -> !extent.isFixed()).count();
    if (following > 1 || extents.stream().anyMatch(Extent::isZero)) {
      return add("Reshape", Map.of("allowzero", Attribute.of(1)), x, extents(extents));
    }
    return add("Reshape", Map.of(), x,
        longs(extents.stream().mapToLong(extent -> extent.isFixed() ? extent.first() : -1).toArray()));
  }

  /** Extents as values, i64 along one axis: held by the file, or computed of the rows that there are. */
  String extents(List<Extent> extents) {
    if (extents.stream().allMatch(Extent::isFixed)) {
      return longs(extents.stream().mapToLong(Extent::first).toArray());
    }
    String known = shapes.get(extents);
    if (known == null) {
      known = outside(() -> extents.size() == 1
          ? extent(extents.getFirst())
          : add("Concat", Map.of("axis", Attribute.of(0)),
              extents.stream().map(extent -> extents(List.of(extent))).toList(), 1).getFirst());
      shapes.put(extents, known);
    }
    return known;
  }

  private String extent(Extent extent) {
    if (rowsOf.isEmpty()) {
      throw new OnnxException("no input has an axis of rows, so that their number is not known; let the model read a"
          + " field of the data");
    }
    Twins.Affine affine = twins.affine(extent);
    if (affine.times() == 1 && affine.besides() == 0) {
      return add("Shape", Map.of("start", Attribute.of(0), "end", Attribute.of(1)), rowsOf);
    }
    String rows = extents(List.of(new Extent((extent.first() - affine.besides()) / affine.times(),
        (extent.second() - affine.besides()) / affine.times())));
    String times = affine.times() == 1 ? rows : add("Mul", Map.of(), rows, longs(affine.times()));
    return affine.besides() == 0 ? times : add("Add", Map.of(), times, longs(affine.besides()));
  }

  /** Writes in front of the loops that are open. */
  private String outside(Supplier<String> written) {
    Deque<List<OnnxNode>> inner = new ArrayDeque<>();
    while (open.size() > 1) {
      inner.push(open.pop());
    }
    try {
      return written.get();
    } finally {
      inner.forEach(open::push);
    }
  }
}
