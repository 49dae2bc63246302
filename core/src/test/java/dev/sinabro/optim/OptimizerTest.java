package dev.sinabro.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.io.Safetensors;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.Weighted;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Dense;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Tensors;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Session;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two weights that begin at (1, -2) are pulled to (0.25, 0.5), the second three times as strongly. */
class OptimizerTest {
  private static final double[] TARGET = {0.25, 0.5};
  private static final double[] STRENGTH = {1, 3};
  private static final int STEPS = 20;

  private record Pull() implements Loss {
    @Override
    public String name() {
      return "pull";
    }

    @Override
    public Weighted values(Tensors named, Tensors fields) {
      Tensor outputs = named.only();
      Tensor target = outputs.graph().constant(new Literal(TensorType.f32(2), TARGET));
      Tensor strength = outputs.graph().constant(new Literal(TensorType.f32(2), STRENGTH));
      return Weighted.alike(outputs.sub(target).square().mul(strength).sum(1).mul(0.5));
    }
  }

  /** The weights after each step: an epoch is one row, and so one step. */
  private static List<double[]> weights(Optimizer optimizer, Schedule schedule) {
    List<double[]> weights = new ArrayList<>();
    Dataset row = Dataset.of(new float[][] {{1}}, new int[] {0}, 2);
    HostTensor first = new HostTensor(new TensorType(DType.F64, Shape.of(2, 1)),
        MemorySegment.ofArray(new double[] {1, -2}));
    try (Device device = Devices.open("reference");
        Trainer trainer = Trainer.builder(new Dense(2, Activation.IDENTITY, new Initializer.Constant(0), false))
            .loss(new Pull()).optimizer(optimizer).schedule(schedule).on(device)) {
      trainer.restore(new Safetensors(Map.of("weight", first), Map.of()));
      for (int step = 0; step < STEPS; step++) {
        trainer.fit(row, Fit.epochs(1));
        MemorySegment bytes = Objects.requireNonNull(trainer.parameters().get("weight")).bytes();
        weights.add(new double[] {bytes.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0),
            bytes.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8)});
      }
    }
    return weights;
  }

  static Stream<Arguments> cases() {
    Schedule constant = new Schedule.Constant();
    return Stream.of(
        Arguments.of("sgd", Optimizer.sgd(0.1), constant),
        Arguments.of("sgd-decay", new GradientDescent(0.1, 0.05), constant),
        Arguments.of("momentum", Optimizer.momentum(0.1, 0.9), constant),
        Arguments.of("momentum-decay", new Momentum(0.1, 0.5, 0.05), constant),
        Arguments.of("adam", Optimizer.adam(0.1), constant),
        Arguments.of("adam-decay", new Adam(0.1, 0.9, 0.999, 1e-8, 0.05, false), constant),
        Arguments.of("adam-betas", new Adam(0.02, 0.5, 0.7, 0.1, 0, false), constant),
        Arguments.of("adam-amsgrad", new Adam(0.3, 0.8, 0.6, 1e-8, 0, true), constant),
        Arguments.of("adamw-amsgrad", new AdamW(0.3, 0.8, 0.6, 1e-8, 0.1, true, WeightFilter.none()), constant),
        Arguments.of("nesterov", Optimizer.nesterov(0.1, 0.9), constant),
        Arguments.of("nesterov-decay", new Nesterov(0.1, 0.5, 0.05), constant),
        Arguments.of("adagrad", Optimizer.adaGrad(0.5), constant),
        Arguments.of("adagrad-decays", new AdaGrad(0.5, 0.1, 0.1, 0.05), constant),
        Arguments.of("adadelta", Optimizer.adaDelta(1), constant),
        Arguments.of("adadelta-decay", new AdaDelta(0.5, 0.7, 0.01, 0.05), constant),
        Arguments.of("rmsprop", Optimizer.rmsProp(0.1), constant),
        Arguments.of("rmsprop-momentum", new RmsProp(0.02, 0.8, 0.1, 0.5, false, 0.05), constant),
        Arguments.of("rmsprop-centered", new RmsProp(0.02, 0.99, 1e-8, 0, true, 0), constant),
        Arguments.of("rmsprop-all", new RmsProp(0.02, 0.8, 0.1, 0.5, true, 0), constant),
        Arguments.of("adamax", Optimizer.adaMax(0.1), constant),
        Arguments.of("adamax-decay", new AdaMax(0.1, 0.5, 0.7, 0.1, 0.05), constant),
        Arguments.of("nadam", Optimizer.nAdam(0.1), constant),
        Arguments.of("nadam-decay", new NAdam(0.1, 0.5, 0.7, 0.1, 0.1, 0.05), constant),
        Arguments.of("lion", Optimizer.lion(0.1), constant),
        Arguments.of("lion-decay", new Lion(0.05, 0.5, 0.7, 0.3), constant),
        Arguments.of("adam-steps", Optimizer.adam(0.1), new Decay.Stepwise(3, 0.5)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theStepsAreThoseOfPyTorch(String name, Optimizer optimizer, Schedule schedule) throws IOException {
    List<double[]> golden = golden(name);
    List<double[]> actual = weights(optimizer, schedule);
    assertEquals(STEPS, golden.size(), name);
    for (int step = 0; step < STEPS; step++) {
      for (int i = 0; i < 2; i++) {
        assertEquals(golden.get(step)[i], actual.get(step)[i], 1e-12, "weight " + i + " after step " + (step + 1));
      }
    }
  }

  private static List<double[]> golden(String name) throws IOException {
    String resource = "/dev/sinabro/optim/golden_optimizers.txt";
    try (InputStream stream = Objects.requireNonNull(OptimizerTest.class.getResourceAsStream(resource), resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split(" "))
          .filter(words -> words[0].equals(name))
          .map(words -> Arrays.stream(words).skip(2).mapToDouble(Double::parseDouble).toArray()).toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"muon-wide, 2, 0.1, 0.95, true, 5, 0.1", "muon-tall, 3, 0.1, 0.95, true, 5, 0.1",
      "muon-plain, 3, 0.05, 0.5, false, 3, 0"})
  void matricesMoveAsPyTorchsMuonMovesThem(String name, int rows, double rate, double momentum, boolean nesterov,
      int iterations, double decay) throws IOException {
    Variable matrix = new Variable("w", TensorType.f32(rows, 6 / rows));
    OptimizerState kept = new OptimizerState();
    Graph graph = new Graph();
    Tensor pull = graph.constant(new Literal(matrix.type(), 1, 2, 3, 4, 5, 6));
    Step step = new Step(graph, kept, graph.constant(1.0), graph.constant(1.0));
    Optimizer muon = new Muon(rate, momentum, nesterov, iterations, decay);
    muon.step(List.of(step.weight(matrix, graph.read(matrix).mul(pull))), step);
    step.assign();
    List<Variable> variables = new ArrayList<>(List.of(matrix));
    variables.addAll(kept.variables());
    try (Device device = Devices.open("reference"); Session session = new Session(device, variables)) {
      session.write(matrix, new double[] {0.5, -1, 2, 0.25, 1.5, -0.75});
      Execution training = session.prepare(graph, Map.of());
      for (double[] golden : golden(name)) {
        training.run();
        assertArrayEquals(golden, session.read(matrix), 1e-12);
      }
    }
  }

  /** A filter is a matrix [channels out, all else]; a bias goes to the other optimizer, or is refused. */
  @Test
  void muonIsForMatrices() {
    Graph graph = new Graph();
    OptimizerState kept = new OptimizerState();
    Step step = new Step(graph, kept, graph.constant(1.0), graph.constant(1.0));
    Weight filter = step.weight(new Variable("filter", TensorType.f32(4, 3, 5, 5)));
    Weight bias = step.weight(new Variable("bias", TensorType.f32(4)));
    Optimizer.muon(0.1).with(Optimizer.adamW(0.1)).step(List.of(filter, bias), step);
    assertEquals(List.of("momentum_buffer.filter", "exp_avg.bias", "exp_avg_sq.bias"),
        kept.variables().stream().map(Variable::name).toList());
    assertEquals("muon is for matrices, but weight bias has shape [4]; give it to another optimizer: with(adamW(1e-3))",
        assertThrows(GraphException.class, () -> Optimizer.muon(0.1).step(List.of(bias), step)).getMessage());
  }

  /** From the formulas of the Javadoc, for one weight. */
  @Test
  void adamIsTheFormulaOfThePaper() {
    double w = 1;
    double m = 0;
    double v = 0;
    List<double[]> actual = weights(new Adam(0.05, 0.8, 0.95, 1e-3, 0.01, false), new Decay.Stepwise(5, 0.1));
    for (int t = 1; t <= STEPS; t++) {
      double rate = 0.05 * Math.pow(0.1, (t - 1) / 5);
      double g = w - TARGET[0] + 0.01 * w;
      m = 0.8 * m + 0.2 * g;
      v = 0.95 * v + 0.05 * g * g;
      w -= rate * (m / (1 - Math.pow(0.8, t))) / (Math.sqrt(v / (1 - Math.pow(0.95, t))) + 1e-3);
      assertEquals(w, actual.get(t - 1)[0], 1e-13, "after step " + t);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0.5, 0, 1", "1, 0.5, 1, 0.5", "3, 0.1, 2, 1", "3, 0.1, 3, 0.1", "3, 0.1, 8, 0.01", "10, 2, 35, 8",
      "49, 0.5, 48, 1", "49, 0.5, 49, 0.5", "1000000, 0.5, 999999, 1"})
  void aStepScheduleChangesAtMultiples(int every, double factor, double epoch, double expected) {
    Graph graph = new Graph();
    Tensor value = new Decay.Stepwise(every, factor).factor(progress(graph, 0, epoch, 1));
    try (Device device = Devices.open("reference")) {
      assertEquals(expected, Eval.of(device, value).scalar(value), 1e-15);
    }
  }

  private static Progress progress(Graph graph, double step, double epoch, double total) {
    return new Progress(graph.scalar("step", step), graph.scalar("epoch", epoch), graph.scalar("total", total),
        List.of());
  }

  @Test
  void aConstantScheduleIsOne() {
    Graph graph = new Graph();
    Tensor value = new Schedule.Constant().factor(progress(graph, 5, 7, 9));
    try (Device device = Devices.open("reference")) {
      assertEquals(1, Eval.of(device, value).scalar(value));
    }
  }

  @Test
  void momentsHaveTheNamesOfPyTorch() {
    assertEquals(List.of("weight", "exp_avg.weight", "exp_avg_sq.weight"), kept(Optimizer.adam(0.1)));
    assertEquals(List.of("weight", "momentum_buffer.weight"), kept(Optimizer.momentum(0.1, 0.9)));
    assertEquals(List.of("weight"), kept(Optimizer.sgd(0.1)));
    assertEquals(List.of("weight", "momentum_buffer.weight"), kept(Optimizer.nesterov(0.1, 0.9)));
    assertEquals(List.of("weight", "sum.weight"), kept(Optimizer.adaGrad(0.1)));
    assertEquals(List.of("weight", "acc_delta.weight", "square_avg.weight"), kept(Optimizer.adaDelta(1)));
    assertEquals(List.of("weight", "square_avg.weight"), kept(Optimizer.rmsProp(0.1)));
    assertEquals(List.of("weight", "exp_avg.weight", "exp_inf.weight"), kept(Optimizer.adaMax(0.1)));
    assertEquals(List.of("weight", "exp_avg.weight", "exp_avg_sq.weight", "mu_rest.weight"),
        kept(Optimizer.nAdam(0.1)));
    assertEquals(List.of("weight", "exp_avg.weight"), kept(Optimizer.lion(0.1)));
  }

  private static List<String> kept(Optimizer optimizer) {
    Dataset row = Dataset.of(new float[][] {{1}}, new int[] {0}, 2);
    try (Device device = Devices.open("reference");
        Trainer trainer = Trainer.builder(new Dense(2, Activation.IDENTITY, new Initializer.Glorot(), false))
            .optimizer(optimizer).on(device)) {
      trainer.evaluate(row);
      return trainer.checkpoint().tensors().keySet().stream()
          .filter(name -> !name.startsWith("training.") && !name.startsWith("evaluation.")).sorted(Comparator
              .comparing((String name) -> !name.equals("weight")).thenComparing(Comparator.naturalOrder()))
          .toList();
    }
  }

  static Stream<Arguments> wrongSettings() {
    Map<String, Executable> wrong = new LinkedHashMap<>();
    wrong.put("a learning rate of 0.0; it must be above 0", () -> Optimizer.sgd(0));
    wrong.put("a learning rate of -1.0; it must be above 0", () -> Optimizer.adam(-1));
    wrong.put("a learning rate of NaN; it must be above 0", () -> Optimizer.momentum(Double.NaN, 0.9));
    wrong.put("momentum of 1.0; it must be at least 0 and below 1", () -> Optimizer.momentum(0.1, 1));
    wrong.put("momentum of -0.1; it must be at least 0 and below 1", () -> Optimizer.momentum(0.1, -0.1));
    wrong.put("beta1 of 1.0; it must be at least 0 and below 1", () -> new Adam(1, 1, 0.9, 0, 0, false));
    wrong.put("beta2 of NaN; it must be at least 0 and below 1", () -> new Adam(1, 0.9, Double.NaN, 0, 0, false));
    wrong.put("epsilon of -1.0; it must not be negative", () -> new Adam(1, 0.9, 0.9, -1, 0, false));
    wrong.put("weight decay of -1.0; it must not be negative", () -> new GradientDescent(1, -1));
    wrong.put("weight decay of NaN; it must not be negative", () -> new Momentum(1, 0, Double.NaN));
    wrong.put("epsilon of 0.0; it must be above 0", () -> new AdaDelta(1, 0.9, 0, 0));
    wrong.put("rho of 1.0; it must be at least 0 and below 1", () -> new AdaDelta(1, 1, 1, 0));
    wrong.put("alpha of 1.0; it must be at least 0 and below 1", () -> new RmsProp(1, 1, 0, 0, false, 0));
    wrong.put("rate decay of -1.0; it must not be negative", () -> new AdaGrad(1, -1, 0, 0));
    wrong.put("momentum decay of -1.0; it must not be negative", () -> new NAdam(1, 0, 0, 0, -1, 0));
    wrong.put("0 iterations; there must be 1 at least", () -> new Muon(1, 0, true, 0, 0));
    wrong.put("an l1 penalty of -1.0; it must not be negative", () -> new Penalty(-1, 0, WeightFilter.none()));
    wrong.put("an l2 penalty of NaN; it must not be negative", () -> new Penalty(0, Double.NaN, WeightFilter.none()));
    wrong.put("a step schedule every 0 epochs or steps; it must be at least 1", () -> new Decay.Stepwise(0, 0.5));
    wrong.put("an exponential schedule's factor of 0.0; it must be above 0",
        () -> new Decay.Exponential(0, Decay.Per.EPOCH));
    wrong.put("an inverse time schedule's rate of -1.0; it must not be negative",
        () -> new Decay.InverseTime(-1, Decay.Per.EPOCH));
    wrong.put("a polynomial schedule that ends at 2.0; it must be in 0 to 1", () -> new Decay.Polynomial(2, 1));
    wrong.put("a polynomial schedule's power of 0.0; it must be above 0", () -> new Decay.Polynomial(0, 0));
    wrong.put("a one-cycle schedule with its peak at 1.1; it must be in 0 to 1", () -> new Decay.OneCycle(1.1, 0, 0));
    wrong.put("a one-cycle schedule that starts at -1.0; it must be in 0 to 1", () -> new Decay.OneCycle(0.5, -1, 0));
    wrong.put("a one-cycle schedule that ends at NaN; it must be in 0 to 1",
        () -> new Decay.OneCycle(0.5, 0, Double.NaN));
    wrong.put("a sequence of 1 schedules with 2 lengths; give one for each, or for each but the last",
        () -> Schedule.sequence(List.of(new Schedule.Constant()), List.of(3, 4)));
    wrong.put("a schedule of [0] steps; each must have 1 at least",
        () -> Schedule.sequence(List.of(new Schedule.Constant(), new Schedule.Constant()), List.of(0)));
    wrong.put("a step schedule's factor of 0.0; it must be above 0", () -> new Decay.Stepwise(1, 0));
    return wrong.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongSettings")
  void settingsOutOfRangeAreRefused(String message, Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}
