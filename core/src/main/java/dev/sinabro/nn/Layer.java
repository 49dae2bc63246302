package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * A function from tensor to tensor, perhaps with parameters. A layer is a description without state: its parameters belong
 * to the {@link Model} that it is part of, under the name of its place there. A layer object that is applied at several
 * places has one set of parameters, under the name of the first.
 *
 * <p>As a network, a layer reads the field {@value Model#FEATURES}.
 */
@FunctionalInterface
public interface Layer extends Network {

  /**
   * Builds its part of a graph.
   *
   * @param x [batch, features] or of more axes, as the layer says
   * @param scope gives parameters, states and random numbers, and knows the mode
   */
  Tensor apply(Tensor x, Scope scope);

  @Override
  default Tensors build(Tensors fields, Scope scope) {
    return Network.of(Model.FEATURES, this).build(fields, scope);
  }

  /** What stands for it in listings, such as {@code dense 64}; by default the name of its class. */
  default String label() {
    String name = getClass().getSimpleName();
    return name.isEmpty() || getClass().isHidden() ? "layer" : name.toLowerCase(Locale.ROOT);
  }

  /** The layers that take a place of their own in a {@link Sequential}; itself, where it is one. */
  default List<Layer> parts() {
    return List.of(this);
  }
}
