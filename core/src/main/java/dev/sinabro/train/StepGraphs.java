package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Target;
import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Building;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.nn.Tensors;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.OptimizerState;
import dev.sinabro.optim.Progress;
import dev.sinabro.optim.Schedule;
import dev.sinabro.optim.Step;
import dev.sinabro.optim.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The graphs of a trainer. Each is a whole step: take the batch, from the data on the device where that is resident,
 * compute, and add up loss and metric there.
 */
final class StepGraphs {
  static final String FEATURES = "features";
  static final String TARGETS = "targets";
  static final String ORDER = "order";
  static final String PREDICTIONS = "predictions";

  private final Model model;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final Counters training = Counters.named("training");
  private final Counters evaluation = Counters.named("evaluation");
  private final Variable totalSteps = new Variable("training.total_steps", TensorType.i32());
  private final OptimizerState kept = new OptimizerState();

  /**
   * What a step finds on the device.
   *
   * @param rows of the data, or of the step alone
   * @param width features of a row
   * @param target its element type
   * @param streamed whether the rows are those of the step, as they come
   */
  record DataShape(int rows, int width, DType target, boolean streamed) {
    static DataShape of(Dataset data) {
      return new DataShape(data.rowCount(), data.width(), switch (data.target()) {
        case Target.Classes _ -> DType.I32;
        case Target.Values _ -> DType.F32;
      }, false);
    }

    DataShape ofStep(int batch) {
      return new DataShape(batch, width, target, true);
    }

    TensorType featureType() {
      return TensorType.f32(rows, width);
    }

    TensorType targetType() {
      return target == DType.I32 ? TensorType.i32(rows) : TensorType.f32(rows, 1);
    }
  }

  StepGraphs(Model model, Optimizer optimizer, Schedule schedule) {
    this.model = model;
    this.optimizer = optimizer;
    this.schedule = schedule;
  }

  Counters training() {
    return training;
  }

  /** Steps of the whole training, which schedules may read. */
  Variable totalSteps() {
    return totalSteps;
  }

  Counters evaluation() {
    return evaluation;
  }

  /**
   * All that a trainer's programs read or assign: parameters, then moments, then counters.
   *
   * @param width features of a row
   */
  List<Variable> variables(int width) {
    Graph graph = new Graph();
    model.infer(graph.input(FEATURES, TensorType.f32(1, width)));
    update(graph, weight -> weight);
    List<Variable> variables = new ArrayList<>(model.variables());
    variables.addAll(kept.variables());
    variables.addAll(training.all());
    variables.addAll(evaluation.all());
    variables.add(totalSteps);
    return variables;
  }

  /** A training step on the next {@code batch} rows in the order of the epoch. */
  Graph train(DataShape data, int batch, Objective objective) {
    Graph graph = new Graph();
    Batch rows = Batch.of(graph, data, training, batch, true);
    Tensor outputs = model.train(rows.features,
        new Model.RandomSource(graph.read(training.seed()), graph.read(training.step())));
    Tensor losses = graph.scoped("loss", () -> objective.loss().perRow(outputs, rows.targets));
    Tensor minimized = graph.scoped("loss", () -> objective.loss().ofBatch(losses));
    accumulate(graph, training, objective, outputs, losses, rows);
    Gradients gradients = Gradients.of(minimized,
        model.parameters().stream().map(parameter -> graph.read(parameter.variable())).toList());
    update(graph, gradients::of);
    graph.assign(training.step(), graph.read(training.step()).add(1));
    return graph;
  }

  private void update(Graph graph, UnaryOperator<Tensor> gradient) {
    graph.scoped(optimizer.name(), () -> {
      Step step = new Step(graph, kept, real(graph.read(training.step()).add(1)), schedule.factor(progress(graph)));
      List<Weight> weights = model.parameters().stream().map(Parameter::variable)
          .map(weight -> step.weight(weight, gradient.apply(graph.read(weight)))).toList();
      optimizer.step(weights, step);
      step.assign();
      return graph;
    });
  }

  private Progress progress(Graph graph) {
    List<Double> first = schedule.memory();
    List<Tensor> memory = new ArrayList<>();
    if (!first.isEmpty()) {
      Tensor all = graph.read(kept.of("schedule", TensorType.f32(first.size())));
      IntStream.range(0, first.size()).forEach(i -> memory.add(all.slice(0, i, i + 1).reshape()));
    }
    return new Progress(real(graph.read(training.step())), real(graph.read(training.epoch())),
        real(graph.read(totalSteps)), memory);
  }

  private static Tensor real(Tensor counter) {
    return counter.cast(DType.F32);
  }

  /** What the model is evaluated with: an optimizer may keep averages. */
  private Building inference(Graph graph) {
    Step step = new Step(graph, kept, real(graph.read(training.step())), graph.constant(1.0));
    return model.inference(graph, weight -> optimizer.evaluated(step.weight(weight), step));
  }

  /** Loss and metric of the next {@code batch} rows, added up. */
  Graph evaluate(DataShape data, int batch, Objective objective) {
    Graph graph = new Graph();
    Batch rows = Batch.of(graph, data, evaluation, batch, false);
    Tensor outputs = infer(graph, rows.features);
    Tensor losses = graph.scoped("loss", () -> objective.loss().perRow(outputs, rows.targets));
    accumulate(graph, evaluation, objective, outputs, losses, rows);
    return graph;
  }

  /** The predictions for {@code rows} rows of features, as result {@link #PREDICTIONS}. */
  Map<String, Tensor> predict(int rows, int width, Loss loss) {
    Tensor features = new Graph().input(FEATURES, TensorType.f32(rows, width));
    return Map.of(PREDICTIONS, loss.predictions(infer(features.graph(), features)));
  }

  private Tensor infer(Graph graph, Tensor features) {
    return inference(graph).build(Tensors.fields(Map.of(FEATURES, features))).only();
  }

  private static void accumulate(Graph graph, Counters counters, Objective objective, Tensor outputs, Tensor losses,
      Batch rows) {
    graph.scoped("metric", () -> {
      Tensor numbers = objective.metric().perRow(objective.loss().predictions(outputs), rows.targets);
      graph.assign(counters.loss(), graph.read(counters.loss()).add(losses.sum()));
      graph.assign(counters.metric(), graph.read(counters.metric()).add(numbers.sum()));
      graph.assign(counters.row(), graph.read(counters.row()).add(rows.targets.shape().extent(0)));
      return graph;
    });
  }

  /** The rows of a step: taken from the data on the device, or sent there by the host. */
  private record Batch(Tensor features, Tensor targets) {
    static Batch of(Graph graph, DataShape data, Counters counters, int batch, boolean shuffled) {
      Tensor features = graph.input(FEATURES, data.featureType());
      Tensor targets = graph.input(TARGETS, data.targetType());
      if (data.streamed()) {
        return new Batch(features, targets);
      }
      Tensor next = graph.read(counters.row()).add(graph.iota(batch));
      Tensor rows = shuffled ? graph.input(ORDER, TensorType.i32(data.rows())).gather(next) : next;
      return new Batch(features.gather(rows), targets.gather(rows));
    }
  }
}
