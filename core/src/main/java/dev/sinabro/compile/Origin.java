package dev.sinabro.compile;

import dev.sinabro.graph.Node;

/**
 * Where a step comes from, for listings and messages.
 *
 * @param node the id of the (last) node that it computes
 * @param scope the layer, empty outside of one
 * @param source the line of the user's code
 */
public record Origin(int node, String scope, String source) {
  static Origin of(Node node) {
    return new Origin(node.id(), node.scope(), node.source());
  }

  @Override
  public String toString() {
    return (scope.isEmpty() ? "" : scope + " ") + source;
  }
}
