package dev.sinabro.optim;

import static dev.sinabro.optim.GradientTransform.clipByGlobalNorm;
import static dev.sinabro.optim.GradientTransform.clipByValue;
import static dev.sinabro.optim.Optimizer.adam;
import static dev.sinabro.optim.Optimizer.adamW;
import static dev.sinabro.optim.Optimizer.momentum;
import static dev.sinabro.optim.Optimizer.sgd;
import static dev.sinabro.optim.WeightFilter.biasesAndNorms;
import static dev.sinabro.optim.WeightFilter.named;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import dev.sinabro.run.Execution;
import dev.sinabro.run.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A weight of two axes and a bias are pulled to targets, by a loop of one's own: each step is an epoch. */
class CompositionTest {
  private static final int STEPS = 12;
  private static final double[] FIRST = {1, -2, 3, 0.5};
  private static final double[] TARGET = {0.25, 0.5, -1, 0.25};
  private static final double[] STRENGTH = {1, 3, 2, 0.5};

  private final Variable weight = new Variable("0.weight", TensorType.f32(2, 1));
  private final Variable bias = new Variable("0.bias", TensorType.f32(2));
  private final Variable count = new Variable("count", TensorType.i32());
  private final OptimizerState kept = new OptimizerState();

  private static Tensor part(Graph graph, double[] values, int from, Variable like) {
    return graph.constant(new Literal(like.type(), Arrays.copyOfRange(values, from, from + 2)));
  }

  private static Tensor gradient(Graph graph, Variable variable, int from) {
    return graph.read(variable).sub(part(graph, TARGET, from, variable)).mul(part(graph, STRENGTH, from, variable));
  }

  private Graph training(Optimizer optimizer, Schedule schedule) {
    Graph graph = new Graph();
    Tensor done = graph.read(count).cast(DType.F32);
    Progress progress = new Progress(done, done, graph.constant((double) STEPS), List.of());
    Step step = new Step(graph, kept, done.add(1), schedule.factor(progress));
    optimizer.step(List.of(step.weight(weight, gradient(graph, weight, 0)),
        step.weight(bias, gradient(graph, bias, 2))), step);
    step.assign();
    graph.assign(count, graph.read(count).add(1));
    return graph;
  }

  /** With what the model is evaluated, before the first step and after each. */
  private List<double[]> evaluated(Optimizer optimizer, Schedule schedule) {
    Graph training = training(optimizer, schedule);
    Graph evaluation = new Graph();
    Step step = new Step(evaluation, kept, evaluation.read(count).cast(DType.F32), evaluation.constant(1.0));
    Map<String, Tensor> outputs = Map.of("weight", optimizer.evaluated(step.weight(weight), step), "bias",
        optimizer.evaluated(step.weight(bias), step));
    List<Variable> variables = new ArrayList<>(List.of(weight, bias, count));
    variables.addAll(kept.variables());
    List<double[]> values = new ArrayList<>();
    try (Device device = Devices.open("reference"); Session session = new Session(device, variables)) {
      session.write(weight, Arrays.copyOf(FIRST, 2));
      session.write(bias, Arrays.copyOfRange(FIRST, 2, 4));
      Execution train = session.prepare(training, Map.of());
      Execution evaluate = session.prepare(evaluation, outputs);
      for (int i = 0; i <= STEPS; i++) {
        evaluate.run();
        values.add(IntStream.range(0, 4).mapToDouble(k -> evaluate.read(k < 2 ? "weight" : "bias")[k % 2]).toArray());
        train.run();
      }
    }
    return values;
  }

