package dev.sinabro.train;

import dev.sinabro.data.Field;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.Summand;
import dev.sinabro.loss.Weighted;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Tensors;
import dev.sinabro.train.StepShape.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * A loss and metrics on some rows, in a graph that nothing runs: what a user's own give is looked at before the first step,
 * since broadcasting makes something of almost any shape.
 */
final class Rehearsal {
  private static final int SOME = 3;

  private final Objective objective;
  private final List<Field> fields;
  private final int rows;
  private final Graph graph = new Graph();
  private final Tensors outputs;
  private final Tensors inputs;

  /**
   * With outputs of as many rows.
   *
   * @param ofOneRow outputs of the model
   */
  private Rehearsal(Objective objective, Tensors ofOneRow, List<Field> fields, int rows) {
    this.objective = objective;
    this.fields = fields;
    this.rows = rows;
    Map<String, Tensor> given = new LinkedHashMap<>();
    ofOneRow.byName().forEach((name, output) -> given.put(name,
        graph.input(name.equals("output") ? "the output" : "output " + name,
            new TensorType(output.dtype(), ofRows(output.shape(), rows)))));
    outputs = Tensors.outputs(given);
    inputs = StepShape.streamed(Purpose.EVALUATION, fields, rows).inputs(graph, graph.constant(0));
  }

  private static Shape ofRows(Shape one, int rows) {
    return one.rank() == 0 ? one : one.with(0, rows);
  }

  /**
   * Checks what the parts of an objective give.
   *
   * @param ofOneRow outputs of the model
   * @throws ObjectiveException naming the part, what it gives and what was expected
   */
  static void check(Objective objective, Tensors ofOneRow, List<Field> fields) {
    boolean rowsFirst = ofOneRow.byName().values().stream()
        .allMatch(output -> output.shape().rank() == 0 || output.shape().extent(0) == 1);
    if (rowsFirst) { // else it is not known what a model gives of more rows
      IntFunction<Rehearsal> of = rows -> new Rehearsal(objective, ofOneRow, fields, rows);
      objective.loss().terms().forEach(loss -> checkLoss(loss, of.apply(1), of.apply(SOME)));
      of.apply(SOME).checkPredictions();
      objective.metrics().forEach(metric -> checkMetric(metric, of.apply(1), of.apply(SOME)));
    }
  }

  private static void checkLoss(Loss loss, Rehearsal one, Rehearsal some) {
    String name = "loss " + loss.name();
    Weighted losses = some.losses(loss);
    Shape shape = losses.values().shape();
    Shape single = one.losses(loss).values().shape();
    requireReal(name + " gives values", losses.values());
    if (shape.count() != SOME * single.count() && shape.count() != single.count()) {
      throw new ObjectiveException(name + " gives values of shape " + shape + " for " + SOME + " rows, and " + single
          + " for one row, but it must give as many for each row: " + some.given()
          + "; bring what it compares to one shape");
    }
    Tensor weights = losses.weights();
    if (weights != null) {
      requireReal(name + " gives weights", weights);
      if (!weights.shape().broadcastsTo(shape)) {
        throw new ObjectiveException(name + " gives values of shape " + shape + " and weights of shape "
            + weights.shape() + " for " + SOME + " rows; weights must be of the values' shape, or repeat to it");
      }
    }
    requireScalar(name + " gives a minimized number", loss.minimized(losses));
    for (Summand summand : loss.summands(some.outputs, some.inputs)) {
      requireScalar(name + " gives a total", summand.total());
      requireScalar(name + " gives a weight", summand.weight());
    }
  }

  private Weighted losses(Loss loss) {
    return loss.values(outputs, inputs);
  }

  private void checkPredictions() {
    objective.loss().predictions(outputs).byName().forEach((name, prediction) -> {
      Shape output = outputs.get(name).shape();
      Shape shape = prediction.shape();
      if (output.rank() > 0 && (shape.rank() == 0 || shape.extent(0) != rows)) {
        throw new ObjectiveException("loss " + objective.loss().name() + " makes predictions of shape " + shape
            + " of output " + name + " " + output + "; their first axis must be that of the " + rows + " rows");
      }
    });
  }

  private static void checkMetric(Metric metric, Rehearsal one, Rehearsal some) {
    String name = "metric " + metric.name();
    Map<String, Tensor> single = one.tallies(metric);
    Map<String, Tensor> tallies = some.tallies(metric);
    if (!tallies.keySet().equals(single.keySet())) {
      throw new ObjectiveException(name + " gives tallies " + tallies.keySet() + " for " + SOME + " rows, and "
          + single.keySet() + " for one row; they must have the same names");
    }
    tallies.forEach((tally, sum) -> {
      Shape shape = Objects.requireNonNull(single.get(tally)).shape();
      requireReal(name + " gives a tally " + tally, sum);
      if (!sum.shape().equals(shape)) {
        throw new ObjectiveException(name + " gives a tally " + tally + " of shape " + sum.shape() + " for " + SOME
            + " rows, and " + shape + " for one row, but its shape must not depend on the rows: " + some.given()
            + "; sum over the rows");
      }
    });
  }

  private Map<String, Tensor> tallies(Metric metric) {
    return metric.tallies(objective.predictions(outputs, fields), objective.compared(inputs, fields));
  }

  private static void requireReal(String what, Tensor tensor) {
    if (!tensor.dtype().isFloat()) {
      throw new ObjectiveException(what + " of type " + tensor.type() + "; they must be real: cast them to f32");
    }
  }

  private static void requireScalar(String what, Tensor tensor) {
    requireReal(what, tensor);
    if (tensor.shape().rank() > 0) {
      throw new ObjectiveException(what + " of shape " + tensor.shape() + "; it must be a scalar");
    }
  }

  /** What was read, such as {@code the output is [3, 1], y is [3]}. */
  private String given() {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Op.Input)
        .map(node -> ((Op.Input) node.op()).name() + " is " + node.result(0).shape())
        .collect(Collectors.joining(", "));
  }
}
