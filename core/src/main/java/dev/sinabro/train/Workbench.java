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
import java.util.function.Supplier;

/** The memory and the programs of a trainer on its device: a program for each purpose and shape, made when first needed. */
final class Workbench implements AutoCloseable {
  static final String NOT_ONE_ROW = "not even one row fits beside model and data: make one of them smaller";

  private final StepGraphs graphs;
  private final Session session;
  private final Map<Key, Program> plans = new HashMap<>();
  private final Map<Key, Execution> executions = new HashMap<>();

  private enum Purpose {
    TRAINING, EVALUATION, PREDICTION
  }

  private record Key(Purpose purpose, DataShape data, int batch) {}

  /** Rows on the device that are evaluated in steps of {@code batch}. */
  record Judged(DataShape shape, Inputs inputs, int batch) implements AutoCloseable {
    @Override
    public void close() {
      inputs.close();
    }
  }

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

  /** The program of a training step, which no memory is taken for yet. */
  Program trainingPlan(DataShape data, int batch, Objective objective) {
    return plans.computeIfAbsent(new Key(Purpose.TRAINING, data, batch),
        _ -> session.plan(trainingGraph(data, batch, objective), Map.of()));
  }

  /** A training step; load its data first, so that a refusal can name the largest batch that fits beside them. */
  Execution trainingStep(DataShape data, int batch, Objective objective) {
    try {
      return execution(new Key(Purpose.TRAINING, data, batch), () -> trainingPlan(data, batch, objective));
    } catch (MemoryException refused) {
      throw refused.withRemedy(remedy(
          rows -> session.plan(trainingGraph(data, rows, objective), Map.of()), batch, refused.free()));
    }
  }

  private Program evaluationPlan(DataShape data, int batch, Objective objective) {
    return plans.computeIfAbsent(new Key(Purpose.EVALUATION, data, batch),
        _ -> session.plan(graphs.evaluate(data, batch, objective), Map.of()));
  }

  private Execution evaluationStep(DataShape data, int batch, Objective objective) {
    return execution(new Key(Purpose.EVALUATION, data, batch), () -> evaluationPlan(data, batch, objective));
  }

  /** A program whose only result are the predictions for {@code rows} rows of features. */
  Execution prediction(int rows, int width, Loss loss) {
    return execution(new Key(Purpose.PREDICTION, new DataShape(rows, width, DType.F32), rows), () -> {
      Map<String, Tensor> results = graphs.predict(rows, width, loss);
      return session.plan(results.get(StepGraphs.PREDICTIONS).graph(), results);
    });
  }

  /** Data on the device, for programs of this data's shape; the caller closes it. */
  Inputs load(Dataset data, Program program) {
    Inputs inputs = session.inputs(program);
    fill(inputs, data);
    return inputs;
  }

  /**
   * Rows on the device, to be evaluated; the caller closes them.
   *
   * @param most rows of a step; fewer are taken where so many do not fit, since the user does not choose this number
   */
  Judged judged(Dataset data, int most, Objective objective) {
    DataShape shape = DataShape.of(data);
    int batch = Math.min(most, shape.rows());
    Inputs inputs = load(data, evaluationPlan(shape, batch, objective));
    try {
      while (!fits(shape, batch, objective)) {
        batch /= 2;
      }
    } catch (RuntimeException e) {
      inputs.close();
      throw e;
    }
    return new Judged(shape, inputs, batch);
  }

  private boolean fits(DataShape data, int batch, Objective objective) {
    try {
      evaluationStep(data, batch, objective);
      return true;
    } catch (MemoryException refused) {
      if (batch == 1) {
        throw refused.withRemedy(NOT_ONE_ROW);
      }
      return false;
    }
  }

  static void fill(Inputs inputs, Dataset data) {
    inputs.setReals(StepGraphs.FEATURES, data.features().segment());
    switch (data.target()) {
      case Target.Classes classes -> inputs.setIntegers(StepGraphs.TARGETS, classes.segment());
      case Target.Values values -> inputs.setReals(StepGraphs.TARGETS, values.segment());
    }
  }

  /** Loss and metric of all rows. */
  Evaluation evaluate(Judged rows, Objective objective) {
    restart(graphs.evaluation());
    int count = rows.shape().rows();
    for (int row = 0; row < count; row += rows.batch()) {
      evaluationStep(rows.shape(), Math.min(rows.batch(), count - row), objective).on(rows.inputs()).run();
    }
    return sums(graphs.evaluation(), count, objective);
  }

  void restart(Counters counters) {
    set(counters.row(), 0);
    set(counters.loss(), 0);
    set(counters.metric(), 0);
  }

  void set(Variable variable, double... values) {
    session.write(variable, values);
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

  private Execution execution(Key key, Supplier<Program> program) {
    Execution known = executions.get(key);
    if (known == null) {
      known = session.prepare(program.get());
      executions.put(key, known);
    }
    return known;
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
    return fits == 0
        ? NOT_ONE_ROW
        : "the largest batch that fits is " + fits;
  }

  @Override
  public void close() {
    session.close();
  }
}
