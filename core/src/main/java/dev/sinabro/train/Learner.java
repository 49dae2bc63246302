package dev.sinabro.train;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.loss.Summand;
import dev.sinabro.nn.Building;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.OptimizerState;
import dev.sinabro.optim.Progress;
import dev.sinabro.optim.Schedule;
import dev.sinabro.optim.Step;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.run.Eval;
import dev.sinabro.run.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Models with the optimizer of their weights, what it keeps, and how far it is. The same object in several steps means the
 * same weights, moments and counters. Its counters are named after its first model, or {@code training}.
 */
public final class Learner {
  private static final String ACCUMULATED = "accumulated";

  private final Optimizer optimizer;
  private final Schedule schedule;
  private final List<Model> models;
  private final String name;
  private final OptimizerState kept = new OptimizerState();
  private final Variable updates;
  private final Variable epoch;
  private final Variable totalUpdates;

  /** Models that one optimizer trains together, at a constant rate. */
  public Learner(Optimizer optimizer, Model... models) {
    this(optimizer, new Schedule.Constant(), models);
  }

  /**
   * Models that one optimizer trains together.
   *
   * @param schedule of the learning rate; {@link Steps#totalUpdates} and {@link Steps#endEpoch} tell it how far it is
   */
  public Learner(Optimizer optimizer, Schedule schedule, Model... models) {
    if (models.length == 0) {
      throw new IllegalArgumentException("an optimizer of no model; name at least one");
    }
    this.optimizer = optimizer;
    this.schedule = schedule;
    this.models = List.of(models);
    String first = this.models.getFirst().name();
    name = first.isEmpty() ? "training" : first;
    updates = new Variable(name + ".updates", TensorType.i32());
    epoch = new Variable(name + ".epoch", TensorType.i32());
    totalUpdates = new Variable(name + ".total_updates", TensorType.i32());
  }

  List<Model> models() {
    return models;
  }

  Schedule schedule() {
    return schedule;
  }

  /** Updates done. */
  Variable updates() {
    return updates;
  }

  /** Epochs done. */
  Variable epoch() {
    return epoch;
  }

  /** Updates of the whole training, which schedules may read. */
  Variable totalUpdates() {
    return totalUpdates;
  }

  /** What the schedule remembers, where it remembers anything. */
  Optional<Variable> memory() {
    int count = schedule.memory().size();
    return count == 0 ? Optional.empty() : Optional.of(kept.of(name + ".schedule", TensorType.f32(count)));
  }

  /** Moments first, then counters. */
  List<Variable> variables() {
    memory();
    List<Variable> all = new ArrayList<>(kept.variables());
    all.addAll(List.of(updates, epoch, totalUpdates));
    return all;
  }

  private List<Variable> weights() {
    return models.stream().flatMap(model -> model.parameters().stream()).map(Parameter::variable).toList();
  }

  /** The gradients by all weights. */
  Map<Variable, Tensor> gradients(Tensor loss) {
    List<Variable> weights = weights();
    Gradients gradients = Gradients.of(loss, weights.stream().map(loss.graph()::read).toList());
    Map<Variable, Tensor> all = new LinkedHashMap<>();
    weights.forEach(weight -> all.put(weight, gradients.of(loss.graph().read(weight))));
    return all;
  }

  /** Meets all that it keeps. */
  void declare(Graph graph) {
    Map<Variable, Tensor> any = new LinkedHashMap<>();
    weights().forEach(weight -> any.put(weight, graph.read(weight)));
    update(graph, any);
  }

  /** Changes the weights; the gradients that it did so with. */
  Map<Variable, Tensor> minimize(Tensor loss) {
    return update(loss.graph(), gradients(loss));
  }

  private Map<Variable, Tensor> update(Graph graph, Map<Variable, Tensor> gradients) {
    graph.scoped(optimizer.name(), () -> {
      step(graph, gradients).assign();
      graph.assign(updates, graph.read(updates).add(1));
      return graph;
    });
    return gradients;
  }

  private Step step(Graph graph, Map<Variable, Tensor> gradients) {
    Step step = new Step(graph, kept, real(graph.read(updates).add(1)), schedule.factor(progress(graph)));
    optimizer.step(gradients.entrySet().stream().map(weight -> step.weight(weight.getKey(), weight.getValue()))
        .toList(), step);
    return step;
  }

  /** What these gradients make of the weights, which stay as they are. */
  Map<Variable, Tensor> next(Graph graph, Map<Variable, Tensor> gradients) {
    return graph.scoped(optimizer.name(), () -> {
      Step step = step(graph, gradients);
      Map<Variable, Tensor> next = new LinkedHashMap<>();
      gradients.forEach((weight, gradient) -> next.put(weight, step.weight(weight, gradient).next()));
      return next;
    });
  }

  /** Adds the gradients of a part of a batch to those of the parts before. */
  void accumulate(List<Summand> loss) {
    for (Sums sums : sums(loss)) {
      sums.kept().forEach(sums.graph()::assign);
    }
  }

