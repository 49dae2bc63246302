package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Layers one after the other. Each is named by its place, from 0, as in PyTorch; an activation takes a place of its own. A
 * layer object that occurs twice keeps its first name, and so shares its parameters.
 *
 * @param layers in order
 */
public record Sequential(List<Layer> layers) implements Layer {
  /** Gives each part of a layer a place of its own. */
  public Sequential {
    List<Layer> parts = new ArrayList<>();
    layers.forEach(layer -> parts.addAll(layer.parts()));
    layers = List.copyOf(parts);
  }

  /** Layers one after the other. */
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Map<Layer, String> names = new IdentityHashMap<>();
    Tensor y = x;
    for (int place = 0; place < layers.size(); place++) {
      Layer layer = layers.get(place);
      String name =
          layer instanceof Activation ? Integer.toString(place) : names.getOrDefault(layer, Integer.toString(place));
      names.put(layer, name);
      y = scope.apply(name, layer, y);
    }
    return y;
  }

  @Override
  public String label() {
    return layers.stream().map(Layer::label).collect(Collectors.joining(", ", "sequential(", ")"));
  }
}
