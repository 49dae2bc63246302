package dev.sinabro.train;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.loss.Summand;
import dev.sinabro.nn.Building;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Tensors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One step while it is built: what it reads, which models it uses, what it minimizes and what it tells. */
public final class StepGraph {
  private final Graph graph = new Graph();
  private final Variable seed;
  private final Variable number;
  private final Map<Model, Building> training = new LinkedHashMap<>();
  private final Set<Model> models = new LinkedHashSet<>();
  private final Set<Learner> learners = new LinkedHashSet<>();
  private final Map<String, Tensor> outputs = new LinkedHashMap<>();
  private Model.@Nullable RandomSource random;
  private boolean advances;
  private boolean changesNothing;

  StepGraph(Variable seed, Variable number) {
    this.seed = seed;
    this.number = number;
  }

  /** The graph, for whatever else the step computes; variables of the user's own are read and assigned there. */
  public Graph graph() {
    return graph;
  }

  /** What is handed in at each run. */
  public Tensor input(String name, TensorType type) {
    return graph.input(name, type);
  }

  /** Uniform random numbers in [0, 1), others at each run. */
  public Tensor uniform(int... shape) {
    return source().uniform(Shape.of(shape));
  }

  /** Random numbers of the standard normal distribution, others at each run: Box and Muller, 1958. */
  public Tensor normal(int... shape) {
    Tensor one = graph.constant(1.0);
    Tensor radius = one.sub(uniform(shape)).log().mul(-2).sqrt();
    return radius.mul(uniform(shape).mul(2 * Math.PI).cos());
  }

  private Model.RandomSource source() {
    advances = true;
    if (random == null) {
      random = new Model.RandomSource(graph.read(seed), graph.read(number));
    }
    return random;
  }

  /**
   * Builds a model in training mode; again, it goes on from the states that it had become before.
   *
   * @param fields that the model reads, each [rows, ...]
   */
  public Tensors train(Model model, Tensors fields) {
    models.add(model);
    return training.computeIfAbsent(model, _ -> model.training(graph, source())).build(fields);
  }

  /** The same for a layer as model. */
  public Tensor train(Model model, Tensor x) {
    return train(model, features(x)).only();
  }

  /** Builds a model in inference mode, which changes nothing of it. */
  public Tensors infer(Model model, Tensors fields) {
    models.add(model);
    return model.infer(graph, fields);
  }

  /** The same for a layer as model. */
  public Tensor infer(Model model, Tensor x) {
    return infer(model, features(x)).only();
  }

  /** Builds a model in inference mode, with the averages of its weights where the optimizer keeps these. */
  public Tensors evaluate(Learner learner, Model model, Tensors fields) {
    return evaluation(learner, model).build(fields);
  }

  /** Begins what {@link #evaluate} does, for those who also want what is between fields and outputs. */
  Building evaluation(Learner learner, Model model) {
    models.add(model);
    learners.add(learner);
    return learner.evaluation(graph, model);
  }

  private static Tensors features(Tensor x) {
    return Tensors.fields(Map.of(Model.FEATURES, x));
  }

  /** The output of each layer of a model by its place, as it was built by {@link #train}; see {@link Building#intermediates}. */
  public Map<String, Tensor> intermediates(Model model) {
    Building building = training.get(model);
    if (building == null) {
      throw new IllegalStateException("the step has not built model " + model.name() + " in training mode so far");
    }
    return building.intermediates();
  }

  /**
   * Changes the weights of some models, once a step for each.
   *
   * @param loss a real scalar
   * @return the gradients by all weights of these models
   */
  public Map<Variable, Tensor> minimize(Tensor loss, Learner learner) {
    return built(learner).minimize(loss);
  }

  /**
   * Adds the gradients of a part of a batch to those of the parts before, and changes no weight.
   *
   * @param loss as summands
   */
  public void accumulate(List<Summand> loss, Learner learner) {
    built(learner).accumulate(loss);
  }

  /**
   * Changes the weights by the gradients of all parts since the last change, this one included.
   *
   * @param loss as summands
   * @return the gradients of all parts by all weights of these models
   */
  public Map<Variable, Tensor> minimizeAccumulated(List<Summand> loss, Learner learner) {
    return built(learner).minimizeAccumulated(loss);
  }

  /** Meets all that a learner keeps. */
  void declare(Learner learner) {
    learning(learner).declare(graph);
  }

  /** A model that was never built has no weights yet, and would be left out in silence. */
  private Learner built(Learner learner) {
    for (Model model : learner.models()) {
      if (model.parameters().isEmpty() && !models.contains(model)) {
        throw new IllegalStateException(
            "model '" + model.name() + "' has no weights yet that could be changed; build it"
                + " with train(..) before the loss is minimized");
      }
    }
    return learning(learner);
  }

  private Learner learning(Learner learner) {
    advances = true;
    learners.add(learner);
    return learner;
  }

  /** Names a result, which can be read after a run. */
  public void output(String name, Tensor tensor) {
    if (outputs.putIfAbsent(name, tensor) != null) {
      throw new IllegalArgumentException("two results of the step are named " + name + "; give one another name");
    }
  }

  /** Leaves states and the number of the step as they are. */
  void changeNothing() {
    changesNothing = true;
  }

  /** Lets states and the number of the step take effect. */
  void finish() {
    if (!changesNothing) {
      training.values().forEach(Building::assignStates);
      if (advances) {
        graph.assign(number, graph.read(number).add(1));
      }
    }
  }

  Set<Model> models() {
    return Collections.unmodifiableSet(models);
  }

  Set<Learner> learners() {
    return Collections.unmodifiableSet(learners);
  }

  Map<String, Tensor> outputs() {
    return Collections.unmodifiableMap(outputs);
  }
}
