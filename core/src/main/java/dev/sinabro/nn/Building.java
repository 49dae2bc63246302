package dev.sinabro.nn;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.SizeException;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One graph's use of a model. It may be built into the graph several times, as a discriminator is on real and on fake rows:
 * each time over the same parameters, and over states that go on from what the time before made of them.
 */
public final class Building {
  private final Model model;
  private final Graph graph;
  private final Mode mode;
  private final Function<Variable, Tensor> reader;
  private final Model.@Nullable RandomSource random;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Long> met = new HashMap<>();
  private final Map<Layer, String> homes = new IdentityHashMap<>();
  private final Map<Layer, List<Layer>> parts = new IdentityHashMap<>();
  private final Map<Layer, Layer> wholes = new IdentityHashMap<>();
  private final Map<String, Integer> applications = new HashMap<>();
  private final Map<Variable, Tensor> states = new LinkedHashMap<>();
  private Tensors fields = Tensors.fields(Map.of());
  private int begun;
  private int depth;

  /**
   * One layer, in the order in which layers were done: one within another stands before that.
   *
   * @param number in the order in which layers were begun, so that one within another stands behind that
   * @param depth how many layers it is within
   * @param scope that its nodes bear
   * @param firstNode the first node that it added to the graph
   * @param endNode the node after its last
   * @param ownParameters learned numbers that it was the first to ask for, its parts included
   */
  record Entry(int number, int depth, String path, String scope, Layer layer, Tensor output, int firstNode, int endNode,
      long ownParameters) {}

  Building(Model model, Graph graph, Mode mode, Function<Variable, Tensor> reader,
      Model.@Nullable RandomSource random) {
    this.model = model;
    this.graph = graph;
    this.mode = mode;
    this.reader = reader;
    this.random = random;
  }

  /** Adds the model to the graph. */
  public Tensors build(Tensors fields) {
    this.fields = fields;
    return model.network().build(fields, new Scope(this, model.name(), model.name(), model.network()));
  }

  /** Lets the states that the layers updated take effect after the step; called once, behind the last build. */
  public void assignStates() {
    states.forEach(graph::assign);
  }

  /** The output of each layer by its place, in the order of building; {@code 0#2} is that of a second time at 0. */
  public Map<String, Tensor> intermediates() {
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    entries.forEach(entry -> outputs.put(entry.path(), entry.output()));
    return Collections.unmodifiableMap(outputs);
  }

  List<Entry> entries() {
    return entries;
  }

  Graph graph() {
    return graph;
  }

  Mode mode() {
    return mode;
  }

  Tensor field(String name) {
    return fields.get(name);
  }

  void looksUp(Tensor numbers, int count) {
    fields.nameOf(numbers).ifPresent(field -> model.looksUp(field, count));
  }

  OptionalInt classesOf(Tensor tensor) {
    return fields.classesOf(tensor);
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : name.isEmpty() ? path : path + "." + name;
  }

  Tensor apply(Scope from, String name, Layer layer, Tensor x) {
    String home = homes.computeIfAbsent(whole(layer), _ -> join(from.home(), name));
    if (name.isEmpty()) {
      return layer.apply(x, new Scope(this, from.place(), home, layer));
    }
    String path = place(join(from.place(), name));
    String where = layer.label().isEmpty() ? path : path + " (" + layer.label() + ")";
    return graph.scoped(where, () -> {
      int number = begun++;
      int firstNode = graph.nodes().size();
      long before = metParameters();
      depth++;
      Tensor output = placed(where, () -> layer.apply(x, new Scope(this, path, home, layer)));
      depth--;
      entries.add(new Entry(number, depth, path, graph.scope(), layer, output, firstNode, graph.nodes().size(),
          metParameters() - before));
      return output;
    });
  }

  /** A layer knows what it refuses, and not where it stands. */
  private static Tensor placed(String where, Supplier<Tensor> layer) {
    try {
      return layer.get();
    } catch (SizeException large) {
      throw large.getCause() == null ? large.of("layer " + where) : large;
    } catch (GraphException placed) {
      throw placed;
    } catch (IllegalArgumentException refused) {
      throw new GraphException("layer " + where + ": " + refused.getMessage(), refused);
    }
  }

  private String place(String path) {
    int number = applications.merge(path, 1, Integer::sum);
    return number == 1 ? path : path + "#" + number;
  }

  List<Layer> parts(Layer layer) {
    return parts.computeIfAbsent(layer, _ -> {
      List<Layer> made = layer.parts();
      wholes.putIfAbsent(made.getFirst(), layer);
      return made;
    });
  }

  /** The first part of a layer is named, and shared, as the layer itself. */
  private Layer whole(Layer layer) {
    return wholes.getOrDefault(layer, layer);
  }

  Tensor parameter(Scope scope, String name, Shape shape, Initializer initializer) {
    requireOwnHome(scope, name);
    String path = join(scope.home(), name);
    met.put(path, (long) shape.count());
    return reader.apply(model.parameter(path, shape, initializer).variable());
  }

  /** A lambda that captures nothing is one object however often its line runs, which nobody means as sharing. */
  private static void requireOwnHome(Scope scope, String name) {
    if (scope.owner().getClass().isHidden() && !scope.home().equals(scope.place())) {
      throw new IllegalArgumentException("a layer that is a lambda expression has a parameter " + name
          + " and stands at "
          + scope.home() + " and at " + scope.place() + "; write it as a class or record, so that it is plain whether"
          + " both share the parameter");
    }
  }

  Tensor parameterOf(Layer layer, String name) {
    String home = homes.get(whole(layer));
    if (home == null) {
      throw new IllegalArgumentException("the parameter " + name + " of a layer " + layer.label()
          + " is asked for before that layer was applied; apply it first");
    }
    return reader.apply(model.parameter(join(home, name)).variable());
  }

  private long metParameters() {
    return met.values().stream().mapToLong(Long::longValue).sum();
  }

  StateValue state(String path, TensorType type, Initializer initial) {
    return new StateValue(this, model.state(path, type, initial).variable());
  }

  Tensor value(Variable state) {
    Tensor updated = states.get(state);
    return updated == null ? graph.read(state) : updated;
  }

  void update(Variable state, Tensor value) {
    if (mode == Mode.INFERENCE) {
      throw new IllegalStateException("state " + state.name() + " is updated in inference; update it in training only");
    }
    states.put(state, value);
  }

  Tensor random(String place, Shape shape) {
    Model.RandomSource source = random;
    if (source == null) {
      throw new IllegalStateException("random numbers are asked for in inference, by layer "
          + (place.isEmpty() ? "(the model itself)" : place) + "; ask in training only");
    }
    return source.uniform(shape);
  }
}
