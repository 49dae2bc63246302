package dev.sinabro.onnx;

import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.io.FormatException;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An ONNX model of one input as a layer, to be trained on among other layers. Its weights are parameters under their names in
 * the file, as those of {@link OnnxNetwork}; those that what is taken of it does not need are none.
 */
public final class OnnxLayer implements Layer {
  private static final int MOST_NAMES = 8;

  private final String name;
  private final int opset;
  private final ImportedGraph imported;

  private OnnxLayer(String name, int opset, ImportedGraph imported) {
    this.name = name;
    this.opset = opset;
    this.imported = imported;
  }

  /**
   * A model up to one of its values.
   *
   * @param name of it, for listings
   * @param output any value of its graph, such as what the last layer but one gives; none: its first output
   * @throws OnnxException naming all operators that a graph cannot express; where the model has several inputs, or no such
   *     value
   */
  public static OnnxLayer of(String name, OnnxModel model, Optional<String> output) {
    OnnxGraph graph = model.graph();
    if (graph.outputs().isEmpty()) {
      throw new OnnxException("the model has no output");
    }
    String wanted = output.orElse(graph.outputs().getFirst().name());
    OnnxGraph needed = graph.upTo(wanted).orElseThrow(() -> new OnnxException("the model has no value '" + wanted
        + "'; the last that it computes are " + last(graph)));
    if (needed.inputs().size() != 1) {
      throw new OnnxException("the model takes " + needed.inputs().stream().map(OnnxGraph.Value::name).toList()
          + "; a layer takes one input: export the model with one");
    }
    return new OnnxLayer(name, model.opset(), new ImportedGraph(needed, 1));
  }

  /**
   * Reads a file and takes all of it up to its first output.
   *
   * @throws FormatException where it is no ONNX model
   * @throws OnnxException as {@link #of} does
   */
  public static OnnxLayer read(Path file) throws IOException {
    return of(String.valueOf(file.getFileName()), OnnxModel.read(file), Optional.empty());
  }

  /**
   * The layer that {@link #structure} tells of.
   *
   * @throws OnnxException naming all operators that a graph cannot express
   */
  public static OnnxLayer ofStructure(String name, OnnxModel structure) {
    if (structure.graph().inputs().isEmpty()) {
      throw new OnnxException("the structure of a layer has no input");
    }
    return new OnnxLayer(name, structure.opset(), new ImportedGraph(structure.graph(), 1));
  }

  private static String last(OnnxGraph graph) {
    List<OnnxNode> nodes = graph.nodes();
    return nodes.subList(Math.max(0, nodes.size() - MOST_NAMES), nodes.size()).stream()
        .map(node -> String.join(", ", node.outputs()) + " (" + node.op() + ")").collect(Collectors.joining(", "));
  }

  /** What it computes, without the values of its weights, which are inputs of this model behind the first one. */
  public OnnxModel structure() {
    return new OnnxModel(opset, imported.withoutWeights(), Map.of());
  }

  /** The operator that gives its output, and the name of what that takes. */
  public Optional<OnnxNode> lastOperator() {
    String output = imported.graph().outputs().getFirst().name();
    return imported.graph().nodes().stream().filter(node -> node.outputs().contains(output)).findFirst();
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    OnnxGraph.Value input = imported.inputs().getFirst();
    requireFitting(x.shape(), input);
    Object output = imported.build(List.of(x), scope).getFirst();
    Tensor y = output instanceof Known known ? known.in(scope.graph()) : (Tensor) output;
    int rows = x.shape().extent(0);
    if (y.shape().rank() == 0 || y.shape().extent(0) != rows) {
      throw new OnnxException("the model gives " + y.shape() + " of " + rows
          + " rows, but its first axis must be that of the rows; export it with an open batch");
    }
    return y;
  }

  private static void requireFitting(Shape shape, OnnxGraph.Value input) {
    List<OnnxGraph.Axis> axes = input.axes();
    boolean fits = axes.isEmpty() || axes.size() == shape.rank() && IntStream.range(1, axes.size())
        .allMatch(axis -> axes.get(axis).extent() < 0 || axes.get(axis).extent() == shape.extent(axis));
    if (!fits) {
      String row = axes.subList(1, axes.size()).stream()
          .map(axis -> axis.extent() < 0 ? "any" : Long.toString(axis.extent()))
          .collect(Collectors.joining(", ", "[", "]"));
      throw new OnnxException("the model takes rows of " + row + ", found " + shape.part(1, shape.rank())
          + "; bring them into this form first, such as by reshape");
    }
  }

  @Override
  public String label() {
    return "onnx " + name;
  }
}
