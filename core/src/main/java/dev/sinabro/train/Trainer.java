package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Features;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.io.Safetensors;
import dev.sinabro.io.StoredTensor;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Network;
import dev.sinabro.run.Device;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.MemoryException;
import dev.sinabro.run.Session;
import dev.sinabro.train.StepGraphs.DataShape;
import dev.sinabro.train.Workbench.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model on a device, evaluates it and predicts with it.
 *
 * <p>All steps run as programs on the device, over data that is there too, or that the host sends a batch ahead where
 * it does not fit, to the same bits; the host reads sums of losses a few times a second. Used by one thread, but {@link
 * #stop} may be called by any.
 *
 * <pre>{@code
 * try (var device = Devices.auto();
 *     var trainer = Trainer.builder(Sequential.of(dense(64, RELU), dense(3))).on(device)) {
 *   trainer.fit(data.training(), Fit.epochs(60).batch(32));
 *   System.out.println(trainer.evaluate(data.test()).accuracy());
 * }
 * }</pre>
 */
public final class Trainer implements AutoCloseable {
  /** Rows of a step that only evaluates or predicts, at most. */
  static final int INFERENCE_BATCH = 512;

  private final TrainerBuilder settings;
  private final Device device;
  private final Model model;
  private @Nullable Objective objective;
  private @Nullable Workbench workbench;
  private Map<String, StoredTensor> stored = Map.of();
  private volatile boolean stopped;

  Trainer(TrainerBuilder settings, Device device) {
    this.settings = settings;
    this.device = device;
    this.model = new Model(settings.network());
  }

  /** Begins a trainer of a model. */
  public static TrainerBuilder builder(Network network) {
    return new TrainerBuilder(network);
  }

  /** The model; it makes its parameters when it meets its first data. */
  public Model model() {
    return model;
  }

  /** Trains without validation; see {@link #fit(Dataset, Dataset, Fit)}. */
  public TrainingEvent.Ended fit(Dataset training, Fit fit) {
    return fit(training, Optional.empty(), fit);
  }

  /**
   * Trains for some more epochs, from where the trainer stands.
   *
   * @param validation evaluated after each epoch; may be empty
   * @throws DivergedException where the loss becomes infinite or NaN
   * @throws dev.sinabro.run.MemoryException before the first step, where memory does not suffice
   */
  public TrainingEvent.Ended fit(Dataset training, Dataset validation, Fit fit) {
    return fit(training, validation.isEmpty() ? Optional.empty() : Optional.of(validation), fit);
  }

  private TrainingEvent.Ended fit(Dataset training, Optional<Dataset> validation, Fit fit) {
    requireRows(training);
    Workbench bench = bench(training.width());
    Objective chosen = objective(training);
    try (TrainingLoop loop = new TrainingLoop(bench, settings, chosen, training, validation, fit)) {
      return loop.run(() -> stopped);
    } finally {
      stopped = false;
    }
  }

  /** Ends the running (or else the next) {@link #fit} after its present step; a further one goes on from there. */
  public void stop() {
    stopped = true;
  }

  /** Loss and metric of some rows. */
  public Evaluation evaluate(Dataset data) {
    requireRows(data);
    Workbench bench = bench(data.width());
    Objective chosen = objective(data);
    Portion all = new Portion(Purpose.EVALUATION, data, INFERENCE_BATCH);
    try (Feeds feeds = Feeds.of(bench, chosen, List.of(all))) {
      return bench.evaluate(feeds.feeds().getFirst(), chosen);
    }
  }

  /**
   * Predictions: class probabilities, or values in the units that the model learned; where the target was scaled,
   * {@code Target.Values.scaling().invert} gives its own units.
   *
   * @return [rows, outputs]
   * @throws IllegalStateException where the trainer neither met data nor was given a loss, which says what outputs mean
   */
  public float[][] predict(Features features) {
    Workbench bench = bench(features.width());
    Loss loss = predictingLoss();
    float[][] predictions = new float[features.rowCount()][];
    int batch = INFERENCE_BATCH;
    for (int from = 0; from < predictions.length;) {
      int rows = Math.min(batch, predictions.length - from);
      try {
        spread(predict(bench, features, from, rows, loss), predictions, from, rows);
        from += rows;
      } catch (MemoryException refused) {
        if (rows == 1) {
          throw refused.withRemedy(Workbench.NOT_ONE_ROW);
        }
        batch = rows / 2;
      }
    }
    return predictions;
  }

  private static double[] predict(Workbench bench, Features features, int from, int rows, Loss loss) {
    long rowBytes = (long) features.width() * Float.BYTES;
    Execution execution = bench.prediction(rows, features.width(), loss);
    try (Inputs inputs = bench.session().inputs(execution.program())) {
      inputs.setReals(StepGraphs.FEATURES, features.segment().asSlice(from * rowBytes, rows * rowBytes));
      execution.on(inputs).run();
      return execution.read(StepGraphs.PREDICTIONS);
    }
  }

  private static void spread(double[] values, float[][] rows, int from, int count) {
    int outputs = values.length / count;
    for (int row = 0; row < count; row++) {
      rows[from + row] = new float[outputs];
      for (int output = 0; output < outputs; output++) {
        rows[from + row][output] = (float) values[row * outputs + output];
      }
    }
  }

  /** Epochs that were completed, those before a {@link #restore} included; {@code data} says how wide rows are. */
  public int epochsDone(Dataset data) {
    Workbench bench = bench(data.width());
    return bench.integer(bench.counters().epoch());
  }

  /** The graph of a training step on {@code batch} rows of some data. */
  public Graph stepGraph(Dataset data, int batch) {
    return bench(data.width()).trainingGraph(DataShape.of(data), batch, objective(data));
  }

  /** The program of a training step on {@code batch} rows of some data, planned for the trainer's device. */
  public Program stepProgram(Dataset data, int batch) {
    return bench(data.width()).session().plan(stepGraph(data, batch), Map.of());
  }

  /** The model's parameters and states by name: what predictions need. */
  public Map<String, StoredTensor> parameters() {
    return stored(model.variables());
  }

  /** All that a training goes on from, to the same bits: parameters, moments, counters. */
  public Map<String, StoredTensor> checkpoint() {
    return stored(List.copyOf(started().session().layout().variables()));
  }

  private Map<String, StoredTensor> stored(List<Variable> variables) {
    Session session = started().session();
    StateLayout layout = session.layout();
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    variables.forEach(variable -> tensors.put(variable.name(),
        new StoredTensor(layout.slot(variable).type(), session.readBytes(variable))));
    return tensors;
  }

  /**
   * Takes over the tensors of a file: the parameters, and moments and counters where it has them.
   *
   * @throws IllegalArgumentException where a parameter is missing or has another shape; told when the model meets its
   *     first data, where it has not yet
   */
  public void restore(Safetensors file) {
    stored = file.tensors();
    if (workbench != null) {
      takeStored(workbench.session());
    }
  }

  /** Checks all before it takes any, so that a refused file changes nothing. */
  private void takeStored(Session session) {
    for (Variable variable : model.variables()) {
      if (!stored.containsKey(variable.name())) {
        throw new IllegalArgumentException("the file has no parameter " + variable + "; it has "
            + stored.keySet() + ": it belongs to another model");
      }
    }
    Map<Variable, StoredTensor> taken = new LinkedHashMap<>();
    for (Variable variable : session.layout().variables()) {
      StoredTensor tensor = stored.get(variable.name());
      if (tensor != null) {
        if (!tensor.type().shape().equals(variable.shape())
            || tensor.type().dtype().isFloat() != variable.type().dtype().isFloat()) {
          throw new IllegalArgumentException(
              "the model's " + variable + " is " + tensor.type() + " in the file: it belongs"
                  + " to another model");
        }
        taken.put(variable, tensor);
      }
    }
    taken.forEach((variable, tensor) -> session.writeBytes(variable, tensor.type().dtype(), tensor.bytes()));
    stored = Map.of();
  }

  private static void requireRows(Dataset data) {
    if (data.isEmpty()) {
      throw new IllegalArgumentException("the data set has no rows");
    }
  }

  private Workbench started() {
    if (workbench == null) {
      throw new IllegalStateException("the trainer has no parameters yet: it makes them when it meets its first data");
    }
    return workbench;
  }

  Workbench bench(int width) {
    Workbench bench = workbench;
    if (bench == null) {
      StepGraphs graphs = new StepGraphs(model, settings.optimizer(), settings.schedule());
      Session session = session(graphs.variables(width));
      bench = new Workbench(graphs, session);
      try {
        begin(bench);
      } catch (RuntimeException e) {
        bench.close();
        throw e;
      }
      workbench = bench;
    }
    return bench;
  }

  private Session session(List<Variable> variables) {
    try {
      return new Session(device, variables);
    } catch (MemoryException refused) {
      throw refused.withRemedy("the model itself does not fit: give it fewer or smaller layers, or end"
          + " other programs that use the device");
    }
  }

  private void begin(Workbench bench) {
    long seed = settings.seed();
    bench.set(bench.counters().seed(), (int) seed, (int) (seed >>> 32));
    Session session = bench.session();
    model.initialValues(seed).forEach(session::write);
    if (!stored.isEmpty()) {
      takeStored(session);
    }
  }

  Objective objective(Dataset data) {
    Objective chosen = objective == null ? Objective.of(settings, data.target()) : objective;
    Tensor row = new Graph().input(StepGraphs.FEATURES, TensorType.f32(1, data.width()));
    chosen.check(model.infer(row).shape().lastExtent(), data.target());
    objective = chosen;
    return chosen;
  }

  private Loss predictingLoss() {
    Objective chosen = objective;
    return chosen != null
        ? chosen.loss()
        : settings.loss().orElseThrow(() -> new IllegalStateException(
            "it is not known what the outputs mean: name the loss when building the trainer, or train or evaluate first"));
  }

  @Override
  public void close() {
    if (workbench != null) {
      workbench.close();
    }
  }
}
