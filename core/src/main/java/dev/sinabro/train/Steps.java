package dev.sinabro.train;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.nn.Model;
import dev.sinabro.run.Device;
import dev.sinabro.run.MemoryException;
import dev.sinabro.run.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Step programs over one state: what a training loop is made of. A step is built as a graph, and compiled when the first
 * one runs; models, optimizers, counters and random numbers are common to all. {@link Trainer} is one such loop.
 *
 * <pre>{@code
 * var model = new Model(Sequential.of(dense(16, TANH), dense(1)));
 * var learner = new Learner(Optimizer.adam(1e-3), model);
 * try (var steps = new Steps(device, 42)) {
 *   var step = steps.add(s -> {
 *     Tensor error = s.train(model, s.input("x", TensorType.f32(64, 3))).sub(s.input("y", TensorType.f32(64, 1)));
 *     Tensor loss = error.square().mean();
 *     s.minimize(loss, learner);
 *     s.output("loss", loss);
 *   });
 *   for (int i = 0; i < 1000; i++) {
 *     step.run(Map.of("x", x, "y", y));
 *   }
 *   System.out.println(step.scalar("loss"));
 * }
 * }</pre>
 *
 * <p>Used by one thread. All steps are added before the first one runs; later ones may only use what these know.
 */
public final class Steps implements AutoCloseable {
  private final Device device;
  private final long seed;
  private final Variable seedWords = new Variable("training.seed", TensorType.i32(2));
  private final Variable number = new Variable("training.step", TensorType.i32());
  private final Set<Model> models = new LinkedHashSet<>();
  private final Set<Learner> learners = new LinkedHashSet<>();
  private final Set<Variable> met = new LinkedHashSet<>();
  private final List<CompiledStep> added = new ArrayList<>();
  private @Nullable Session session;

  /**
   * No steps yet.
   *
   * @param device stays the caller's, and must be closed later
   * @param seed what first parameters and random numbers follow from
   */
  public Steps(Device device, long seed) {
    this.device = device;
    this.seed = seed;
  }

  /** Adds a step. */
  public CompiledStep add(Consumer<StepGraph> definition) {
    StepGraph built = build(definition);
    CompiledStep step = new CompiledStep(this, built);
    added.add(step);
    if (session != null) {
      step.prepare(session);
    }
    return step;
  }

  /** Makes room for what a step needs that will be planned later. */
  void declare(Consumer<StepGraph> definition) {
    build(definition);
  }

  /** The graph of a step. */
  StepGraph build(Consumer<StepGraph> definition) {
    StepGraph step = new StepGraph(seedWords, number);
    definition.accept(step);
    step.finish();
    Set<Variable> used = step.graph().variables();
    if (session == null) {
      models.addAll(step.models());
      learners.addAll(step.learners());
      met.addAll(used);
    } else {
      requireKnown(used, session.layout().variables());
    }
    return step;
  }

  private static void requireKnown(Set<Variable> used, Set<Variable> known) {
    used.stream().filter(variable -> !known.contains(variable)).findFirst().ifPresent(variable -> {
      throw new IllegalStateException(
          "a step needs " + variable + ", for which there is no room: it was added after the"
              + " first run, or after the state was first read or written; add all steps before");
    });
  }

  /** The program of one more step, which no memory is taken for; nor for the state, where there is none so far. */
  public Program plan(Consumer<StepGraph> definition) {
    return plan(build(definition));
  }

  /** The program of a step that was built. */
  Program plan(StepGraph step) {
    StateLayout layout = session == null ? new StateLayout(variables(), device.info().floatType()) : session.layout();
    return device.plan(step.graph(), step.outputs(), layout);
  }

  /**
   * The memory of the state, with its first values; made when it is first asked for.
   *
   * @throws MemoryException where the device has not enough
   */
  public Session session() {
    Session present = session;
    if (present == null) {
      present = begun();
      session = present;
      added.forEach(step -> step.prepare(session));
    }
    return present;
  }

  /** Whether there is memory for the state. */
  boolean hasState() {
    return session != null;
  }

  private Session begun() {
    Session begun;
    try {
      begun = new Session(device, variables());
    } catch (MemoryException refused) {
      throw refused.withRemedy("the model itself does not fit: give it fewer or smaller layers, or end"
          + " other programs that use the device");
    }
    begun.write(seedWords, new double[] {(int) seed, (int) (seed >>> 32)});
    models.forEach(model -> model.initialValues(seed).forEach(begun::write));
    for (Learner learner : learners) {
      begun.write(learner.totalUpdates(), new double[] {Integer.MAX_VALUE});
      learner.memory().ifPresent(memory -> begun.write(memory, array(learner.schedule().memory())));
    }
    return begun;
  }

