package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers that take named inputs: fields of the data, or what named layers before them gave. The last one gives the output. A layer
 * is named as its node, or by its place, from 0; a layer object of several nodes has one set of parameters, under the name of
 * the first.
 *
 * @param nodes in an order in which each takes what is before it
 */
public record Functional(List<Node> nodes) implements Network {
  /**
   * A layer at its place.
   *
   * @param name by which others take its result, without a dot; empty: none
   * @param layer of one input, or a {@link Junction}
   * @param inputs names of nodes before it, or of fields; none: the result of the node before it, or field {@value
   *     Model#FEATURES}
   */
  public record Node(String name, Layer layer, List<String> inputs) {
    /** Checks that the layer takes so many inputs, and keeps a copy of their names. */
    public Node {
      inputs = List.copyOf(inputs);
      if (inputs.size() > 1 && !(layer instanceof Junction)) {
        throw new IllegalArgumentException("layer " + layer.label() + " takes one input, not " + inputs
            + "; join them first, with concat or add");
      }
    }
  }

  /** Keeps a copy of the list. */
  public Functional {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("a functional model without a layer; it needs at least one");
    }
  }

  @Override
  public Tensors build(Tensors fields, Scope scope) {
    Map<String, Tensor> results = new HashMap<>();
    Tensor last = null;
    for (int place = 0; place < nodes.size(); place++) {
      Node node = nodes.get(place);
      List<Tensor> inputs = last != null && node.inputs.isEmpty()
          ? List.of(last)
          : (node.inputs.isEmpty() ? List.of(Model.FEATURES) : node.inputs).stream()
              .map(input -> results.containsKey(input) ? results.get(input) : fields.get(input)).toList();
      Layer layer = node.layer instanceof Junction junction ? new Joined(junction, inputs) : node.layer;
      last = scope.apply(node.name.isEmpty() ? Integer.toString(place) : node.name, layer, inputs.getFirst());
      results.put(node.name, last);
    }
    return Tensors.output(OUTPUT, last);
  }

  /** A junction whose inputs are known. */
  private record Joined(Junction junction, List<Tensor> inputs) implements Layer {
    @Override
    public Tensor apply(Tensor x, Scope scope) {
      return junction.join(inputs);
    }

    @Override
    public String label() {
      return junction.label();
    }
  }
}
