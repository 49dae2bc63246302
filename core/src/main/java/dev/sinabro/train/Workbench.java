package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.Region;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Target;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.Variable;
import dev.sinabro.loss.Loss;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.MemoryException;
import dev.sinabro.run.Session;
import dev.sinabro.train.StepGraphs.DataShape;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** The memory and the programs of a trainer on its device: a program for each purpose and shape, made when first needed. */
final class Workbench implements AutoCloseable {
  private final StepGraphs graphs;
  private final Session session;
  private final Map<Key, Execution> executions = new HashMap<>();

  private enum Purpose {
    TRAINING, EVALUATION, PREDICTION
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

  Execution trainingStep(DataShape data, int batch, Objective objective) {
    return execution(new Key(Purpose.TRAINING, data, batch),
        rows -> session.plan(trainingGraph(data, rows, objective), Map.of()));
  }

  Execution evaluationStep(DataShape data, int batch, Objective objective) {
    return execution(new Key(Purpose.EVALUATION, data, batch),
        rows -> session.plan(graphs.evaluate(data, rows, objective), Map.of()));
  }

  /** A program whose only result are the predictions for {@code rows} rows of features. */
  Execution prediction(int rows, int width, Loss loss) {
    return execution(new Key(Purpose.PREDICTION, new DataShape(rows, width, DType.F32), rows), count -> {
      Map<String, Tensor> results = graphs.predict(count, width, loss);
      return session.plan(results.get(StepGraphs.PREDICTIONS).graph(), results);
    });
  }

  /** Data on the device, for programs of this data's shape; the caller closes it. */
  Inputs load(Dataset data, Execution execution) {
    Inputs inputs = session.inputs(execution.program());
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

  /** Loss and metric of all rows, which {@code inputs} holds. */
  Evaluation evaluate(DataShape data, Inputs inputs, int batch, Objective objective) {
    restart(graphs.evaluation());
    for (int row = 0; row < data.rows(); row += batch) {
      evaluationStep(data, Math.min(batch, data.rows() - row), objective).on(inputs).run();
    }
    return sums(graphs.evaluation(), data.rows(), objective);
  }

  void restart(Counters counters) {
    set(counters.row(), 0);
    set(counters.loss(), 0);
    set(counters.metric(), 0);
  }

  void set(Variable variable, double... values) {
    session.write(variable, values);
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

  private Execution execution(Key key, IntFunction<Program> planned) {
    Execution known = executions.get(key);
    if (known != null) {
      return known;
    }
    try {
      Execution prepared = session.prepare(planned.apply(key.batch()));
      executions.put(key, prepared);
      return prepared;
    } catch (MemoryException refused) {
      throw refused.withRemedy(remedy(planned, key.batch(), refused.free()));
    }
  }

  private static String remedy(IntFunction<Program> planned, int batch, long free) {
    int fits = 0;
    int tooLarge = batch;
    while (tooLarge - fits > 1) {
      int between = fits + (tooLarge - fits) / 2;
      if (planned.apply(between).byteSize(Region.ARENA) <= free) {
        fits = between;
      } else {
        tooLarge = between;
      }
    }
    return fits == 0 ? "not even one row fits: use a smaller model" : "the largest batch that fits is " + fits;
  }

  @Override
  public void close() {
    session.close();
  }
}
