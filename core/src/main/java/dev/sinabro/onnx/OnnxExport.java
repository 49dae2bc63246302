package dev.sinabro.onnx;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.graph.Tensor;
import dev.sinabro.nn.Tensors;
import dev.sinabro.onnx.OnnxGraph.Axis;
import dev.sinabro.onnx.OnnxGraph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What a graph computes as an ONNX model for any number of rows. Weights keep their names and values; convolutions, pools and
 * products become operators of their own, all else the operators of its parts.
 *
 * <pre>{@code
 * new OnnxExport(rows -> trainer.predictionGraph(data, rows), trainer.checkpoint())
 *     .metadata("classes", "[\"cat\", \"dog\"]").model().write(Path.of("model.onnx"));
 * }</pre>
 */
public final class OnnxExport {
  /** Operators as of ONNX 1.13, of the year 2022, which all runtimes know. */
  static final int OPSET = 18;
  /** How the names of values begin that belong to the computation, and are no weights. */
  static final String CONSTANT = "constant";
  private static final String ROWS = "batch";

  private final IntFunction<Tensors> graphs;
  private final Map<String, ? extends StoredTensor> values;
  private final Map<String, Scaled> scaled = new HashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private record Scaled(float[] missing, float[] shift, float[] scale) {}

  /**
   * An export without metadata.
   *
   * @param graphs builds a graph for so many rows, and gives its results, each with the rows as its first axis
   * @param values of the variables that it reads, by name
   */
  public OnnxExport(IntFunction<Tensors> graphs, Map<String, ? extends StoredTensor> values) {
    this.graphs = graphs;
    this.values = values;
  }

  /**
   * Lets an input take numbers as they were measured, of which (x - shift) / scale is what the graph reads.
   *
   * @param input a name
   * @param missing what NaN stands for, one for each element of the last axis, or one for all; NaN: for itself
   * @param shift likewise
   * @param scale likewise
   */
  public OnnxExport scaled(String input, float[] missing, float[] shift, float[] scale) {
    scaled.put(input, new Scaled(missing.clone(), shift.clone(), scale.clone()));
    return this;
  }

  /** Adds a text to the file, of which runtimes tell. */
  public OnnxExport metadata(String key, String text) {
    metadata.put(key, text);
    return this;
  }

  /**
   * Makes the model.
   *
   * @throws OnnxException naming what ONNX has no operator for
   */
  public OnnxModel model() {
    Twins twins = Twins.of(graphs);
    Tensors outputs = twins.outputs();
    Graph graph = outputs.byName().values().iterator().next().graph();
    Emission emission = new Emission(twins);
    Values named = new Values(twins, emission);
    outputs.names().forEach(emission::take);
    values.keySet().forEach(emission::take);
    List<Value> inputs = inputs(graph, named);
    new Translation(named, values).write(graph.nodes(), outputs.byName().values());
    List<OnnxNode> nodes = new ArrayList<>();
    List<Value> results = new ArrayList<>();
    outputs.byName().forEach((name, tensor) -> {
      String value = named.name(tensor);
      emission.nodes().add(new OnnxNode(name, "", "Identity", List.of(value), List.of(name), Map.of()));
      results.add(value(name, tensor, named));
    });
    nodes.addAll(emission.nodes());
    OnnxGraph made = new OnnxGraph("model", nodes, emission.initializers(), inputs, results);
    return new OnnxModel(OPSET, made, metadata);
  }

  private List<Value> inputs(Graph graph, Values named) {
    List<Value> inputs = new ArrayList<>();
    Emission emission = named.emission();
    graph.inputs().forEach((name, tensor) -> {
      Literal value = graph.inputValues().get(name);
      emission.take(name);
      if (value != null) {
        named.put(tensor, emission.initializer(name, OnnxTensor.of(value)));
        return;
      }
      inputs.add(value(name, tensor, named));
      List<Extent> extents = named.extents(tensor);
      if (!extents.isEmpty() && named.twins().isRows(extents.getFirst())) {
        emission.rowsOf(name);
      }
      named.put(tensor, scaled(name, emission));
    });
    return inputs;
  }

  private String scaled(String input, Emission emission) {
    Scaled scaling = scaled.get(input);
    if (scaling == null) {
      return input;
    }
    String known = input;
    for (float missing : scaling.missing()) {
      if (!Float.isNaN(missing) && known.equals(input)) {
        known = emission.add("Where", Map.of(), emission.add("IsNaN", Map.of(), input),
            emission.initializer(emission.fresh(CONSTANT + "." + input + ".missing"), numbers(scaling.missing())),
            input);
      }
    }
    String shifted = emission.add("Sub", Map.of(), known,
        emission.initializer(emission.fresh(CONSTANT + "." + input + ".shift"), numbers(scaling.shift())));
    return emission.add("Div", Map.of(), shifted,
        emission.initializer(emission.fresh(CONSTANT + "." + input + ".scale"), numbers(scaling.scale())));
  }

  private static OnnxTensor numbers(float[] numbers) {
    return OnnxTensor.of(numbers.length == 1 ? Collections.emptyList() : List.of((long) numbers.length), numbers);
  }

  private static Value value(String name, Tensor tensor, Values named) {
    List<Axis> axes = new ArrayList<>();
    named.extents(tensor).forEach(extent -> axes.add(extent.isFixed()
        ? Axis.of(extent.first())
        : Axis.open(named.twins().isRows(extent) ? ROWS : "")));
    return new Value(name, ElementType.of(tensor.dtype()), axes);
  }
}
