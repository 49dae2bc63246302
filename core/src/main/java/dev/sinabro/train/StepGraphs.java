package dev.sinabro.train;

import dev.sinabro.data.Field;
import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.loss.Weighted;
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
import dev.sinabro.train.StepShape.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The graphs of a trainer. Each is a whole step: take the batch, from the data on the device where that is resident,
 * compute, and add up loss and metrics there.
 */
final class StepGraphs {
  private final Model model;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final Objective objective;
  private final Counters training = new Counters("training");
  private final Counters evaluation = new Counters("evaluation");
  private final Variable totalSteps = new Variable("training.total_steps", TensorType.i32());
  private final OptimizerState kept = new OptimizerState();

  StepGraphs(Model model, Optimizer optimizer, Schedule schedule, Objective objective) {
    this.model = model;
    this.optimizer = optimizer;
    this.schedule = schedule;
    this.objective = objective;
  }

  Objective objective() {
    return objective;
  }

  /** Of training steps. */
  Counters training() {
    return training;
  }

  /** Steps of the whole training, which schedules may read. */
  Variable totalSteps() {
    return totalSteps;
  }

  /** Of steps that evaluate. */
  Counters evaluation() {
    return evaluation;
  }

  /** All that a trainer's programs read or assign, for data of some fields: parameters, then moments, then counters. */
  List<Variable> variables(List<Field> fields) {
    Graph graph = new Graph();
    StepShape row = StepShape.streamed(Purpose.EVALUATION, fields, 1);
    Tensors inputs = row.inputs(graph, graph.constant(0));
    Tensors outputs = model.infer(graph, inputs);
    if (objective.judges()) {
      objective.check(outputs, fields);
      Weighted losses = objective.loss().values(outputs, inputs);
      judge(graph, training, row, losses, outputs, inputs);
      judge(graph, evaluation, row, losses, outputs, inputs);
    }
    update(graph, weight -> weight);
    List<Variable> variables = new ArrayList<>(model.variables());
    variables.addAll(kept.variables());
    variables.addAll(training.all());
    variables.addAll(evaluation.all());
    variables.add(totalSteps);
    return variables;
  }

  /** What a step assigns, and its results: predictions where those are its purpose. */
  Map<String, Tensor> build(Graph graph, StepShape shape) {
    switch (shape.purpose()) {
      case TRAINING -> train(graph, shape);
      case EVALUATION -> evaluate(graph, shape);
      case PREDICTION -> {
        Tensors outputs = inference(graph).build(shape.inputs(graph, graph.constant(0)));
        return objective.predictions(outputs, shape.fields()).byName();
      }
    }
    return Map.of();
  }

  private void train(Graph graph, StepShape shape) {
    Tensors inputs = shape.inputs(graph, graph.read(training.row()));
    Tensors outputs = model.train(graph, inputs,
        new Model.RandomSource(graph.read(training.seed()), graph.read(training.step())));
    objective.check(outputs, shape.fields());
    Weighted losses = graph.scoped("loss", () -> objective.loss().values(outputs, inputs));
    Tensor minimized = graph.scoped("loss", () -> objective.loss().minimized(losses));
    judge(graph, training, shape, losses, outputs, inputs);
    Gradients gradients = Gradients.of(minimized,
        model.parameters().stream().map(parameter -> graph.read(parameter.variable())).toList());
    update(graph, gradients::of);
    graph.assign(training.step(), graph.read(training.step()).add(1));
  }

  private void evaluate(Graph graph, StepShape shape) {
    Tensors inputs = shape.inputs(graph, graph.read(evaluation.row()));
    Tensors outputs = inference(graph).build(inputs);
    objective.check(outputs, shape.fields());
    Weighted losses = graph.scoped("loss", () -> objective.loss().values(outputs, inputs));
    judge(graph, evaluation, shape, losses, outputs, inputs);
  }

  private void judge(Graph graph, Counters counters, StepShape shape, Weighted losses, Tensors outputs,
      Tensors inputs) {
    graph.scoped("metric", () -> {
      counters.add(graph, shape.batch(), objective.tallies(losses, outputs, inputs, shape.fields()));
      return graph;
    });
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
}