  /** Changes the weights by the gradients of the parts before and of this one; the gradients that it did so with. */
  Map<Variable, Tensor> minimizeAccumulated(List<Summand> loss) {
    List<Sums> all = sums(loss);
    Graph graph = all.getFirst().graph();
    Map<Variable, Tensor> gradients = update(graph, added(all));
    for (Sums sums : all) {
      sums.kept().keySet()
          .forEach(sum -> graph.assign(sum, graph.constant(0.0).broadcast(sum.shape())));
    }
    return gradients;
  }

  /** The gradients of the parts before and of this one. */
  Map<Variable, Tensor> accumulated(List<Summand> loss) {
    return added(sums(loss));
  }

  private static Map<Variable, Tensor> added(List<Sums> all) {
    Map<Variable, Tensor> gradients = new LinkedHashMap<>();
    for (Sums sums : all) {
      sums.reduced().forEach((weight, gradient) -> gradients.merge(weight, gradient, Tensor::add));
    }
    return gradients;
  }

  /**
   * A summand of a loss over the parts of a batch.
   *
   * @param summand the last part of it
   * @param gradients of totals, by the weight that they are of
   * @param total of all parts so far
   * @param weight of all parts so far
   * @param kept where each of these sums is kept between the steps
   */
  private record Sums(Summand summand, Map<Variable, Tensor> gradients, Tensor total, Tensor weight,
      Map<Variable, Tensor> kept) {
    Graph graph() {
      return total.graph();
    }

    /** The gradients of the summand. */
    Map<Variable, Tensor> reduced() {
      Map<Variable, Tensor> reduced = new LinkedHashMap<>();
      gradients.forEach((of, sum) -> reduced.put(of, summand.gradient(sum, total, weight)));
      return reduced;
    }
  }

  private List<Sums> sums(List<Summand> loss) {
    List<Sums> all = new ArrayList<>();
    for (Summand summand : loss) {
      String number = all.isEmpty() ? "" : Integer.toString(all.size() + 1);
      Map<Variable, Tensor> places = new LinkedHashMap<>();
      Map<Variable, Tensor> gradients = gradients(summand.total());
      gradients.replaceAll((weight, gradient) -> added(kept.of(ACCUMULATED + number, weight), gradient, places));
      String prefix = name + "." + ACCUMULATED + number;
      Tensor total = added(kept.of(prefix + ".total", TensorType.f32()), summand.total(), places);
      Tensor weight = added(kept.of(prefix + ".weight", TensorType.f32()), summand.weight(), places);
      all.add(new Sums(summand, gradients, total, weight, places));
    }
    return all;
  }

  /** The sum of what is kept and a part, which is to be kept. */
  private static Tensor added(Variable place, Tensor part, Map<Variable, Tensor> places) {
    Tensor sum = part.graph().read(place).add(part);
    places.put(place, sum);
    return sum;
  }

  private Progress progress(Graph graph) {
    List<Tensor> memory = new ArrayList<>();
    memory().ifPresent(variable -> {
      Tensor all = graph.read(variable);
      IntStream.range(0, variable.shape().extent(0)).forEach(i -> memory.add(all.slice(0, i, i + 1).reshape()));
    });
    return new Progress(real(graph.read(updates)), real(graph.read(epoch)), real(graph.read(totalUpdates)), memory);
  }

  /** The learning rate of the last update. */
  double lastRate(Session session) {
    if (schedule instanceof Schedule.Constant) {
      return optimizer.learningRate();
    }
    Graph graph = new Graph();
    List<Tensor> memory = memory().stream().flatMapToDouble(variable -> Arrays.stream(session.read(variable)))
        .mapToObj(graph::constant).toList();
    Tensor factor = schedule.factor(new Progress(graph.constant(session.read(updates)[0] - 1),
        graph.constant(session.read(epoch)[0]), graph.constant(session.read(totalUpdates)[0]), memory));
    return optimizer.learningRate() * Eval.of(new Device(new ReferenceBackend(), ""), factor).scalar(factor);
  }

  private static Tensor real(Tensor counter) {
    return counter.cast(DType.F32);
  }

  /** One of its models with what it is evaluated with: an optimizer may keep averages. */
  Building evaluation(Graph graph, Model model) {
    return model.inference(graph, weight -> evaluated(graph, weight));
  }

  /** A weight as the model is evaluated with it. */
  Tensor evaluated(Graph graph, Variable weight) {
    Step step = new Step(graph, kept, real(graph.read(updates)), graph.constant(1.0));
    return optimizer.evaluated(step.weight(weight), step);
  }

  /** All of a model that evaluation depends on: its own variables, and what the optimizer keeps for that. */
  Set<Variable> evaluated(Model model, StepShape shape) {
    Graph graph = new Graph();
    evaluation(graph, model).build(shape.inputs(graph, graph.constant(0)));
    Set<Variable> all = new LinkedHashSet<>(model.variables());
    kept.variables().stream().filter(graph.variables()::contains).forEach(all::add);
    return all;
  }
}
