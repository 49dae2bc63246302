package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An ONNX graph that is built into a graph of ours. Real values that it holds with an axis at least are parameters; but
 * statistics of norms are states, and what {@link OnnxExport} wrote as a constant stays one.
 *
 * @param graph what it computes
 * @param given how many of its inputs are handed in; those behind are weights whose values are told later
 */
record ImportedGraph(OnnxGraph graph, int given) {
  private static final Set<String> TOLD = Set.of("Resize", "OneHot");

  /**
   * Looks at all operators.
   *
   * @throws OnnxException naming all that a graph of ours cannot express
   */
  ImportedGraph {
    Set<String> unknown = new TreeSet<>();
    addUnknown(graph, unknown);
    if (!unknown.isEmpty()) {
      throw new OnnxException("the model has operators that a graph cannot express: " + String.join(", ", unknown));
    }
  }

  private static void addUnknown(OnnxGraph graph, Set<String> unknown) {
    for (OnnxNode node : graph.nodes()) {
      if (!node.domain().isEmpty()) {
        unknown.add(node.domain() + "." + node.op());
      } else if (!Operators.names().contains(node.op())) {
        unknown.add(node.op());
      }
      node.bodies().forEach(body -> addUnknown(body, unknown));
    }
  }

  /** Its inputs that are handed in. */
  List<OnnxGraph.Value> inputs() {
    return graph.inputs().subList(0, given);
  }

  /** The same without the values of its weights, which are inputs behind the others. */
  OnnxGraph withoutWeights() {
    List<OnnxGraph.Value> inputs = new ArrayList<>(graph.inputs());
    Map<String, OnnxTensor> constants = new LinkedHashMap<>();
    Set<String> told = told();
    graph.initializers().forEach((name, tensor) -> {
      if (isWeight(name, tensor, told)) {
        inputs
            .add(new OnnxGraph.Value(name, tensor.type(), tensor.extents().stream().map(OnnxGraph.Axis::of).toList()));
      } else {
        constants.put(name, tensor);
      }
    });
    return new OnnxGraph(graph.name(), graph.nodes(), constants, inputs, graph.outputs());
  }

  /**
   * The values of its outputs, in order: a {@link Tensor}, or {@link Known} values.
   *
   * @param handed one for each of {@link #inputs}
   */
  List<Object> build(List<Tensor> handed, Scope scope) {
    Set<String> states = statistics();
    Set<String> told = told();
    Map<String, Object> values = new HashMap<>();
    graph.initializers().forEach((name, tensor) -> values.put(name, isWeight(name, tensor, told)
        ? weight(name, tensor.extents(), (_, _) -> tensor::value, states, scope)
        : Known.of(tensor)));
    List<Object> inputs = new ArrayList<>();
    for (int i = 0; i < given; i++) {
      inputs.add(taken(handed.get(i), graph.inputs().get(i)));
    }
    for (OnnxGraph.Value weight : graph.inputs().subList(given, graph.inputs().size())) {
      List<Long> extents = weight.axes().stream().map(OnnxGraph.Axis::extent).toList();
      inputs.add(weight(weight.name(), extents, new Initializer.Constant(0), states, scope));
    }
    return evaluate(graph, inputs, values, scope);
  }

  private static boolean isWeight(String name, OnnxTensor tensor, Set<String> told) {
    return switch (tensor.type()) {
      case FLOAT, DOUBLE, FLOAT16 ->
        !tensor.extents().isEmpty() && !name.startsWith(OnnxExport.CONSTANT) && !told.contains(name);
      case INT8, INT32, INT64, UINT8, BOOL -> false;
    };
  }

  private static Tensor weight(String name, List<Long> extents, Initializer first, Set<String> states, Scope scope) {
    if (extents.stream().anyMatch(extent -> extent < 1 || extent > Integer.MAX_VALUE)) {
      throw new OnnxException("weight " + name + " has extents " + extents);
    }
    Shape shape = Shape.of(extents.stream().mapToInt(Math::toIntExact).toArray());
    return states.contains(name)
        ? scope.state(name, new TensorType(DType.F32, shape), first).value()
        : scope.parameter(name, shape, first);
  }

  /** Names of real values that tell an operator how, such as scales of an image, and are no weights. */
  private Set<String> told() {
    return graph.nodes().stream().filter(node -> TOLD.contains(node.op()))
        .flatMap(node -> node.inputs().stream().skip(1)).collect(Collectors.toSet());
  }

  private Set<String> statistics() {
    Set<String> statistics = new HashSet<>(graph.initializers().keySet());
    graph.inputs().forEach(input -> statistics.add(input.name()));
    statistics.removeIf(name -> !name.endsWith("running_mean") && !name.endsWith("running_var"));
    for (OnnxNode node : graph.nodes()) {
      if (node.op().equals("BatchNormalization") && node.inputs().size() == 5) {
        statistics.addAll(node.inputs().subList(3, 5));
      }
    }
    return statistics;
  }

  /** Bytes go to a model that takes real numbers as numbers from 0 to 255. */
  private static Tensor taken(Tensor field, OnnxGraph.Value input) {
    DType wanted = switch (input.type()) {
      case FLOAT, DOUBLE, FLOAT16 -> DType.F32;
      case INT8, INT32, INT64 -> DType.I32;
      case UINT8 -> DType.U8;
      case BOOL -> DType.BOOL;
    };
    return field.dtype() == wanted ? field : field.cast(wanted);
  }

  private static List<Object> evaluate(OnnxGraph graph, List<Object> given, Map<String, Object> outside, Scope scope) {
    Map<String, Object> values = new HashMap<>(outside);
    graph.initializers().forEach((name, tensor) -> values.putIfAbsent(name, Known.of(tensor)));
    for (int i = 0; i < graph.inputs().size(); i++) {
      values.put(graph.inputs().get(i).name(), given.get(i));
    }
    Call.Bodies bodies = (body, inputs) -> evaluate(body, inputs, values, scope);
    for (OnnxNode node : graph.nodes()) {
      List<Optional<Object>> inputs =
          node.inputs().stream().map(name -> Optional.ofNullable(values.get(name))).toList();
      for (int i = 0; i < inputs.size(); i++) {
        if (!node.inputs().get(i).isEmpty() && inputs.get(i).isEmpty()) {
          throw new OnnxException("operator " + node.op() + " " + node.name() + " takes " + node.inputs().get(i)
              + ", which nothing gives");
        }
      }
      List<Object> results = Operators.apply(new Call(node, inputs, bodies, scope));
      for (int i = 0; i < Math.min(results.size(), node.outputs().size()); i++) {
        values.put(node.outputs().get(i), results.get(i));
      }
    }
    return graph.outputs().stream().map(output -> Optional.ofNullable(values.get(output.name()))
        .orElseThrow(() -> new OnnxException("output " + output.name() + " is given by nothing"))).toList();
  }
}
