package dev.sinabro.compile;

import dev.sinabro.graph.Node;
import dev.sinabro.graph.Tensor;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a step comes from, for listings, messages and accounts.
 *
 * @param node the id of the (last) node that it computes
 * @param scope the layer of that node, empty outside of one
 * @param source the line of the user's code
 * @param scopes the layers of all nodes that it computes
 * @param results the layer of each of its outputs
 */
public record Origin(int node, String scope, String source, Set<String> scopes, List<String> results) {
  /** Keeps copies of the collections. */
  public Origin {
    scopes = Set.copyOf(scopes);
    results = List.copyOf(results);
  }

  /** Of a step that is of one node and has one output. */
  public Origin(int node, String scope, String source) {
    this(node, scope, source, Set.of(scope), List.of(scope));
  }

  static Origin of(Node node) {
    return new Origin(node.id(), node.scope(), node.source());
  }

  static Origin of(List<Node> nodes, List<Tensor> results) {
    Node last = nodes.getLast();
    return new Origin(last.id(), last.scope(), last.source(),
        nodes.stream().map(Node::scope).collect(Collectors.toSet()),
        results.stream().map(result -> result.node().scope()).toList());
  }

  /**
   * Of a step that does the work of another one first.
   *
   * @param told whether the outputs of that one are outputs of the step, before its own
   */
  Origin behind(Origin first, boolean told) {
    return new Origin(node, scope, source,
        Stream.concat(first.scopes.stream(), scopes.stream()).collect(Collectors.toSet()),
        told ? Stream.concat(first.results.stream(), results.stream()).toList() : results);
  }

  @Override
  public String toString() {
    return (scope.isEmpty() ? "" : scope + " ") + source;
  }
}
