package dev.sinabro.train;

import dev.sinabro.data.Field;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.loss.Summand;
import dev.sinabro.loss.Weighted;
import dev.sinabro.nn.Building;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Tensors;
import dev.sinabro.train.StepShape.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of a trainer. Each is a whole one: take the batch, from the data on the device where that is resident, compute,
 * and add up loss and metrics there.
 */
final class TrainerSteps {
  /**
   * What is kept that not each training needs.
   *
   * @param accumulates gradients of parts of a batch
   * @param copies of the weights of the best epoch
   */
  record Room(boolean accumulates, boolean copies) {
    static final Room NONE = new Room(false, false);

    static Room of(Fit fit) {
      return new Room(fit.accumulated() > 1, fit.limits().stopping().filter(EarlyStopping::restoresBest).isPresent());
    }

    boolean has(Room other) {
      return and(other).equals(this);
    }

    Room and(Room other) {
      return new Room(accumulates || other.accumulates, copies || other.copies);
    }
  }

  private final Model model;
  private final Learner learner;
  private final Objective objective;
  private final Watches watches;
  private final Room room;
  private final Counters training = new Counters("training");
  private final Counters evaluation = new Counters("evaluation");
  private final Best best = new Best();
  private List<Labels> labels = List.of();

  TrainerSteps(Model model, Learner learner, Objective objective, Watches watches, Room room) {
    this.model = model;
    this.learner = learner;
    this.objective = objective;
    this.watches = watches;
    this.room = room;
  }

  Learner learner() {
    return learner;
  }

  Objective objective() {
    return objective;
  }

  Model model() {
    return model;
  }

  /** The class numbers that data may have, once it was declared. */
  List<Labels> labels() {
    return labels;
  }

  /** What there is room for besides. */
  Room room() {
    return room;
  }

  /** What is remembered of the best epoch. */
  Best best() {
    return best;
  }

  /** Of training steps. */
  Counters training() {
    return training;
  }

  /** Of steps that evaluate. */
  Counters evaluation() {
    return evaluation;
  }

  /** Meets all that the steps on data of some fields will read or assign. */
  void declare(StepGraph step, List<Field> fields) {
    StepShape row = StepShape.streamed(Purpose.EVALUATION, fields, 1);
    Tensors inputs = row.inputs(step.graph(), step.graph().constant(0));
    Tensors outputs = step.infer(model, inputs);
    List<Labels> numbers = new ArrayList<>();
    model.lookedUp().forEach((field, count) -> numbers.add(Labels.lookedUp(field, count)));
    labels = List.copyOf(numbers);
    if (objective.judges()) {
      objective.check(outputs, fields);
      Rehearsal.check(objective, outputs, fields);
      numbers.addAll(objective.labels(outputs, fields));
      labels = List.copyOf(numbers);
      Weighted losses = objective.loss().values(outputs, inputs);
      judge(step, training, row, losses, outputs, inputs);
      judge(step, evaluation, row, losses, outputs, inputs);
      if (room.accumulates()) {
        step.accumulate(objective.loss().summands(outputs, inputs), learner);
      }
    }
    step.declare(learner);
    best.declare(step.graph(), room.copies() ? learner.evaluated(model, row) : List.of());
  }

  /** What a step assigns, and its results. */
  void build(StepGraph step, StepShape shape) {
    switch (shape.purpose()) {
      case TRAINING, ACCUMULATING, COMPLETING -> train(step, shape);
      case EVALUATION -> evaluate(step, shape);
      case PREDICTION -> predict(step, shape);
    }
  }

  private void predict(StepGraph step, StepShape shape) {
    Building building = step.evaluation(learner, model);
    Tensors outputs = building.build(shape.inputs(step.graph(), step.graph().constant(0)));
    if (shape.watched()) {
      building.intermediates().forEach((name, tensor) -> {
        if (tensor.shape().rank() > 0 && tensor.shape().extent(0) == shape.batch()) {
          step.output(name, tensor);
        }
      });
    } else {
      objective.predictions(outputs, shape.fields()).byName().forEach(step::output);
    }
  }

  private void train(StepGraph step, StepShape shape) {
    Graph graph = step.graph();
    Tensors inputs = shape.inputs(graph, graph.read(training.row()));
    Optional<Mixup> mixup = objective.mixup() == 0
        ? Optional.empty()
        : Optional.of(graph.scoped("mixup", () -> Mixup.of(step, objective.mixup(), shape.batch())));
    Tensors outputs = step.train(model, mixup.map(mixed -> mixed.inputs(inputs)).orElse(inputs));
    objective.check(outputs, shape.fields());
    Tensors targets = mixup.map(mixed -> mixed.targets(objective.loss(), outputs, inputs)).orElse(inputs);
    Weighted losses = graph.scoped("loss", () -> objective.loss().values(outputs, targets));
    if (shape.watched()) {
      tell(step, shape, outputs, inputs, targets, losses);
      return;
    }
    judge(step, training, shape, losses, outputs, inputs);
    switch (shape.purpose()) {
      case ACCUMULATING -> step.accumulate(summands(step, outputs, targets), learner);
      case COMPLETING -> step.minimizeAccumulated(summands(step, outputs, targets), learner);
      case TRAINING, EVALUATION, PREDICTION -> step.minimize(minimized(step, losses), learner);
    }
  }

  private Tensor minimized(StepGraph step, Weighted losses) {
    return step.graph().scoped("loss", () -> objective.loss().minimized(losses));
  }

  private List<Summand> summands(StepGraph step, Tensors outputs, Tensors inputs) {
    return step.graph().scoped("loss", () -> objective.loss().summands(outputs, inputs));
  }

  /** A program of its own, which changes nothing: another set of results might change the bits of the step. */
  private void tell(StepGraph step, StepShape shape, Tensors outputs, Tensors inputs, Tensors targets,
      Weighted losses) {
    step.changeNothing();
    Tensor minimized = minimized(step, losses);
    Map<Variable, Tensor> gradients = shape.purpose() == Purpose.COMPLETING
        ? learner.accumulated(summands(step, outputs, targets))
        : learner.gradients(minimized);
    watches.tell(step, step.intermediates(model), minimized, gradients,
        watches.askForUpdates() ? learner.next(step.graph(), gradients) : Map.of());
    // It finds its rows where the step finds them, and so has to read the same fields.
    step.output("tallies", step.graph().concat(0, objective.tallies(losses, outputs, inputs, shape.fields()).values()
        .stream().map(tally -> tally.reshape(tally.shape().count())).toList()));
  }

  private void evaluate(StepGraph step, StepShape shape) {
    Tensors inputs = shape.inputs(step.graph(), step.graph().read(evaluation.row()));
    Tensors outputs = step.evaluate(learner, model, inputs);
    objective.check(outputs, shape.fields());
    Weighted losses = step.graph().scoped("loss", () -> objective.loss().values(outputs, inputs));
    judge(step, evaluation, shape, losses, outputs, inputs);
  }

  private void judge(StepGraph step, Counters counters, StepShape shape, Weighted losses, Tensors outputs,
      Tensors inputs) {
    Graph graph = step.graph();
    graph.scoped("metric", () -> {
      counters.add(graph, shape.batch(), objective.tallies(losses, outputs, inputs, shape.fields()));
      return graph;
    });
  }
}