  static Stream<Arguments> cases() {
    Schedule constant = new Schedule.Constant();
    AdamW decaying = adamW(0.1).weightDecay(0.2);
    return Stream.of(
        Arguments.of("adamw", decaying, constant),
        Arguments.of("adamw-cosine", decaying, new Decay.Cosine(0.1)),
        Arguments.of("adamw-except", decaying.except(biasesAndNorms()), constant),
        Arguments.of("clip-value", clipByValue(0.7).then(adam(0.1)), constant),
        Arguments.of("clip-norm-2", clipByGlobalNorm(2).then(momentum(0.1, 0.5)), constant),
        Arguments.of("clip-norm-100", clipByGlobalNorm(100).then(momentum(0.1, 0.5)), constant),
        Arguments.of("penalty-all", new Penalty(0.3, 0.2, named("*")).then(momentum(0.1, 0.5)), constant),
        Arguments.of("penalty-weights", new Penalty(0, 0.2, biasesAndNorms().not()).then(adam(0.1)), constant),
        Arguments.of("groups", Groups.of(named("*.weight"), sgd(0.05)).otherwise(momentum(0.1, 0.8)), constant),
        Arguments.of("frozen", sgd(0.1).freezing(named("*.bias")), constant),
        Arguments.of("average", adam(0.1).averaged(0.9), constant),
        Arguments.of("warm-up", adam(0.1), Schedule.warmUp(4, new Decay.Cosine(0.2))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theStepsAreThoseOfPyTorch(String name, Optimizer optimizer, Schedule schedule) throws IOException {
    List<double[]> actual = evaluated(optimizer, schedule);
    List<double[]> golden = golden(name);
    assertArrayEquals(FIRST, actual.getFirst(), "before the first step");
    assertEquals(STEPS, golden.size(), name);
    for (int step = 1; step <= STEPS; step++) {
      assertArrayEquals(golden.get(step - 1), actual.get(step), 1e-12, "after step " + step);
    }
  }

  private static List<double[]> golden(String name) throws IOException {
    String resource = "/dev/sinabro/optim/golden_compositions.txt";
    try (InputStream stream = Objects.requireNonNull(CompositionTest.class.getResourceAsStream(resource), resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split(" "))
          .filter(words -> words[0].equals(name))
          .map(words -> Arrays.stream(words).skip(2).mapToDouble(Double::parseDouble).toArray()).toList();
    }
  }

  @Test
  void aPlateauIsThatOfPyTorch() throws IOException {
    Schedule plateau = new Schedule.ReduceOnPlateau(0.5, 2, 0.1).times(new Schedule.Constant());
    List<Double> memory = plateau.memory();
    for (double[] epoch : golden("plateau")) {
      memory = plateau.afterEpoch(memory, epoch[0]);
      Graph graph = new Graph();
      Progress progress = new Progress(graph.constant(0.0), graph.constant(0.0), graph.constant(1.0),
          memory.stream().map(graph::constant).toList());
      assertEquals(epoch[1], value(plateau.factor(progress)), 1e-15, "after a loss of " + epoch[0]);
    }
    assertTrue(memory.getFirst() < 0.3, "the rate fell twice at least");
  }

  private static double value(Tensor scalar) {
    try (Device device = Devices.open("reference")) {
      return Eval.of(device, scalar).scalar(scalar);
    }
  }

  /** What is multiplied remembers side by side. */
  @Test
  void productsOfSchedulesKeepTheirMemoriesApart() {
    Schedule impatient = new Schedule.ReduceOnPlateau(0.5, 0, 0);
    Schedule both = impatient.times(Schedule.warmUp(1, new Schedule.ReduceOnPlateau(0.25, 1, 0)));
    List<Double> memory = both.memory();
    for (int epoch = 0; epoch < 3; epoch++) {
      memory = both.afterEpoch(memory, 7);
    }
    assertEquals(List.of(0.25, 7.0, 0.0, 0.25, 7.0, 0.0), memory);
  }

  @ParameterizedTest
  @CsvSource({"encoder.*, encoder.0.weight, true", "encoder.*, decoder.encoder.0, false", "*.bias, 0.bias, true",
      "*.bias, 0.biased, false", "0.weight, 0.weight, true", "0.weight, 0xweight, false", "*, 0.bias, true",
      "a*c*, abcd, true", "a*c*, abd, false"})
  void namesAreOfAForm(String form, String name, boolean expected) {
    Graph graph = new Graph();
    Step step = new Step(graph, kept, graph.constant(1.0), graph.constant(1.0));
    assertEquals(expected, named(form).test(step.weight(new Variable(name, TensorType.f32(1)))));
  }

  @Test
  void whatIsKeptBearsTheNamesOfPyTorchAndOfTheWeight() {
    training(clipByGlobalNorm(1).then(adamW(1).freezing(named("*.bias"))).averaged(0.9), new Schedule.Constant());
    assertEquals(List.of("exp_avg.0.weight", "exp_avg_sq.0.weight", "ema.0.weight", "ema.0.bias"),
        kept.variables().stream().map(Variable::name).toList());
  }

  @Test
  void aFrozenWeightIsNotAssigned() {
    Graph graph = training(sgd(1).freezing(named("*.bias")), new Schedule.Constant());
    assertTrue(graph.assignments().containsKey(weight));
    assertFalse(graph.assignments().containsKey(bias));
  }

  @Test
  void aNameThatNoWeightHasIsRefused() {
    String message = assertThrows(GraphException.class,
        () -> training(sgd(1).freezing(named("1.*")), new Schedule.Constant())).getMessage();
    assertEquals("no weight to freeze is named 1.*; there are [0.weight, 0.bias]", message);
  }

  /** One weight after the other rises, by an optimizer of a user's own that sees all and keeps a number of its own. */
  @Test
  void anOptimizerMayKeepWhatBelongsToNoWeight() {
    record Turns(double learningRate) implements Optimizer {
      @Override
      public String name() {
        return "turns";
      }

      @Override
      public void step(List<Weight> weights, Step step) {
        Tensor turn = step.kept("turn", TensorType.f32());
        for (int i = 0; i < weights.size(); i++) {
          Tensor mine = turn.equal(step.graph().constant((double) i)).cast(DType.F32);
          weights.get(i).set(weights.get(i).value().add(mine.mul(step.rate(learningRate))));
        }
        step.keep("turn", step.graph().constant(1.0).sub(turn));
      }
    }
    List<double[]> values = evaluated(new Turns(0.5), new Schedule.Constant());
    assertArrayEquals(new double[] {1.5, -1.5, 3, 0.5}, values.get(1), 1e-15);
    assertArrayEquals(new double[] {1.5, -1.5, 3.5, 1}, values.get(2), 1e-15);
    assertArrayEquals(new double[] {4, 1, 6, 3.5}, values.get(STEPS), 1e-15);
  }

  static Stream<Arguments> wrong() {
    Map<String, Executable> wrong = new LinkedHashMap<>();
    wrong.put("gradients clipped to 0.0; it must be above 0", () -> clipByValue(0));
    wrong.put("gradients clipped to NaN; it must be above 0", () -> clipByGlobalNorm(Double.NaN));
    wrong.put("an average's decay of 1.0; it must be at least 0 and below 1", () -> sgd(1).averaged(1));
    wrong.put("an optimizer of no groups; give it at least one", () -> new Groups(List.of()));
    wrong.put("weight decay of -1.0; it must not be negative", () -> adamW(1).weightDecay(-1));
    wrong.put("a cosine schedule that ends at 1.5; it must be in 0 to 1", () -> new Decay.Cosine(1.5));
    wrong.put("a warm-up of 0 steps; it must be at least 1", () -> Schedule.warmUp(0, new Schedule.Constant()));
    wrong.put("a plateau schedule's factor of 1.0; it must be above 0 and below 1",
        () -> new Schedule.ReduceOnPlateau(1, 0, 0));
    wrong.put("a patience of -1 epochs; it must not be negative", () -> new Schedule.ReduceOnPlateau(0.5, -1, 0));
    wrong.put("no group of the optimizer takes weight 0.bias; end the groups with otherwise(..), or freeze it",
        () -> new CompositionTest().training(Groups.of(named("*.weight"), sgd(1)), new Schedule.Constant()));
    return wrong.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void settingsOutOfRangeAreRefused(String message, Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}
