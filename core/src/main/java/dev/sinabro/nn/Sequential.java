package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Layers one after the other. Each is named by its place, from 0, as in PyTorch; an activation takes a place of its own,
 * that of a {@code dense(64, RELU)} too.
 *
 * @param layers in order
 */
public record Sequential(List<Layer> layers) implements Layer {
  /** Keeps a copy of the list. */
  public Sequential {
    layers = List.copyOf(layers);
  }

  /** Layers one after the other. */
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor x, Scope scope) {
    Tensor y = x;
    int place = 0;
    for (Layer layer : layers) {
      for (Layer part : scope.parts(layer)) {
        y = scope.apply(Integer.toString(place), part, y);
        place++;
      }
    }
    return y;
  }

  @Override
  public String label() {
    return layers.stream().flatMap(layer -> layer.parts().stream()).map(Layer::label)
        .collect(Collectors.joining(", ", "sequential(", ")"));
  }
}
