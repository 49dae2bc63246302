package dev.sinabro.nn;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What a layer or a network sees of the model that it is part of, while it builds its part of a graph. */
public final class Scope {
  private final Building building;
  private final String place;
  private final String home;
  private final Network owner;
  private final Map<String, Layer> children = new HashMap<>();

  /**
   * What one application of a layer sees.
   *
   * @param place where it stands, each time that it is applied another
   * @param home the first of these, where its variables live
   */
  Scope(Building building, String place, String home, Network owner) {
    this.building = building;
    this.place = place;
    this.home = home;
    this.owner = owner;
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
   * A field of the batch that the model is built for, for a layer that looks at more than its input.
   *
   * @throws dev.sinabro.graph.GraphException where there is none of this name
   */
  public Tensor field(String name) {
    return building.field(name);
  }

  /**
   * A parameter of this layer: made when a name is first asked for, the same one ever after.
   *
   * @param name within the layer, such as {@code weight}
   * @throws IllegalArgumentException where it exists with another shape
   */
  public Tensor parameter(String name, Shape shape, Initializer initializer) {
    return building.parameter(this, name, shape, initializer);
  }

  /**
   * A parameter of another layer, to be used here too: a decoder whose weight is the encoder's.
   *
   * @param layer applied before, anywhere in the model
   * @param name within that layer, such as {@code weight} or {@code 0.weight}
   * @throws IllegalArgumentException where the layer was not applied yet, or has no such parameter
   */
  public Tensor parameterOf(Layer layer, String name) {
    return building.parameterOf(layer, name);
  }

  /**
   * What this layer keeps from step to step and does not learn, such as a running mean; saved with the parameters.
   *
   * @param name within the layer, such as {@code running_mean}
   * @param type F32 or I32
   * @param initial how it begins
   * @throws IllegalArgumentException where it exists with another type
   */
  public StateValue state(String name, TensorType type, Initializer initial) {
    return building.state(Building.join(home, name), type, initial);
  }

  /**
   * Uniform random numbers in [0, 1), others at each step of training.
   *
   * @throws IllegalStateException in inference, which has no random numbers
   */
  public Tensor random(Shape shape) {
    return building.random(place, shape);
  }

  /**
   * Applies another layer as a part of this one.
   *
   * @param name its own within this layer; with an empty one its parts and parameters bear names as if they were this
   *     layer's
   * @throws IllegalArgumentException where another layer has the name
   */
  public Tensor apply(String name, Layer layer, Tensor x) {
    Layer same = children.putIfAbsent(name, layer);
    if (same != null && same != layer && !name.isEmpty()) {
      throw new IllegalArgumentException("two layers, " + same.label() + " and " + layer.label() + ", are named "
          + Building.join(place, name) + "; give each a name of its own, or apply one object twice to share it");
    }
    return building.apply(this, name, layer, x);
  }

  /** Of how many classes a tensor tells, where it is a field of which this is known. */
  OptionalInt classesOf(Tensor tensor) {
    return building.classesOf(tensor);
  }

  /**
   * Says that something is looked up by whole numbers from 0 to {@code count - 1}. Where they are a field of the data as it is,
   * its rows are looked at once before a step takes them, and a number beyond is told with its row.
   */
  public void looksUp(Tensor numbers, int count) {
    building.looksUp(numbers, count);
  }

  /** The parts of a layer, the same objects each time. */
  List<Layer> parts(Layer layer) {
    return building.parts(layer);
  }

  String place() {
    return place;
  }

  String home() {
    return home;
  }

  Network owner() {
    return owner;
  }
}