  /** Parameters and states of models, then what optimizers keep, then all else. */
  private List<Variable> variables() {
    Set<Variable> all = new LinkedHashSet<>();
    models.forEach(model -> all.addAll(model.variables()));
    learners.forEach(learner -> all.addAll(learner.variables()));
    all.add(seedWords);
    all.add(number);
    all.addAll(met);
    return List.copyOf(all);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The seed, which a restored state may have brought. */
  public long seed() {
    double[] words = session().read(seedWords);
    return (long) words[0] & 0xFFFFFFFFL | (long) words[1] << 32;
  }

  /** Tells a schedule how many updates the whole training has, those so far included; before, it is taken for endless. */
  public void totalUpdates(Learner learner, int updates) {
    session().write(learner.totalUpdates(), new double[] {updates});
  }

  /**
   * Tells a schedule that an epoch is over.
   *
   * @param loss of rows that were not trained on, where there are any
   */
  public void endEpoch(Learner learner, double loss) {
    Session present = session();
    present.write(learner.epoch(), new double[] {present.read(learner.epoch())[0] + 1});
    learner.memory().ifPresent(variable -> {
      List<Double> before = Arrays.stream(present.read(variable)).boxed().toList();
      present.write(variable, array(learner.schedule().afterEpoch(before, loss)));
    });
  }

  /** A copy of all by name: parameters, states, moments, counters. Restored, it goes on to the same bits. */
  public Map<String, HostTensor> checkpoint() {
    return byName(session().layout().variables(), session()::tensor);
  }

  /** What {@link #checkpoint} copies, where it lies: a read of a tensor gives the values that it then has. */
  public Map<String, StoredTensor> storedCheckpoint() {
    return byName(session().layout().variables(), session()::stored);
  }

  /** A copy of the parameters and states of a model by name. */
  public Map<String, HostTensor> parameters(Model model) {
    return byName(model.variables(), session()::tensor);
  }

  /** What {@link #parameters} copies, where it lies: a read of a tensor gives the values that it then has. */
  public Map<String, StoredTensor> storedParameters(Model model) {
    return byName(model.variables(), session()::stored);
  }

  private static <T> Map<String, T> byName(Iterable<Variable> variables, Function<Variable, T> tensor) {
    Map<String, T> tensors = new LinkedHashMap<>();
    variables.forEach(variable -> tensors.put(variable.name(), tensor.apply(variable)));
    return tensors;
  }

  /**
   * Takes tensors as the first values of all parameters and states of a model.
   *
   * @throws IllegalArgumentException naming each tensor that is missing, that the model does not have, or that has another
   *     shape; nothing is changed then
   */
  public void begin(Model model, Map<String, ? extends StoredTensor> tensors) {
    List<String> faults = begin(model, tensors, true);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException("these are not the weights of this model: " + String.join("; ", faults));
    }
  }

  /**
   * Takes tensors as the first values of those parameters and states of a model that they are of.
   *
   * @return what was passed over: each tensor that is missing, or that the model does not have
   * @throws IllegalArgumentException naming each tensor that has another shape, or where none is of the model; nothing is
   *     changed then
   */
  public List<String> beginPartly(Model model, Map<String, ? extends StoredTensor> tensors) {
    return begin(model, tensors, false);
  }

  /** What does not fit; where each tensor has to, nothing is taken unless all do. */
  private List<String> begin(Model model, Map<String, ? extends StoredTensor> tensors, boolean whole) {
    Session present = session();
    Map<String, StoredTensor> others = new LinkedHashMap<>(tensors);
    List<Variable> taken = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    for (Variable variable : model.variables()) {
      StoredTensor tensor = others.remove(variable.name());
      if (tensor == null) {
        missing.add(variable + " is missing");
      } else if (!fits(variable, tensor)) {
        misshapen.add(variable + " is " + tensor.type() + " there");
      } else {
        taken.add(variable);
      }
    }
    others.forEach((name, tensor) -> missing.add("the model has no " + name + " " + tensor.type()));
    if (!whole && (!misshapen.isEmpty() || taken.isEmpty())) {
      throw new IllegalArgumentException("these are not weights of this model: "
          + String.join("; ", misshapen.isEmpty() ? missing : misshapen));
    }
    misshapen.addAll(missing);
    if (!whole || misshapen.isEmpty()) {
      taken.forEach(variable -> present.write(variable, Objects.requireNonNull(tensors.get(variable.name()))));
    }
    return misshapen;
  }

  private static boolean fits(Variable variable, StoredTensor tensor) {
    return tensor.type().shape().equals(variable.shape())
        && tensor.type().dtype().isFloat() == variable.type().dtype().isFloat();
  }

  /**
   * Takes over tensors: the parameters of all models, and all else that is there.
   *
   * @throws IllegalArgumentException where a parameter is missing or has another shape; nothing is changed then
   */
  public void restore(Map<String, ? extends StoredTensor> tensors) {
    Session present = session();
    models.stream().flatMap(model -> model.variables().stream()).forEach(variable -> {
      if (!tensors.containsKey(variable.name())) {
        throw new IllegalArgumentException("the file has no parameter " + variable + "; it has "
            + tensors.keySet() + ": it belongs to another model");
      }
    });
    Map<Variable, StoredTensor> taken = new LinkedHashMap<>();
    for (Variable variable : present.layout().variables()) {
      StoredTensor tensor = tensors.get(variable.name());
      if (tensor != null) {
        if (!fits(variable, tensor)) {
          throw new IllegalArgumentException(
              "the model's " + variable + " is " + tensor.type() + " in the file: it belongs"
                  + " to another model");
        }
        taken.put(variable, tensor);
      }
    }
    taken.forEach(present::write);
  }

  @Override
  public void close() {
    added.forEach(CompiledStep::close);
    if (session != null) {
      session.close();
    }
  }
}
