package dev.sinabro.train;

import dev.sinabro.data.Field;
import dev.sinabro.loss.Loss;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Network;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import dev.sinabro.run.Device;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a trainer is made of. All but the model has a default. */
public final class TrainerBuilder {
  private static final String REMEMBERED = "remembered.";

  private Network network;
  private final List<Consumer<TrainingEvent>> listeners = new ArrayList<>();
  private Optional<Loss> loss = Optional.empty();
  private List<Metric> metrics = List.of();
  private List<Field> fields = List.of();
  private Optimizer optimizer = Optimizer.adam(1e-3);
  private Schedule schedule = new Schedule.Constant();
  private double mixup;
  private long seed = 42;
  private boolean profiled;
  private boolean findsFaults;
  private final List<Watch> watches = new ArrayList<>();
  private Optional<Checkpoints> checkpoints = Optional.empty();
  private final Map<String, Remembered> remembered = new LinkedHashMap<>();

  TrainerBuilder(Network network) {
    this.network = network;
  }

  /**
   * The field that the model reads, where it is a layer; by default {@link Field#FEATURES}.
   *
   * @throws IllegalStateException where it is no layer: a network asks for the fields that it reads itself
   */
  public TrainerBuilder input(String field) {
    if (!(network instanceof Layer layer)) {
      throw new IllegalStateException("the model is no layer: a network asks for the fields that it reads itself");
    }
    network = Network.of(field, layer);
    return this;
  }

  /**
   * What the data is: needed only where a trainer predicts before it trains or evaluates, and the outputs stand for
   * something in units of their own, which the meaning of the target field tells.
   */
  public TrainerBuilder fields(List<Field> fields) {
    this.fields = List.copyOf(fields);
    return this;
  }

  /** The loss; by default softmax cross-entropy of integers and mean squared error of numbers in field {@code target}. */
  public TrainerBuilder loss(Loss loss) {
    this.loss = Optional.of(loss);
    return this;
  }

  /**
   * The metrics, the most important one first; by default accuracy of integers and root mean squared error of numbers,
   * for each comparison of the loss.
   */
  public TrainerBuilder metrics(Metric... metrics) {
    this.metrics = List.of(metrics);
    return this;
  }

  /** The optimizer; by default Adam with a learning rate of 0.001. */
  public TrainerBuilder optimizer(Optimizer optimizer) {
    this.optimizer = optimizer;
    return this;
  }

  /** How the learning rate changes; by default it does not. */
  public TrainerBuilder schedule(Schedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /**
   * Trains on mixtures of two rows, inputs and targets, in place of rows (Zhang et al., 2018): on l times the one and 1 - l times
   * the other, where l is drawn from Beta(alpha, alpha) for each. Class labels become shares of classes. Metrics of training rows
   * compare with the target that has the larger share; what is evaluated is never mixed.
   *
   * @param alpha such as 0.2: the smaller, the more of a mixture is one row; by default 0, without mixtures
   */
  public TrainerBuilder mixup(double alpha) {
    if (!(alpha >= 0) || Double.isInfinite(alpha)) {
      throw new IllegalArgumentException("mixup by Beta(" + alpha + ", " + alpha + "); alpha must be at least 0");
    }
    mixup = alpha;
    return this;
  }

  /** What first parameters, the order of rows, dropout and mixtures follow from; by default 42. */
  public TrainerBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** Times each step of the training program, which makes it slow; {@link TrainingEvent.Profiled} tells the times. */
  public TrainerBuilder profiled() {
    profiled = true;
    return this;
  }

  /** What the training tells of some of its steps; of none unless this is called. Each call adds to those before. */
  public TrainerBuilder watch(Watch watch) {
    watches.add(watch);
    return this;
  }

  /**
   * Has a training that diverges tell what ceased to be finite first, by {@link DivergedException#fault}. For that its state
   * is copied to the host's memory a few times a second; the bits of the training stay the same.
   */
  public TrainerBuilder findsFaults() {
    findsFaults = true;
    return this;
  }

  /** Receives the events of each training, on the training thread; a slow listener slows training down. */
  public TrainerBuilder listener(Consumer<TrainingEvent> listener) {
    listeners.add(listener);
    return this;
  }

  /** When checkpoints are taken during a training, and where they go; none are unless this is called. */
  public TrainerBuilder checkpoints(Checkpoints checkpoints) {
    this.checkpoints = Optional.of(checkpoints);
    return this;
  }

  /**
   * What checkpoints hold besides: {@link Trainer#checkpoint} asks for it, {@link Trainer#restore} gives it back.
   *
   * @throws IllegalArgumentException where another one has its name
   */
  public TrainerBuilder remember(Remembered part) {
    if (remembered.putIfAbsent(part.name(), part) != null) {
      throw new IllegalArgumentException("two parts of a training are remembered as " + part.name() + "; rename one");
    }
    return this;
  }

  /** The trainer. The device stays the caller's, and must be closed after the trainer. */
  public Trainer on(Device device) {
    return new Trainer(this, device);
  }

  Network network() {
    return network;
  }

  List<Field> fields() {
    return fields;
  }

  Optional<Loss> loss() {
    return loss;
  }

  List<Metric> metrics() {
    return metrics;
  }

  Optimizer optimizer() {
    return optimizer;
  }

  Schedule schedule() {
    return schedule;
  }

  double mixup() {
    return mixup;
  }

  long seed() {
    return seed;
  }

  boolean isFindingFaults() {
    return findsFaults;
  }

  boolean isProfiled() {
    return profiled;
  }

  Watches watches() {
    return new Watches(watches);
  }

  Optional<Checkpoints> checkpoints() {
    return checkpoints;
  }

  /** What its parts remember, as metadata of a checkpoint. */
  Map<String, String> remembered() {
    Map<String, String> metadata = new LinkedHashMap<>();
    remembered.forEach((name, part) -> metadata.put(REMEMBERED + name, part.remembered()));
    return metadata;
  }

  /** Gives its parts back what a checkpoint holds of them. */
  void recall(Map<String, String> metadata) {
    remembered.forEach((name, part) -> {
      String kept = metadata.get(REMEMBERED + name);
      if (kept != null) {
        part.recall(kept);
      }
    });
  }

  List<Consumer<TrainingEvent>> listeners() {
    return List.copyOf(listeners);
  }
}
