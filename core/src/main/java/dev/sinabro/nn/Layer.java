package dev.sinabro.nn;

import dev.sinabro.graph.Tensor;
import java.util.List;

/**
 * A function from tensor to tensor, perhaps with parameters. A layer is a description without state: its parameters belong
 * to the {@link Model} that it is part of, under the name of its place there.
 */
public interface Layer {

  /**
   * Builds its part of a graph.
   *
   * @param x [batch, features] or of more axes, as the layer says
   * @param scope gives parameters and random numbers, and knows the mode
   */
  Tensor apply(Tensor x, Scope scope);

  /** What stands for it in listings, such as {@code dense 64}. */
  String label();

  /** The layers that take a place of their own in a {@link Sequential}; itself, where it is one. */
  default List<Layer> parts() {
    return List.of(this);
  }
}
