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
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Parameter;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

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
  private final Map<String, Map<Variable, Variable>> kept = new LinkedHashMap<>();

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
    List<Variable> variables = new ArrayList<>();
    model.parameters().forEach(parameter -> variables.add(parameter.variable()));
    kept.values().forEach(ofParameters -> variables.addAll(ofParameters.values()));
    variables.addAll(training.all());
    variables.addAll(evaluation.all());
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
    Tensor epoch = graph.read(training.epoch()).cast(DType.F32);
    Tensor number = graph.read(training.step()).add(1).cast(DType.F32);
    graph.scoped(optimizer.name(), () -> {
      Tensor rate = schedule.factor(epoch).mul(optimizer.learningRate());
      for (Parameter parameter : model.parameters()) {
        Tensor weight = graph.read(parameter.variable());
        Kept moments = new Kept(graph, parameter.variable(), rate, number);
        graph.assign(parameter.variable(), optimizer.update(weight, gradient.apply(weight), moments));
      }
      return graph;
    });
  }

  /** Loss and metric of the next {@code batch} rows, added up. */
  Graph evaluate(DataShape data, int batch, Objective objective) {
    Graph graph = new Graph();
    Batch rows = Batch.of(graph, data, evaluation, batch, false);
    Tensor outputs = model.infer(rows.features);
    Tensor losses = graph.scoped("loss", () -> objective.loss().perRow(outputs, rows.targets));
    accumulate(graph, evaluation, objective, outputs, losses, rows);
    return graph;
  }

  /** The predictions for {@code rows} rows of features, as result {@link #PREDICTIONS}. */
  Map<String, Tensor> predict(int rows, int width, Loss loss) {
    Tensor features = new Graph().input(FEATURES, TensorType.f32(rows, width));
    return Map.of(PREDICTIONS, loss.predictions(model.infer(features)));
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

  /** What an optimizer keeps of one parameter: variables named after it. */
  private final class Kept implements Optimizer.Step {
    private final Graph graph;
    private final Variable parameter;
    private final Tensor rate;
    private final Tensor number;

    Kept(Graph graph, Variable parameter, Tensor rate, Tensor number) {
      this.graph = graph;
      this.parameter = parameter;
      this.rate = rate;
      this.number = number;
    }

    @Override
    public Tensor learningRate() {
      return rate;
    }

    @Override
    public Tensor number() {
      return number;
    }

    @Override
    public Tensor kept(String name) {
      return graph.read(variable(name));
    }

    @Override
    public void keep(String name, Tensor value) {
      graph.assign(variable(name), value);
    }

    private Variable variable(String name) {
      return kept.computeIfAbsent(name, _ -> new LinkedHashMap<>())
          .computeIfAbsent(parameter, _ -> new Variable(name + "." + parameter.name(), parameter.type()));
    }
  }
}
