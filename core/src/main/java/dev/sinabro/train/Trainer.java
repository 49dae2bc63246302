package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.Slot;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Model;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.Summary;
import dev.sinabro.nn.Tensors;
import dev.sinabro.run.Device;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Inputs;
import dev.sinabro.run.MemoryException;
import dev.sinabro.train.StepShape.Purpose;
import dev.sinabro.train.TrainerSteps.Room;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model on a device, evaluates it and predicts with it.
 *
 * <p>All steps run as programs on the device, over data that is there too, or that the host sends a batch ahead where
 * it does not fit, to the same bits; the host reads sums of losses a few times a second. Used by one thread, but {@link
 * #stop} may be called by any. Other loops are made of {@link Steps}, as this one is.
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
  private @Nullable Programs programs;
  private Map<String, ? extends StoredTensor> stored = Map.of();
  /** What was restored and has no room in the state, until a training begins that may make some. */
  private Map<String, StoredTensor> unplaced = Map.of();
  private volatile boolean stopped;
  private boolean closed;

  Trainer(TrainerBuilder settings, Device device) {
    this.settings = settings;
    this.device = device;
    this.model = new Model(settings.network());
  }

  /** Begins a trainer of a model: a layer, which reads one field and gives one output, or a network of several. */
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
    fit.limits().stopping().filter(_ -> validation.isEmpty()).ifPresent(_ -> {
      throw new ObjectiveException(
          "early stopping watches validation rows, of which there are none; give some, or leave it out");
    });
    Programs present = started(training, Room.of(fit));
    fit.limits().stopping().ifPresent(stopping -> present.graphs().best()
        .watch(stopping.place(present.graphs().objective().metrics()), present.session()));
    unplaced = Map.of();
    try (TrainingLoop loop = new TrainingLoop(present, settings, training, validation, fit)) {
      return loop.run(() -> stopped);
    } finally {
      stopped = false;
    }
  }

  /** Ends the running (or else the next) {@link #fit} after its present step; a further one goes on from there. */
  public void stop() {
    stopped = true;
  }

  /** Loss and metrics of some rows. */
  public Evaluation evaluate(Dataset data) {
    requireRows(data);
    Portion all = Portion.evaluation(data, INFERENCE_BATCH);
    try (Placement placement = new Placement(started(data), List.of(all))) {
      return placement.evaluate(placement.portions().getFirst());
    }
  }

  /**
   * Predictions for the rows of some data, of which only the fields that the network reads are needed: what the loss says
   * that outputs stand for, such as class probabilities, and numbers in the target's own units.
   *
   * @throws IllegalStateException where the trainer neither met data with a target nor was given a loss, which says what
   *     outputs mean
   */
  public Predictions predict(Dataset data) {
    Programs present = predicting(data);
    StepShape one = StepShape.streamed(Purpose.PREDICTION, data.fields(), 1);
    return predict(present, data, new Predictions(present.plan(one).outputs(), 1, data.rowCount()), false);
  }

  /**
   * What the layers make of the rows of some data on the way to the predictions, in inference: the output of each layer by
   * its place, such as {@code 0} or {@code 2.attention}, where its first axis is that of the rows. What they are in a step of
   * training, and their gradients, is told by a {@link Watch}.
   *
   * @throws IllegalStateException as {@link #predict}
   */
  public Predictions intermediates(Dataset data) {
    Programs present = predicting(data);
    // An axis that follows the number of rows is one of rows; by one number alone it could be any that is as long.
    Map<String, Slot> found = new LinkedHashMap<>(present.plan(intermediates(data, 2)).outputs());
    found.keySet().retainAll(present.plan(intermediates(data, 3)).outputs().keySet());
    return predict(present, data, new Predictions(found, 2, data.rowCount()), true);
  }

  private static StepShape intermediates(Dataset data, int rows) {
    return StepShape.streamed(Purpose.PREDICTION, data.fields(), rows).watching();
  }

  private static Predictions predict(Programs present, Dataset data, Predictions predictions, boolean watched) {
    new Inspection(data).requireClasses(
        present.graphs().labels().stream().filter(labels -> labels.use() == Labels.Use.LOOK_UP).toList());
    int batch = INFERENCE_BATCH;
    for (int from = 0; from < data.rowCount();) {
      int rows = Math.min(batch, data.rowCount() - from);
      try {
        Dataset some = data.select(IntStream.range(from, from + rows).toArray());
        StepShape shape = StepShape.streamed(Purpose.PREDICTION, some.fields(), rows);
        predict(present, some, watched ? shape.watching() : shape, from, predictions);
        from += rows;
      } catch (MemoryException refused) {
        if (rows == 1) {
          throw refused.withRemedy(Placement.NOT_ONE_ROW);
        }
        batch = rows / 2;
      }
    }
    return predictions;
  }

  private static void predict(Programs programs, Dataset rows, StepShape shape, int from, Predictions predictions) {
    Execution step = programs.step(shape);
    try (Inputs inputs = programs.session().inputs(step.program())) {
      Placement.fill(inputs, step.program(), rows, List.of());
      step.on(inputs).run();
      predictions.put(from, step);
    }
  }

  /** Epochs that were completed, those before a {@link #restore} included; {@code data} says what a row is. */
  public int epochsDone(Dataset data) {
    Programs present = started(data);
    return (int) present.session().read(present.graphs().learner().epoch())[0];
  }

  /** The graph of a training step on {@code batch} rows of some data. Like all that plans, it takes no memory for weights. */
  public Graph stepGraph(Dataset data, int batch) {
    Programs present = planned(data);
    return present.build(StepShape.of(Purpose.TRAINING, data, batch)).graph();
  }

  /**
   * What {@link #predict} computes of so many rows, in a graph of its own: its outputs by name.
   *
   * @param data says what a row is
   */
  public Tensors predictionGraph(Dataset data, int rows) {
    Programs present = predicting(data);
    StepShape shape = StepShape.streamed(Purpose.PREDICTION, data.fields(), rows);
    return Tensors.outputs(present.steps().build(step -> present.graphs().build(step, shape)).outputs());
  }

  /** The program of a training step on {@code batch} rows of some data, planned for the trainer's device. */
  public Program stepProgram(Dataset data, int batch) {
    return planned(data).unkeptPlan(StepShape.of(Purpose.TRAINING, data, batch));
  }

  /** The model on a row of some data in figures. */
  public Summary summary(Dataset data) {
    planned(data);
    return Summary.of(model, Field.rows(data.fields()));
  }

  /** A training step on {@code batch} rows of some data in figures, as it is planned for the trainer's device. */
  public StepSummary stepSummary(Dataset data, int batch) {
    Summary forward = summary(data);
    Programs present = planned(data);
    StepGraph step = present.build(StepShape.of(Purpose.TRAINING, data, batch));
    return StepSummary.of(batch, step, present.steps().plan(step), forward);
  }

  /**
   * A copy of the model's parameters and states by name: what predictions need. Where the optimizer keeps averages of the
   * weights, with which the model is evaluated, these stand in their place.
   */
  public Map<String, HostTensor> parameters() {
    return present().evaluated(model).copies();
  }

  /**
   * A copy of all that a training goes on from, to the same bits: parameters, moments, counters as tensors, and as metadata
   * what is {@link #remembered}. A listener too may ask for it, amid a training.
   */
  public Safetensors checkpoint() {
    return new Safetensors(present().steps().checkpoint(), remembered());
  }

  /**
   * What {@link #parameters} copies, where it lies, to be written to a file: a read of a tensor gives the values that it then
   * has.
   */
  public Map<String, StoredTensor> storedParameters() {
    return present().evaluated(model).stored();
  }

  /** The tensors that {@link #checkpoint} copies, likewise. */
  public Map<String, StoredTensor> storedCheckpoint() {
    return present().steps().storedCheckpoint();
  }

  /** What the {@linkplain TrainerBuilder#remember parts} of the training remember, as metadata of a checkpoint. */
  public Map<String, String> remembered() {
    return settings.remembered();
  }

  /**
   * Takes over the tensors of a file: the parameters, and moments, counters and what was remembered where it has them.
   *
   * @throws IllegalArgumentException where a parameter is missing or has another shape; told when the model meets its
   *     first data, where it has not yet
   */
  public void restore(Safetensors file) {
    settings.recall(file.metadata());
    if (programs == null) {
      stored = file.tensors();
    } else {
      take(file.tensors(), present().steps());
    }
  }

  /**
   * Takes the tensors of a file, such as a {@code state_dict} of PyTorch, as the first values of all parameters and states.
   *
   * @param data says what a row is
   * @throws IllegalArgumentException naming each tensor that is missing, that the model does not have, or that has another
   *     shape; nothing is changed then
   */
  public void begin(Safetensors file, Dataset data) {
    Programs present = started(data);
    present.steps().begin(model, file.tensors());
  }

  /**
   * Takes those tensors of a file that the model has too as first values.
   *
   * @param data says what a row is
   * @return what was passed over: each tensor that is missing, or that the model does not have
   * @throws IllegalArgumentException naming each tensor that has another shape, or where none is of the model
   */
  public List<String> beginPartly(Safetensors file, Dataset data) {
    return started(data).steps().beginPartly(model, file.tensors());
  }

  private static void requireRows(Dataset data) {
    if (data.isEmpty()) {
      throw new IllegalArgumentException("the data set has no rows");
    }
  }

  private Programs present() {
    if (programs == null) {
      throw new IllegalStateException("the trainer has no parameters yet: it makes them when it meets its first data");
    }
    return ready(programs);
  }

  /** Ready to train on data of some fields and to evaluate it. */
  Programs started(Dataset data) {
    return started(data, Room.NONE);
  }

  /** The same, with room for what a training needs. */
  private Programs started(Dataset data, Room room) {
    return ready(planned(data, room));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the trainer is closed, and its memory is given back; read what is needed of it"
          + " before, or make another one");
    }
  }

  /** With memory for its state, and the values in it. */
  private Programs ready(Programs present) {
    requireOpen();
    try {
      present.session();
      if (!stored.isEmpty()) {
        take(stored, present.steps());
        stored = Map.of();
      }
      return present;
    } catch (RuntimeException e) {
      programs = null;
      present.close();
      throw e;
    }
  }

  private void take(Map<String, ? extends StoredTensor> tensors, Steps steps) {
    steps.restore(tensors);
    unplaced = new LinkedHashMap<>(tensors);
    steps.session().layout().variables().forEach(variable -> unplaced.remove(variable.name()));
  }

  /** Able to plan steps on data of some fields. */
  private Programs planned(Dataset data) {
    return planned(data, Room.NONE);
  }

  private Programs planned(Dataset data, Room room) {
    requireOpen();
    Programs present = programs;
    boolean judges = present != null && present.graphs().objective().judges();
    if (present != null && judges && present.graphs().room().has(room)) {
      return present;
    }
    List<Field> known = known(data);
    Objective objective = present != null && judges ? present.graphs().objective() : Objective.of(settings, known);
    if (present != null) {
      // So far it only predicted, and has no room for tallies, or has not all the room that is asked for.
      if (present.steps().hasState()) {
        Map<String, StoredTensor> all = new LinkedHashMap<>(unplaced);
        all.putAll(present.steps().checkpoint());
        stored = all;
      }
      programs = null;
      present.close();
    }
    return begin(objective, known, present == null ? room : present.graphs().room().and(room));
  }

  private Programs predicting(Dataset data) {
    if (programs != null) {
      return ready(programs);
    }
    List<Field> known = known(data);
    if (known.stream().anyMatch(field -> field.name().equals(Field.TARGET))) {
      return started(data);
    }
    Loss loss = settings.loss().orElseThrow(() -> new IllegalStateException(
        "it is not known what the outputs mean: name the loss when building the trainer, or train or evaluate first"));
    return ready(begin(Objective.ofPredictions(loss, known), known, Room.NONE));
  }

  /** The fields that the user told of, and those of the data besides. */
  private List<Field> known(Dataset data) {
    Map<String, Field> fields = new LinkedHashMap<>();
    settings.fields().forEach(field -> fields.put(field.name(), field));
    data.fields().forEach(field -> fields.put(field.name(), field));
    return new ArrayList<>(fields.values());
  }

  private Programs begin(Objective objective, List<Field> fields, Room room) {
    Learner learner = new Learner(settings.optimizer(), settings.schedule(), model);
    TrainerSteps graphs = new TrainerSteps(model, learner, objective, settings.watches(), room);
    Steps steps = new Steps(device, settings.seed());
    Programs begun = new Programs(graphs, steps);
    try {
      steps.declare(step -> graphs.declare(step, fields));
    } catch (RuntimeException e) {
      begun.close();
      throw e;
    }
    programs = begun;
    return begun;
  }

  @Override
  public void close() {
    closed = true;
    if (programs != null) {
      programs.close();
    }
  }
}
