package dev.sinabro.graph;

import java.util.stream.Collectors;

/** A graph for people: as lines of text, or in Graphviz's dot language. */
public final class GraphText {
  private GraphText() {}

  /** A line a node: number, types, operation, operands, layer and source line. */
  public static String lines(Graph graph) {
    StringBuilder text = new StringBuilder();
    for (Node node : graph.nodes()) {
      String types = node.types().stream().map(TensorType::toString).collect(Collectors.joining(", "));
      String operands = node.operands().stream().map(GraphText::name).collect(Collectors.joining(" "));
      String origin = node.scope().isEmpty() ? node.source() : node.scope() + ", " + node.source();
      text.append("%%%-5d %-24s %s %s  # %s\n".formatted(node.id(), types, node.op().label(), operands, origin));
    }
    return text.toString();
  }

  /** Nodes as boxes, tensors as arrows with their types, each layer in a frame of its own. */
  public static String dot(Graph graph) {
    StringBuilder text =
        new StringBuilder("digraph step {\n  rankdir=TB;\n  node [shape=box, fontname=\"sans-serif\"];\n");
    graph.nodes()
        .stream()
        .collect(Collectors.groupingBy(Node::scope, java.util.LinkedHashMap::new, Collectors.toList()))
        .forEach((scope, nodes) -> {
          String indent = scope.isEmpty() ? "  " : "    ";
          if (!scope.isEmpty()) {
            text.append("  subgraph \"cluster_")
                .append(escaped(scope))
                .append("\" {\n    label=\"")
                .append(escaped(scope))
                .append("\";\n");
          }
          nodes.forEach(node -> text.append(indent)
              .append('n')
              .append(node.id())
              .append(" [label=\"")
              .append(escaped(node.op().label()))
              .append("\"];\n"));
          if (!scope.isEmpty()) {
            text.append("  }\n");
          }
        });
    for (Node node : graph.nodes()) {
      for (Tensor operand : node.operands()) {
        text.append("  n")
            .append(operand.node().id())
            .append(" -> n")
            .append(node.id())
            .append(" [label=\"")
            .append(operand.type())
            .append("\"];\n");
      }
    }
    return text.append("}\n").toString();
  }

  private static String name(Tensor tensor) {
    return "%" + tensor.node().id() + (tensor.index() == 0 ? "" : "#" + tensor.index());
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
