package dev.sinabro.nn;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;

/** What a layer sees of the model that it is part of, while it builds its part of a graph. */
public final class Scope {
  private final Model.Building building;
  private final String path;

  Scope(Model.Building building, String path) {
    this.building = building;
    this.path = path;
  }

  /** The graph to build. */
  public Graph graph() {
    return building.graph();
  }

  /** Training or inference. */
  public Mode mode() {
    return building.mode();
  }

  /**
   * A parameter of this layer: made when a name is first asked for, the same one ever after.
   *
   * @param name within the layer, such as {@code weight}
   * @throws IllegalArgumentException where it exists with another shape
   */
  public Tensor parameter(String name, Shape shape, Initializer initializer) {
    return building.parameter(path + name, shape, initializer);
  }

  /**
   * Uniform random numbers in [0, 1), others at each step of training.
   *
   * @throws IllegalStateException in inference, which has no random numbers
   */
  public Tensor random(Shape shape) {
    return building.random(path, shape);
  }

  /** Applies another layer as a part of this one, under its own name. */
  public Tensor apply(String name, Layer layer, Tensor x) {
    return building.apply(path + name, layer, x);
  }
}
