package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Target;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.loss.Loss;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.Session;
import dev.sinabro.train.StepGraphs.DataShape;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory and the programs of a trainer on its device: a program for each purpose and shape, made when first needed.
 */
final class Workbench implements AutoCloseable {
  static final String NOT_ONE_ROW = "not even one row fits beside the model: make the model smaller";

  private final StepGraphs graphs;
  private final Session session;
  private final Map<Key, Program> plans = new HashMap<>();
  private final Map<Key, Execution> executions = new HashMap<>();
  private final Map<DataShape, Execution> predictions = new HashMap<>();

  /** What a step over data with targets is for. */
  enum Purpose {
    TRAINING, EVALUATION
  }

  private record Key(Purpose purpose, DataShape data, int batch) {}

  Workbench(StepGraphs graphs, Session session) {
    this.graphs = graphs;
    this.session = session;
  }

  Session session() {
    return session;
  }

  Counters counters() {
    return graphs.training();
  }

  Graph trainingGraph(DataShape data, int batch, Objective objective) {
    return graphs.train(data, batch, objective);
  }

  /** The program of a step on {@code batch} rows of some data, which no memory is taken for yet. */
  Program plan(Portion portion, int batch, boolean streamed, Objective objective) {
    return plans.computeIfAbsent(key(portion, batch, streamed), _ -> unkeptPlan(portion, batch, streamed, objective));
  }

  /** As {@link #plan}, for a look at it. */
  Program unkeptPlan(Portion portion, int batch, boolean streamed, Objective objective) {
    DataShape shape = portion.shape(batch, streamed);
    return session.plan(switch (portion.purpose()) {
      case TRAINING -> graphs.train(shape, batch, objective);
      case EVALUATION -> graphs.evaluate(shape, batch, objective);
    }, Map.of());
  }

  /** The same step, ready to run. */
  Execution step(Portion portion, int batch, boolean streamed, Objective objective) {
    return executions.computeIfAbsent(key(portion, batch, streamed),
        _ -> session.prepare(plan(portion, batch, streamed, objective)));
  }

  /** A step on the rows from a place in the order on, ready to run once. */
  Execution step(Feed feed, int from, Objective objective) {
    Portion portion = feed.portion();
    Execution step = step(portion, portion.batchAt(from), feed.isStreamed(), objective);
    feed.give(step, from);
    return step;
  }

  private static Key key(Portion portion, int batch, boolean streamed) {
    return new Key(portion.purpose(), portion.shape(batch, streamed), batch);
  }

  /** A program whose only result are the predictions for {@code rows} rows of features. */
  Execution prediction(int rows, int width, Loss loss) {
    return predictions.computeIfAbsent(new DataShape(rows, width, DType.F32, true), _ -> {
      Map<String, Tensor> results = graphs.predict(rows, width, loss);
      return session.prepare(results.get(StepGraphs.PREDICTIONS).graph(), results);
    });
  }

  /** Data on the device, for programs of this data's shape; the caller closes it. */
  Inputs load(Dataset data, Program program) {
    Inputs inputs = session.inputs(program);
    fill(inputs, data);
    return inputs;
  }

  static void fill(Inputs inputs, Dataset data) {
    inputs.setReals(StepGraphs.FEATURES, data.features().segment());
    switch (data.target()) {
      case Target.Classes classes -> inputs.setIntegers(StepGraphs.TARGETS, classes.segment());
      case Target.Values values -> inputs.setReals(StepGraphs.TARGETS, values.segment());
    }
  }

  /** Loss and metric of all rows. */
  Evaluation evaluate(Feed feed, Objective objective) {
    restart(graphs.evaluation());
    Portion portion = feed.portion();
    for (int row = 0; row < portion.rows(); row += portion.batch()) {
      step(feed, row, objective).run();
    }
    return sums(graphs.evaluation(), portion.rows(), objective);
  }

  void restart(Counters counters) {
    set(counters.row(), 0);
    set(counters.loss(), 0);
    set(counters.metric(), 0);
  }

  void set(Variable variable, double... values) {
    session.write(variable, values);
  }

  void planSteps(int steps) {
    set(graphs.totalSteps(), steps);
  }

  /** The seed of the run, which a restored file may have brought. */
  long seed() {
    double[] words = session.read(graphs.training().seed());
    return (long) words[0] & 0xFFFFFFFFL | (long) words[1] << 32;
  }

  int integer(Variable variable) {
    return (int) session.read(variable)[0];
  }

  /** Loss and metric of the rows that the counters have added up. */
  Evaluation sums(Counters counters, int rows, Objective objective) {
    double loss = session.read(counters.loss())[0] / rows;
    double metric = session.read(counters.metric())[0] / rows;
    return new Evaluation(rows, loss, objective.metric().name(), objective.metric().ofMean(metric));
  }

  @Override
  public void close() {
    session.close();
  }
}
