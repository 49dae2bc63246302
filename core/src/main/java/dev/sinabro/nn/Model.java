package dev.sinabro.nn;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A layer with its parameters: a function from (graph, input, mode) to an output that can be built any number of times,
 * always over the same variables.
 */
public final class Model {
  private final Layer layer;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  /**
   * One layer in the order of building.
   *
   * @param firstNode the first node that it added to the graph
   * @param endNode the node after its last
   * @param parametersSoFar learned numbers of this layer and those before
   */
  record Entry(String path, Layer layer, Tensor output, int firstNode, int endNode, long parametersSoFar) {}

  /** Random numbers of a training step: i32[2] seed and i32[] step, as {@link Graph#random} takes them. */
  public record RandomSource(Tensor seed, Tensor step) {}

  /** A model without parameters yet: they are made when it is first built, from the shape of its input. */
  public Model(Layer layer) {
    this.layer = layer;
  }

  /** The parameters, in the order in which building met them. */
  public Collection<Parameter> parameters() {
    return Collections.unmodifiableCollection(parameters.values());
  }

  /** The number of learned numbers. */
  public long parameterCount() {
    return parameters.values().stream().mapToLong(parameter -> parameter.variable().shape().count()).sum();
  }

  /** Builds it for training. */
  public Tensor train(Tensor x, RandomSource random) {
    return new Building(x.graph(), Mode.TRAINING, random).root(x);
  }

  /** Builds it for evaluation and prediction. */
  public Tensor infer(Tensor x) {
    return new Building(x.graph(), Mode.INFERENCE, null).root(x);
  }

  /** Builds it for inference, and lists its layers with their outputs. */
  List<Entry> entries(Tensor x) {
    Building building = new Building(x.graph(), Mode.INFERENCE, null);
    building.root(x);
    return building.entries;
  }

  /** One pass through the layers. */
  final class Building {
    private final Graph graph;
    private final Mode mode;
    private final @Nullable RandomSource random;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> met = new HashMap<>();
    private int streams;

    Building(Graph graph, Mode mode, @Nullable RandomSource random) {
      this.graph = graph;
      this.mode = mode;
      this.random = random;
    }

    Graph graph() {
      return graph;
    }

    Mode mode() {
      return mode;
    }

    Tensor root(Tensor x) {
      return layer.apply(x, new Scope(this, ""));
    }

    Tensor apply(String path, Layer part, Tensor x) {
      int firstNode = graph.nodes().size();
      Tensor output = graph.scoped(part.label().isEmpty() ? path : path + " (" + part.label() + ")",
          () -> part.apply(x, new Scope(this, path + ".")));
      entries.add(new Entry(path, part, output, firstNode, graph.nodes().size(), metParameters()));
      return output;
    }

    Tensor parameter(String name, Shape shape, Initializer initializer) {
      Parameter parameter = parameters.computeIfAbsent(name,
          key -> new Parameter(new Variable(key, new TensorType(DType.F32, shape)), initializer, parameters.size()));
      if (!parameter.variable().shape().equals(shape)) {
        throw new IllegalArgumentException("parameter " + name + " has shape " + parameter.variable().shape()
            + " from before, but this input needs " + shape + "; build the model with inputs of one width");
      }
      met.put(name, (long) shape.count());
      return graph.read(parameter.variable());
    }

    private long metParameters() {
      return met.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Streams are counted within a pass, which meets the same layers in the same order each time. */
    Tensor random(String path, Shape shape) {
      RandomSource source = random;
      if (source == null) {
        throw new IllegalStateException("random numbers are asked for in inference, by layer "
            + (path.isEmpty() ? "(the model itself)" : path.substring(0, path.length() - 1))
            + "; ask in training only");
      }
      return graph.random(source.seed(), source.step(), streams++, shape);
    }
  }
}
