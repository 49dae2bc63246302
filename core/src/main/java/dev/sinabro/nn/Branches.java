package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several layers that take the same input, and what is made of their results. Each is named by its place, from 0.
 *
 * @param layers at least one
 * @param junction of the results
 */
public record Branches(List<Layer> layers, Junction junction) implements Layer {
  /** Keeps a copy of the list. */
  public Branches {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("branches without a layer; they need at least one");
    }
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    List<Tensor> results = new ArrayList<>();
    for (Layer layer : layers) {
      results.add(scope.apply(Integer.toString(results.size()), layer, x));
    }
    return junction.join(results);
  }

  @Override
  public String label() {
    return layers.stream().map(Layer::label).collect(Collectors.joining(", ", junction.label() + "(", ")"));
  }
}
