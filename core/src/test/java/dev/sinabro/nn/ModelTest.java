package dev.sinabro.nn;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import dev.sinabro.run.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTest {
  /** Computed by another program, from the definition of Philox and the formula of the limits. */
  private static final float[] KNOWN_HE = {0.225471854f, 1.04035211f, -1.14944541f, -0.941403806f, 1.14566839f};
  private static final float[] KNOWN_GLOROT = {0.141504124f, 0.567867815f, 0.660104692f, 0.00468279282f, -0.1750516f};

  private static Model built(Layer layer, int... extents) {
    Model model = new Model(layer);
    model.infer(new Graph().input("x", TensorType.f32(extents)));
    return model;
  }

  static Stream<Arguments> names() {
    Dense shared = dense(4);
    Dense sharedWithActivation = dense(4, RELU);
    return Stream.of(
        Arguments.of(dense(3), "weight f32[3, 4], bias f32[3]"),
        Arguments.of(new Dense(3, Activation.IDENTITY, new Initializer.Glorot(), false), "weight f32[3, 4]"),
        Arguments.of(Sequential.of(dense(8, RELU), dense(3)),
            "0.weight f32[8, 4], 0.bias f32[8], 2.weight f32[3, 8], 2.bias f32[3]"),
        Arguments.of(Sequential.of(dense(8), RELU, dense(3)),
            "0.weight f32[8, 4], 0.bias f32[8], 2.weight f32[3, 8], 2.bias f32[3]"),
        Arguments.of(Sequential.of(dense(8, TANH), dropout(0.5), dense(3, RELU), dense(2)),
            "0.weight f32[8, 4], 0.bias f32[8], 3.weight f32[3, 8], 3.bias f32[3], 5.weight f32[2, 3], 5.bias f32[2]"),
        Arguments.of(Sequential.of(shared, RELU, shared, dense(4)),
            "0.weight f32[4, 4], 0.bias f32[4], 3.weight f32[4, 4], 3.bias f32[4]"),
        Arguments.of(Sequential.of(sharedWithActivation, sharedWithActivation, dense(4, RELU)),
            "0.weight f32[4, 4], 0.bias f32[4], 4.weight f32[4, 4], 4.bias f32[4]"),
        Arguments.of(Sequential.of(Sequential.of(dense(5), dense(6)), dense(2)),
            "0.0.weight f32[5, 4], 0.0.bias f32[5], 0.1.weight f32[6, 5], 0.1.bias f32[6], 1.weight f32[2, 6], 1.bias f32[2]"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void parametersHaveTheNamesAndShapesOfPyTorch(Layer layer, String expected) {
    Model model = built(layer, 7, 4);
    assertEquals(expected, String.join(", ", model.parameters().stream().map(p -> p.variable().toString()).toList()));
    assertEquals(model.parameters().stream().mapToLong(p -> p.variable().shape().count()).sum(),
        model.parameterCount());
  }

  @Test
  void aModelIsBuiltOverTheSameVariablesEachTime() {
    Model model = built(Sequential.of(dense(8, RELU), dense(3)), 7, 4);
    List<Parameter> before = List.copyOf(model.parameters());
    Graph graph = new Graph();
    model.train(graph.input("x", TensorType.f32(2, 4)),
        new Model.RandomSource(graph.input("seed", TensorType.i32(2)), graph.input("step", TensorType.i32())));
    assertEquals(before, List.copyOf(model.parameters()));
    IntStream.range(0, before.size())
        .forEach(i -> assertSame(before.get(i).variable(), List.copyOf(model.parameters()).get(i).variable()));
    var error = assertThrows(IllegalArgumentException.class,
        () -> model.infer(new Graph().input("x", TensorType.f32(2, 5))));
    assertEquals(
        "layer 0 (dense 8): parameter 0.weight has shape [8, 4] from before, but this input needs [8, 5]; build the model with inputs of"
            + " one width",
        error.getMessage());
  }

  /** y = x W^T + b, by hand, over the last axis of two and of three. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void denseIsAMatrixProductOverTheLastAxis(int rank) {
    Model model = new Model(dense(3));
    Graph graph = new Graph();
    double[] values = IntStream.range(0, 8).mapToDouble(i -> i - 2.5).toArray();
    Tensor x = graph.input("x", new Literal(rank == 2 ? TensorType.f32(4, 2) : TensorType.f32(2, 2, 2), values));
    Tensor y = model.infer(x);
    assertEquals(rank == 2 ? Shape.of(4, 3) : Shape.of(2, 2, 3), y.shape());
    double[] weight = {1, 2, -3, 4, 0.5, -6};
    double[] bias = {10, 20, 30};
    try (Device device = Devices.open("reference");
        Session session = new Session(device, model.parameters().stream().map(Parameter::variable).toList())) {
      List<Parameter> parameters = List.copyOf(model.parameters());
      session.write(parameters.get(0).variable(), weight);
      session.write(parameters.get(1).variable(), bias);
      var execution = session.prepare(graph, Map.of("y", y));
      try (var inputs = session.inputs(execution.program())) {
        execution.on(inputs).run();
        double[] actual = execution.read("y");
        for (int row = 0; row < 4; row++) {
          for (int unit = 0; unit < 3; unit++) {
            double expected =
                values[2 * row] * weight[2 * unit] + values[2 * row + 1] * weight[2 * unit + 1] + bias[unit];
            assertEquals(expected, actual[3 * row + unit], 1e-15, "row " + row + ", unit " + unit);
          }
        }
      }
    }
  }

  /** The values by hand; those of all others are PyTorch's. */
  static Stream<Arguments> activations() {
    return Stream.of(Arguments.of(Activation.STEP, "-1 0 2", "0 0 1"),
        Arguments.of(Activation.IDENTITY, "-1 0 2", "-1 0 2"),
        Arguments.of(RELU, "-1 0 2", "0 0 2"),
        Arguments.of(Layers.leakyRelu(0.25), "-1 0 2", "-0.25 0 2"),
        Arguments.of(Activation.HARD_SIGMOID, "-3 0 3", "0 0.5 1"),
        Arguments.of(Activation.HARD_SIGMOID, "-4 1.5 9", "0 0.75 1"),
        Arguments.of(Activation.SIGMOID, "-1 0 2", "0.2689414213699951 0.5 0.8807970779778823"),
        Arguments.of(TANH, "-1 0 2", "-0.7615941559557649 0 0.9640275800758169"),
        Arguments.of(Activation.GELU, "-1 0 2", "-0.15865525393145707 0 1.9544997361036416"),
        Arguments.of(Activation.SOFTMAX, "-1 0 2", "0.04201006613406605 0.11419519938459446 0.8437947344813395"));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationsAreTheirFunctions(Activation activation, String x, String y) {
    Graph graph = new Graph();
    Tensor result = new Model(activation).infer(graph.tensor("x", Shape.of(1, 3), numbers(x)));
    try (Device device = Devices.open("reference")) {
      assertArrayEquals(numbers(y), Eval.of(device, result).of(result), 1e-12);
    }
  }

  /** What is infinite in the branch that is not taken must not reach the gradient. */
  @Test
  void slopesFarOutAreNumbers() {
    for (Activation activation : List.of(Layers.elu(1), Activation.SELU, Activation.SOFTPLUS, Activation.MISH,
        Activation.SILU, Activation.GELU, new Activation.Gelu(Activation.Gelu.Approximate.TANH))) {
      Graph graph = new Graph();
      Tensor x = graph.tensor("x", Shape.of(1, 2), 800, -800);
      Tensor slope = Gradients.of(new Model(activation).infer(x).sum(), x).of(x);
      try (Device device = Devices.open("reference")) {
        double scale = activation == Activation.SELU ? 1.0507009873554805 : 1;
        assertArrayEquals(new double[] {scale, 0}, Eval.of(device, slope).of(slope), 1e-12, activation.label());
      }
    }
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void heComesBeforeReluAndGlorotElse() {
    assertEquals(new Initializer.He(), dense(3, RELU).initializer());
    assertEquals(new Initializer.Glorot(), dense(3, TANH).initializer());
    assertEquals(new Initializer.Glorot(), dense(3).initializer());
  }

  static Stream<Arguments> initializers() {
    return Stream.of(
        Arguments.of(new Initializer.Glorot(), Shape.of(300, 100), Math.sqrt(6.0 / 400)),
        Arguments.of(new Initializer.He(), Shape.of(300, 100), Math.sqrt(6.0 / 100)),
        Arguments.of(new Initializer.He(), Shape.of(100, 300), Math.sqrt(6.0 / 300)),
        Arguments.of(new Initializer.Glorot(), Shape.of(50, 20, 6, 5), Math.sqrt(6.0 / (70 * 30))),
        Arguments.of(new Initializer.He(), Shape.of(50, 20, 6, 5), Math.sqrt(6.0 / 600)),
        Arguments.of(new Initializer.KaimingUniform(Math.sqrt(5)), Shape.of(300, 100), 0.1),
        Arguments.of(new Initializer.Uniform(-0.25, 0.25), Shape.of(30_000), 0.25));
  }

  /** Mean and variance by the formulas for a truncated normal distribution, within five standard errors. */
  @ParameterizedTest
  @CsvSource({"0, 1, -2, 2, 0, 0.7737413", "1, 2, 0, 1.5, 0.7614966, 0.1841286", "0, 1, 6, 9, 6.1584823, 0.0242"})
  void whatIsTruncatedStaysWithin(double mean, double deviation, double low, double high, double expected,
      double variance) {
    float[] values = values(new Initializer.TruncatedNormal(mean, deviation, low, high), Shape.of(30_000));
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      assertTrue(value >= low && value <= high, Float.toString(value));
      sum += value;
      squares += (value - expected) * (value - expected);
    }
    assertEquals(expected, sum / values.length, 5 * Math.sqrt(variance / values.length));
    assertEquals(variance, squares / values.length, 0.05 * variance);
  }

  private static float[] values(Initializer initializer, Shape shape) {
    return floats(initializer.values(shape, new RandomSequence(12345, 3)), shape.count());
  }

  private static float[] floats(IntToDoubleFunction values, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) values.applyAsDouble(i);
    }
    return floats;
  }

  private static float[] initial(Parameter parameter, long seed) {
    return floats(parameter.initialValues(seed), parameter.variable().shape().count());
  }

  /** Of 30,000 uniform numbers in (-a, a), mean and variance a^2 / 3 are met within five standard errors. */
  @ParameterizedTest
  @MethodSource("initializers")
  void initialValuesAreUniformWithinTheirLimit(Initializer initializer, Shape shape, double limit) {
    float[] values = values(initializer, shape);
    int count = shape.count();
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest <= (float) limit && largest > 0.99 * limit, "largest " + largest + ", limit " + limit);
    assertEquals(0, sum / count, 5 * limit / Math.sqrt(3.0 * count), "mean");
    assertEquals(limit * limit / 3, squares / count, 5 * limit * limit * Math.sqrt(4.0 / 45 / count), "variance");
    assertTrue(Arrays.stream(boxed(values)).distinct().count() > 0.99 * count);
  }

  static Stream<Arguments> normal() {
    return Stream.of(Arguments.of(new Initializer.Normal(3, 0.5), Shape.of(30_000), 3, 0.5),
        Arguments.of(new Initializer.GlorotNormal(), Shape.of(300, 100), 0, Math.sqrt(2.0 / 400)),
        Arguments.of(new Initializer.HeNormal(), Shape.of(50, 20, 6, 5), 0, Math.sqrt(2.0 / 600)));
  }

  /** Of 30,000 normal numbers, mean, variance, and shares within one and two deviations; five standard errors. */
  @ParameterizedTest
  @MethodSource("normal")
  void initialValuesAreNormal(Initializer initializer, Shape shape, double mean, double deviation) {
    float[] values = values(initializer, shape);
    double[] standard = new double[values.length];
    Arrays.setAll(standard, i -> (values[i] - mean) / deviation);
    double root = Math.sqrt(values.length);
    assertEquals(0, Arrays.stream(standard).average().orElseThrow(), 5 / root);
    assertEquals(1, Arrays.stream(standard).map(z -> z * z).average().orElseThrow(), 5 * Math.sqrt(2) / root);
    assertEquals(0.682689, share(standard, 1), 5 * 0.5 / root);
    assertEquals(0.954500, share(standard, 2), 5 * 0.21 / root);
  }

  private static double share(double[] standard, double within) {
    return Arrays.stream(standard).filter(z -> Math.abs(z) < within).count() / (double) standard.length;
  }

  @ParameterizedTest
  @CsvSource({"5, 12", "12, 5", "7, 7"})
  void orthogonalRowsOrColumnsHaveTheLengthOfTheGain(int rows, int columns) {
    float[] values = values(new Initializer.Orthogonal(2), Shape.of(rows, columns));
    int vectors = Math.min(rows, columns);
    for (int i = 0; i < vectors; i++) {
      for (int j = 0; j <= i; j++) {
        double product = 0;
        for (int k = 0; k < Math.max(rows, columns); k++) {
          product += rows < columns
              ? (double) values[i * columns + k] * values[j * columns + k]
              : (double) values[k * columns + i] * values[k * columns + j];
        }
        assertEquals(i == j ? 4 : 0, product, 1e-5, "vectors " + i + " and " + j);
      }
    }
  }

  private static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }

  @Test
  void initialValuesFollowFromSeedAndPlace() {
    Model model = built(Sequential.of(dense(5), dense(4), dense(4)), 1, 4);
    Model again = built(Sequential.of(dense(5), dense(4), dense(4)), 9, 4);
    List<Parameter> parameters = List.copyOf(model.parameters());
    List<Parameter> same = List.copyOf(again.parameters());
    for (int i = 0; i < parameters.size(); i++) {
      assertArrayEquals(initial(parameters.get(i), 7), initial(same.get(i), 7));
    }
    float[] first = initial(parameters.get(0), 7);
    assertTrue(!Arrays.equals(first, initial(parameters.get(0), 8)), "another seed");
    assertTrue(!Arrays.equals(first, initial(parameters.get(0), 7L + (1L << 32))),
        "another high word of the seed");
    assertTrue(!Arrays.equals(Arrays.copyOf(first, 4), Arrays.copyOf(initial(parameters.get(2), 7), 4)),
        "another place");
    assertArrayEquals(new float[5], initial(parameters.get(1), 7), "a bias begins at 0");
  }

  /** These numbers must never change: whoever repeats a training with its seed gets them. */
  @Test
  void initialValuesAreKnown() {
    Model model = built(Sequential.of(dense(3, RELU), dense(2)), 1, 4);
    List<Parameter> parameters = List.copyOf(model.parameters());
    assertArrayEquals(KNOWN_HE, Arrays.copyOf(initial(parameters.get(0), 42), 5));
    assertArrayEquals(KNOWN_GLOROT, Arrays.copyOf(initial(parameters.get(2), 42), 5));
  }

  /** A training graph of dropout on ones, run at some steps. */
  private static double[] dropped(Layer layer, int count, int seed, int step) {
    Graph graph = new Graph();
    Tensor ones = graph.constant(1.0).broadcast(Shape.of(1, count));
    Tensor y = new Model(layer).train(ones, new Model.RandomSource(
        graph.input("seed", new Literal(TensorType.i32(2), seed, 0)),
        graph.input("step", new Literal(TensorType.i32(), step))));
    try (Device device = Devices.open("reference")) {
      return Eval.of(device, y).of(y);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void dropoutKeepsTheMeanAndDropsItsShare(double rate) {
    int count = 20_000;
    double[] values = dropped(dropout(rate), count, 3, 5);
    long zeros = Arrays.stream(values).filter(value -> value == 0).count();
    double error = 5 * Math.sqrt(rate * (1 - rate) / count);
    assertEquals(rate, (double) zeros / count, error);
    assertEquals(1, Arrays.stream(values).average().orElseThrow(), error / (1 - rate));
    Arrays.stream(values).forEach(value -> assertTrue(value == 0 || Math.abs(value - 1 / (1 - rate)) < 1e-12));
  }

  @Test
  void dropoutDiffersByStepSeedAndLayer() {
    double[] first = dropped(dropout(0.5), 64, 3, 5);
    assertArrayEquals(first, dropped(dropout(0.5), 64, 3, 5));
    assertTrue(!Arrays.equals(first, dropped(dropout(0.5), 64, 3, 6)), "step");
    assertTrue(!Arrays.equals(first, dropped(dropout(0.5), 64, 4, 5)), "seed");
    Dropout twice = dropout(0.5);
    for (Layer layer : List.of(Sequential.of(dropout(0.5), dropout(0.5)), Sequential.of(twice, twice))) {
      double[] both = dropped(layer, 20_000, 3, 5);
      double share = (double) Arrays.stream(both).filter(value -> value == 0).count() / both.length;
      assertEquals(0.75, share, 0.02, "two masks that are independent leave a quarter");
    }
  }

  @Test
  void dropoutDoesNothingInInferenceNorAtRateZero() {
    Graph graph = new Graph();
    Tensor x = graph.input("x", TensorType.f32(2, 3));
    assertSame(x, new Model(dropout(0.5)).infer(x));
    assertArrayEquals(new double[] {1, 1, 1}, dropped(dropout(0), 3, 1, 1));
  }

  @Test
  void theGradientOfDropoutUsesTheSameMask() {
    Graph graph = new Graph();
    Tensor x = graph.tensor("x", Shape.of(1, 50), new Random(1).doubles(50, 1, 2).toArray());
    Tensor y = new Model(dropout(0.5)).train(x,
        new Model.RandomSource(graph.input("seed", new Literal(TensorType.i32(2), 1, 2)),
            graph.input("step", new Literal(TensorType.i32(), 4))));
    assertEquals(1, graph.nodes().stream().filter(node -> node.op() instanceof Op.Random).count());
    Tensor gradient = Gradients.of(y.sum(), x).of(x);
    try (Device device = Devices.open("reference")) {
      Eval values = Eval.of(device, y, gradient, x);
      for (int i = 0; i < 50; i++) {
        assertEquals(values.of(y)[i] == 0 ? 0 : 2, values.of(gradient)[i], "element " + i);
      }
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertEquals("a dense layer of 0 units; it needs at least 1",
        assertThrows(IllegalArgumentException.class, () -> dense(0)).getMessage());
    for (double rate : new double[] {-0.1, 1, Double.NaN}) {
      assertEquals("a dropout rate of " + rate + "; it must be at least 0 and below 1",
          assertThrows(IllegalArgumentException.class, () -> dropout(rate)).getMessage());
    }
    assertEquals("a dense layer takes [batch, inputs], not [4]", assertThrows(IllegalArgumentException.class,
        () -> new Model(dense(2)).infer(new Graph().input("x", TensorType.f32(4)))).getMessage());
    Layer random = new Layer() {
      @Override
      public Tensor apply(Tensor x, Scope scope) {
        return scope.random(x.shape());
      }

      @Override
      public String label() {
        return "noise";
      }
    };
    assertEquals("random numbers are asked for in inference, by layer 0; ask in training only",
        assertThrows(IllegalStateException.class,
            () -> built(Sequential.of(random), 1, 2)).getMessage());
  }

  @Test
  void labelsAreShort() {
    assertEquals("sequential(dense 8, relu, dropout 0.5, dense 3)",
        Sequential.of(dense(8, RELU), dropout(0.5), dense(3)).label());
  }
}
