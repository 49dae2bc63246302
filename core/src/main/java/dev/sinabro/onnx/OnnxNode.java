package dev.sinabro.onnx;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One operator of a graph.
 *
 * @param name unique in the graph, or empty
 * @param domain whose operator it is; empty for ONNX's own
 * @param op such as {@code Conv}
 * @param inputs names of values; an empty one stands for an input that is left out
 * @param outputs names of values
 * @param attributes by name
 */
public record OnnxNode(String name, String domain, String op, List<String> inputs, List<String> outputs,
    Map<String, Attribute> attributes) {
  /** Keeps copies. */
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
  }

  /** The graphs within it. */
  List<OnnxGraph> bodies() {
    return attributes.values().stream()
        .flatMap(attribute -> attribute instanceof Attribute.Body(OnnxGraph body) ? Stream.of(body) : Stream.empty())
        .toList();
  }
}
