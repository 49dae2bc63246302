package dev.sinabro.nn;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;

/**
 * A network with its variables: a function from (graph, fields, mode) to outputs that can be built any number of times,
 * always over the same parameters and states.
 */
public final class Model {
  /** The field that a layer reads where no other is named. */
  public static final String FEATURES = "features";

  /** Streams of variables and those of layers' random operations must not meet; named models have the upper half. */
  private static final int FIRST_STREAM = 1 << 24;
  private static final int FIRST_STATE = 1 << 30;
  private static final int NAMED = 1 << 31;

  private final String name;
  private final Network network;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, State> states = new LinkedHashMap<>();
  private final Map<String, Integer> lookedUp = new LinkedHashMap<>();

  /** The random numbers of a training step, over all models that are built into its graph. */
  public static final class RandomSource {
    private final Tensor seed;
    private final Tensor step;
    private int streams;

    /**
     * Random numbers that follow from a seed and the number of the step.
     *
     * @param seed i32[2], as {@link Graph#random} takes it
     * @param step i32[]
     */
    public RandomSource(Tensor seed, Tensor step) {
      this.seed = seed;
      this.step = step;
    }

    /** Uniform numbers in [0, 1). Streams are counted: a graph asks for the same ones in the same order each time. */
    public Tensor uniform(Shape shape) {
      return seed.graph().random(seed, step, streams++, shape);
    }
  }

  /** A model without variables yet: they are made when it is first built, from the shapes of its fields. */
  public Model(Network network) {
    this("", network);
  }

  /**
   * One of several models of a session.
   *
   * @param name stands before the names of all its variables, as in {@code generator.0.weight}; empty for none
   */
  public Model(String name, Network network) {
    this.name = name;
    this.network = network;
  }

  /** What stands before the names of all its variables; may be empty. */
  public String name() {
    return name;
  }

  Network network() {
    return network;
  }

  /** The variables that are learned, in the order in which building met them. */
  public Collection<Parameter> parameters() {
    return Collections.unmodifiableCollection(parameters.values());
  }

  /** The variables that are kept and not learned, in the order in which building met them. */
  public Collection<State> states() {
    return Collections.unmodifiableCollection(states.values());
  }

  /** All variables: the parameters, then the states. */
  public List<Variable> variables() {
    return Stream.concat(parameters.values().stream().map(Parameter::variable),
        states.values().stream().map(State::variable)).toList();
  }

  /** The first values of all variables by row-major index. */
  public Map<Variable, IntToDoubleFunction> initialValues(long seed) {
    Map<Variable, IntToDoubleFunction> values = new LinkedHashMap<>();
    parameters.values().forEach(parameter -> values.put(parameter.variable(), parameter.initialValues(seed)));
    states.values().forEach(state -> values.put(state.variable(), state.initialValues(seed)));
    return values;
  }

  /** The number of learned numbers. */
  public long parameterCount() {
    return parameters.values().stream().mapToLong(parameter -> parameter.variable().shape().count()).sum();
  }

  /** Begins its use in a graph for training. */
  public Building training(Graph graph, RandomSource random) {
    return new Building(this, graph, Mode.TRAINING, graph::read, random);
  }

  /** Begins its use in a graph for evaluation and prediction. */
  public Building inference(Graph graph) {
    return inference(graph, graph::read);
  }

  /**
   * The same with other values in place of the parameters, such as their averages.
   *
   * @param parameters gives a tensor of the parameter's type
   */
  public Building inference(Graph graph, Function<Variable, Tensor> parameters) {
    return new Building(this, graph, Mode.INFERENCE, parameters, null);
  }

  /** Builds it for training, once, with its states assigned. */
  public Tensors train(Graph graph, Tensors fields, RandomSource random) {
    Building building = training(graph, random);
    Tensors outputs = building.build(fields);
    building.assignStates();
    return outputs;
  }

  /** Builds it for evaluation and prediction. */
  public Tensors infer(Graph graph, Tensors fields) {
    return inference(graph).build(fields);
  }

  /** As {@link #train(Graph, Tensors, RandomSource)}, where it is a layer. */
  public Tensor train(Tensor x, RandomSource random) {
    return train(x.graph(), features(x), random).only();
  }

  /** As {@link #infer(Graph, Tensors)}, where it is a layer. */
  public Tensor infer(Tensor x) {
    return infer(x.graph(), features(x)).only();
  }

  static Tensors features(Tensor x) {
    return Tensors.fields(Map.of(FEATURES, x));
  }

  /** The fields of whole numbers that layers look something up by, and how many numbers from 0 on they know. */
  public Map<String, Integer> lookedUp() {
    return Collections.unmodifiableMap(lookedUp);
  }

  void looksUp(String field, int count) {
    lookedUp.merge(field, count, Math::min);
  }

  Parameter parameter(String path, Shape shape, Initializer initializer) {
    requireFree(path, states);
    Parameter parameter = parameters.computeIfAbsent(path,
        key -> new Parameter(new Variable(key, new TensorType(DType.F32, shape)), initializer,
            stream(FIRST_STREAM + parameters.size())));
    if (!parameter.variable().shape().equals(shape)) {
      throw new IllegalArgumentException("parameter " + path + " has shape " + parameter.variable().shape()
          + " from before, but this input needs " + shape + "; build the model with inputs of one width");
    }
    return parameter;
  }

  Parameter parameter(String path) {
    Parameter parameter = parameters.get(path);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "the model has no parameter " + path + " so far; it has " + parameters.keySet());
    }
    return parameter;
  }

  State state(String path, TensorType type, Initializer initial) {
    requireFree(path, parameters);
    State state = states.computeIfAbsent(path,
        key -> new State(new Variable(key, type), initial, stream(FIRST_STATE + states.size())));
    if (!state.variable().type().equals(type)) {
      throw new IllegalArgumentException("state " + path + " is " + state.variable().type()
          + " from before, but this input needs " + type + "; build the model with inputs of one width");
    }
    return state;
  }

  private static void requireFree(String path, Map<String, ?> others) {
    if (others.containsKey(path)) {
      throw new IllegalArgumentException(path + " is a parameter and a state; give one of them another name");
    }
  }

  private int stream(int place) {
    return name.isEmpty() ? place : NAMED | (31 * name.hashCode() + place);
  }
}
