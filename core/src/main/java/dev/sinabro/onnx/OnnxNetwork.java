package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.Scope;
import dev.sinabro.nn.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An ONNX model as a network, to predict with and to train on. It reads fields of the names of the model's inputs, or {@value
 * Model#FEATURES} where there is one input only; its outputs have the names of the model's.
 *
 * <p>Real values of the file with an axis at least are parameters under their names, with these first values; but statistics
 * of norms are states, and what {@link OnnxExport} wrote as a constant stays one. Freezing by name keeps any other as it is.
 * Extents that the file leaves open are those of the data.
 */
public final class OnnxNetwork implements Network {
  private final OnnxModel model;
  private final Set<String> states;

  /**
   * The network of a model.
   *
   * @throws OnnxException naming all operators that a graph cannot express
   */
  public OnnxNetwork(OnnxModel model) {
    this.model = model;
    Set<String> unknown = new TreeSet<>();
    refuseUnknown(model.graph(), unknown);
    if (!unknown.isEmpty()) {
      throw new OnnxException("the model has operators that a graph cannot express: " + String.join(", ", unknown));
    }
    states = statistics(model.graph());
  }

  private static void refuseUnknown(OnnxGraph graph, Set<String> unknown) {
    for (OnnxNode node : graph.nodes()) {
      if (!node.domain().isEmpty()) {
        unknown.add(node.domain() + "." + node.op());
      } else if (!Operators.names().contains(node.op())) {
        unknown.add(node.op());
      }
      for (Attribute attribute : node.attributes().values()) {
        if (attribute instanceof Attribute.Body(OnnxGraph body)) {
          refuseUnknown(body, unknown);
        }
      }
    }
  }

  private static Set<String> statistics(OnnxGraph graph) {
    Set<String> statistics = graph.initializers().keySet().stream()
        .filter(name -> name.endsWith("running_mean") || name.endsWith("running_var")).collect(Collectors.toSet());
    for (OnnxNode node : graph.nodes()) {
      if (node.op().equals("BatchNormalization") && node.inputs().size() == 5) {
        statistics.addAll(node.inputs().subList(3, 5));
      }
    }
    return statistics;
  }

  /** What was read. */
  public OnnxModel model() {
    return model;
  }

  @Override
  public Tensors build(Tensors fields, Scope scope) {
    OnnxGraph graph = model.graph();
    Map<String, Object> values = new HashMap<>();
    graph.initializers().forEach((name, tensor) -> values.put(name, initial(name, tensor, scope)));
    List<Object> given = new ArrayList<>();
    for (OnnxGraph.Value input : graph.inputs()) {
      boolean only = graph.inputs().size() == 1 && !fields.names().contains(input.name());
      given.add(taken(fields.get(only ? Model.FEATURES : input.name()), input));
    }
    List<Object> outputs = evaluate(graph, given, values, scope);
    Map<String, Tensor> results = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      Object output = outputs.get(i);
      results.put(graph.outputs().get(i).name(),
          output instanceof Known known ? known.in(scope.graph()) : (Tensor) output);
    }
    return Tensors.outputs(results);
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

  private Object initial(String name, OnnxTensor tensor, Scope scope) {
    boolean real = switch (tensor.type()) {
      case FLOAT, DOUBLE, FLOAT16 -> true;
      case INT8, INT32, INT64, UINT8, BOOL -> false;
    };
    if (!real || tensor.extents().isEmpty() || name.startsWith(OnnxExport.CONSTANT)) {
      return Known.of(tensor);
    }
    Shape shape = Shape.of(tensor.extents().stream().mapToInt(Math::toIntExact).toArray());
    Initializer values = (_, _) -> tensor::value;
    return states.contains(name)
        ? scope.state(name, new TensorType(DType.F32, shape), values).value()
        : scope.parameter(name, shape, values);
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
