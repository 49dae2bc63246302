package dev.sinabro.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Tensors;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.run.Eval;
import dev.sinabro.testkit.WatchedBackend;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {
  private static final double[] LOGITS = {0.5, -1.25, 2, 3, 3, 3, -4, 0, 0.125, 50, -50, 0};
  private static final double[] COLUMN = {0.5, -1.25, 40, -40};
  private static final Literal LABELS = integers(2, 0, 1, 1);
  private static final Literal BITS = integers(1, 1, 0, 0);
  private static final double[] WEIGHTS = {0.5, 3, 1.25};
  private static final Literal SEVERAL = rows(3, 1, 0, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0);
  private static final Literal SHARES = rows(3, 0.75, 0, 0.25, 0, 1, 0, 0.125, 0.5, 0.375, 0.5, 0.5, 0);
  private static final Literal VALUES = new Literal(TensorType.f32(4, 1), 0.25, 0.75, 1, 0);

  private final Device device = new Device(new ReferenceBackend(), "");

  @AfterEach
  void closeDevice() {
    device.close();
  }

  private static Literal integers(double... values) {
    return new Literal(TensorType.i32(values.length), values);
  }

  private static Literal rows(int width, double... values) {
    return new Literal(TensorType.f32(values.length / width, width), values);
  }

  /** What a loss gives for some outputs. */
  private record Found(double[] values, double minimized, double[] gradient, double[] predictions) {
    static Found of(Device device, Loss loss, Literal outputs, Literal target) {
      return ofFields(device, loss, outputs, Map.of("target", target));
    }

    static Found ofFields(Device device, Loss loss, Literal outputs, Map<String, Literal> fields) {
      Graph graph = new Graph();
      Tensor x = graph.input("x", outputs);
      Map<String, Tensor> inputs = new HashMap<>();
      fields.forEach((name, literal) -> inputs.put(name, graph.input(name, literal)));
      Weighted losses = loss.values(Tensors.output("output", x), Tensors.fields(inputs));
      Tensor minimized = loss.minimized(losses);
      Tensor gradient = Gradients.of(minimized, x).of(x);
      Tensor predictions = loss.predictions(Tensors.output("output", x)).only();
      assertEquals(Shape.SCALAR, minimized.shape());
      assertEquals(x.shape(), predictions.shape());
      Eval found = Eval.of(device, losses.values(), minimized, gradient, predictions);
      return new Found(found.of(losses.values()), found.scalar(minimized), found.of(gradient), found.of(predictions));
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of("softmax", Loss.softmaxCrossEntropy(), rows(3, LOGITS), LABELS),
        Arguments.of("binary-labels", Loss.binaryCrossEntropy(), rows(1, COLUMN), BITS),
        Arguments.of("binary-values", Loss.binaryCrossEntropy(), rows(1, COLUMN), VALUES),
        Arguments.of("softmax-weights", Loss.softmaxCrossEntropy(0, WEIGHTS), rows(3, LOGITS), LABELS),
        Arguments.of("softmax-smoothed", Loss.softmaxCrossEntropy(0.1), rows(3, LOGITS), LABELS),
        Arguments.of("softmax-all", Loss.softmaxCrossEntropy(0.2, WEIGHTS).ignoring(0), rows(3, LOGITS), LABELS),
        Arguments.of("softmax-shares", Loss.softmaxCrossEntropy(), rows(3, LOGITS), SHARES),
        Arguments.of("softmax-shares-smoothed", Loss.softmaxCrossEntropy(0.1), rows(3, LOGITS), SHARES),
        Arguments.of("softmax-shares-weights", Loss.softmaxCrossEntropy(0.2, WEIGHTS), rows(3, LOGITS), SHARES),
        Arguments.of("nll", Loss.negativeLogLikelihood(), rows(3, LOGITS), LABELS),
        Arguments.of("nll-weights", Loss.negativeLogLikelihood(WEIGHTS).ignoring(2), rows(3, LOGITS), LABELS),
        Arguments.of("binary-positive", Loss.binaryCrossEntropy(2.5), rows(1, COLUMN), VALUES),
        Arguments.of("binary-several", Loss.binaryCrossEntropy(WEIGHTS), rows(3, LOGITS), SEVERAL),
        Arguments.of("mae-one-hot", Loss.mae(), rows(3, LOGITS), LABELS),
        Arguments.of("mae-values", Loss.mae(), rows(1, COLUMN), VALUES),
        Arguments.of("rmse-values", Loss.rmse(), rows(1, COLUMN), VALUES),
        Arguments.of("huber", Loss.huber(1), rows(3, LOGITS), LABELS),
        Arguments.of("huber-delta", Loss.huber(2), rows(1, COLUMN), VALUES),
        Arguments.of("hinge-labels", Loss.hinge(), rows(1, COLUMN), BITS),
        Arguments.of("hinge-one-hot", Loss.hinge(), rows(3, LOGITS), LABELS),
        Arguments.of("perceptron-labels", Loss.perceptron(), rows(1, COLUMN), BITS),
        Arguments.of("mse-one-hot", Loss.mse(), rows(3, LOGITS), LABELS),
        Arguments.of("mse-labels", Loss.mse(), rows(1, COLUMN), BITS),
        Arguments.of("mse-values", Loss.mse(), rows(1, COLUMN), VALUES),
        Arguments.of("sse-one-hot", Loss.sse(), rows(3, LOGITS), LABELS),
        Arguments.of("sse-values", Loss.sse(), rows(1, COLUMN), VALUES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void valueAndGradientAreThoseOfPyTorch(String name, Loss loss, Literal outputs, Literal targets) throws IOException {
    double[] golden = golden(name);
    Found found = Found.of(device, loss, outputs, targets);
    assertEquals(golden[0], found.minimized, 1e-12 * golden[0]);
    assertArrayEquals(Arrays.copyOfRange(golden, 1, golden.length), found.gradient, 1e-13);
  }

  /** By differences in float64; at a corner the gradient is one between the slopes of both sides. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theGradientIsTheSlope(String name, Loss loss, Literal outputs, Literal targets) {
    Found found = Found.of(device, loss, outputs, targets);
    double most = Math.max(1, Arrays.stream(found.gradient).map(Math::abs).max().orElseThrow());
    for (int i = 0; i < found.gradient.length; i++) {
      double above = slope(loss, outputs, targets, i, 1e-5, found.minimized);
      double below = slope(loss, outputs, targets, i, -1e-5, found.minimized);
      double error = Math.max(Math.min(above, below) - found.gradient[i], found.gradient[i] - Math.max(above, below));
      double between = Math.abs(above - below) < 1e-3 ? Math.abs((above + below) / 2 - found.gradient[i]) : error;
      assertTrue(between < 1e-6 * most,
          "by output " + i + ": " + found.gradient[i] + ", slopes " + below + ", " + above);
    }
  }

  private double slope(Loss loss, Literal outputs, Literal targets, int i, double step, double here) {
    double[] moved = new double[outputs.type().shape().count()];
    for (int k = 0; k < moved.length; k++) {
      moved[k] = outputs.value(k) + (k == i ? step : 0);
    }
    return (Found.of(device, loss, new Literal(outputs.type(), moved), targets).minimized - here) / step;
  }

  private static double[] golden(String name) throws IOException {
    String resource = "/dev/sinabro/loss/golden_losses.txt";
    try (InputStream stream = Objects.requireNonNull(LossTest.class.getResourceAsStream(resource), resource)) {
      String line = new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines()
          .filter(text -> text.startsWith(name + " ")).findFirst().orElseThrow();
      return Arrays.stream(line.split(" ")).skip(1).mapToDouble(Double::parseDouble).toArray();
    }
  }

  /** The two ways to combine values: a mean, whose gradient shrinks with the batch, and a sum, whose gradient does not. */
  @Test
  void aLossIsItsFormula() {
    Literal outputs = rows(2, 1, 3, -2, 0.5);
    Literal targets = rows(2, 0, 1, -1, 0);
    Found mse = Found.of(device, Loss.mse(), outputs, targets);
    assertArrayEquals(new double[] {1, 4, 1, 0.25}, mse.values);
    assertEquals(1.5625, mse.minimized);
    assertArrayEquals(new double[] {0.5, 1, -0.5, 0.25}, mse.gradient);
    Found sse = Found.of(device, Loss.sse(), outputs, targets);
    assertArrayEquals(new double[] {2.5, 0.625}, sse.values);
    assertEquals(3.125, sse.minimized);
    assertArrayEquals(new double[] {1, 2, -1, 0.5}, sse.gradient);
    Found binary = Found.of(device, Loss.binaryCrossEntropy(), outputs, rows(2, 0, 1, 0.5, 0));
    double sigmoid = 1 / (1 + Math.exp(-1));
    assertEquals(-Math.log(1 - sigmoid), binary.values[0], 1e-15);
    assertEquals(Math.log1p(Math.exp(-3)), binary.values[1], 1e-15);
    assertEquals((sigmoid - 0) / 4, binary.gradient[0], 1e-15);
  }

  @ParameterizedTest
  @EnumSource(value = DType.class, names = {"F32", "F64"})
  void extremeLogitsGiveFiniteLossesAndGradients(DType floatType) {
    Device typed = new Device(new WatchedBackend(new ReferenceBackend(), floatType), "");
    Found softmax =
        Found.of(typed, Loss.softmaxCrossEntropy(), rows(2, 1e4, -1e4, 1e4, -1e4, 1e30, 1e30), integers(0, 1, 0));
    assertArrayEquals(new double[] {0, 2e4, Math.log(2)}, softmax.values, 1e-6);
    assertArrayEquals(new double[] {0, 0, 1 / 3.0, -1 / 3.0, -0.5 / 3, 0.5 / 3}, softmax.gradient, 1e-7);
    Found binary = Found.of(typed, Loss.binaryCrossEntropy(), rows(1, 1e4, -1e4, 1e4, -1e4), integers(1, 0, 0, 1));
    assertArrayEquals(new double[] {0, 0, 1e4, 1e4}, binary.values, 1e-6);
    assertArrayEquals(new double[] {0, 0, 0.25, -0.25}, binary.gradient, 1e-7);
    assertArrayEquals(new double[] {1, 0, 1, 0}, binary.predictions, 1e-7);
  }

  /** A small loss must not be lost in rounding: log(1 + e^-20), not log of a number that rounds to 1. */
  @Test
  void smallLossesAreNotRoundedToZero() {
    Device single = new Device(new WatchedBackend(new ReferenceBackend(), DType.F32), "");
    Found binary = Found.of(single, Loss.binaryCrossEntropy(), rows(1, 20), integers(1));
    assertEquals(Math.log1p(Math.exp(-20)), binary.values[0], 1e-15);
    Found softmax = Found.of(device, Loss.softmaxCrossEntropy(), rows(2, 20, 0), integers(0));
    assertEquals(Math.log1p(Math.exp(-20)), softmax.values[0], 1e-15);
  }

  private static double crossEntropy(double logit, double other) {
    return Math.log1p(Math.exp(other - logit));
  }

  /** Two rows of three positions of two classes; some do not count, and hold labels that there are not, or NaN. */
  @Test
  void theMeanOfSequencesIsOverWhatCounts() {
    Literal logits = new Literal(TensorType.f32(2, 3, 2), 1, 0, 0, 2, 3, 0, 0, 0, -1, 1, 5, 0);
    Literal labels = new Literal(TensorType.i32(2, 3), 0, -100, 1, 1, 0, -100);
    Loss loss = Loss.softmaxCrossEntropy().ignoring(-100);
    double[] each = {crossEntropy(1, 0), crossEntropy(0, 3), crossEntropy(0, 0), crossEntropy(-1, 1)};
    Found found = Found.of(device, loss, logits, labels);
    assertEquals(Arrays.stream(each).sum() / 4, found.minimized, 1e-15);
    double sigmoid = 1 / (1 + Math.exp(-1));
    assertEquals((sigmoid - 1) / 4, found.gradient[0], 1e-15);
    assertEquals(0, Math.abs(found.gradient[2]));
    assertEquals(0, Math.abs(found.gradient[10]));

    Map<String, Literal> fields = Map.of("labels", labels, "mask",
        new Literal(new TensorType(DType.U8, Shape.of(2, 3)), 1, 1, 0, 1, 1, 255), "weight",
        new Literal(TensorType.f32(2), 0.5, 3));
    Found weighted = Found.ofFields(device, Loss.softmaxCrossEntropy().target("labels").ignoring(-100).mask("mask")
        .weights("weight"), logits, fields);
    assertEquals((0.5 * each[0] + 3 * each[2] + 3 * each[3]) / 6.5, weighted.minimized, 1e-15);
    assertEquals(0.5 * (sigmoid - 1) / 6.5, weighted.gradient[0], 1e-15);
    assertEquals(0, Math.abs(weighted.gradient[4]));
  }

  @Test
  void whatDoesNotCountMayBeNaN() {
    Literal outputs = rows(2, 1, 3, -2, 0.5);
    Map<String, Literal> fields = Map.of("target", rows(2, 0, Double.NaN, Double.NaN, 0), "mask",
        rows(2, 1, 0, 0, 1));
    Found found = Found.ofFields(device, Loss.mse().mask("mask"), outputs, fields);
    assertEquals((1 + 0.25) / 2, found.minimized);
    assertArrayEquals(new double[] {1, 0, 0, 0.5}, found.gradient, Double.MIN_VALUE);
  }

  @Test
  void aBatchOfWhichNothingCountsChangesNothing() {
    Found found = Found.of(device, Loss.softmaxCrossEntropy().ignoring(9), rows(2, 1, 3), integers(9));
    assertEquals(0, found.minimized);
    assertArrayEquals(new double[2], found.gradient, Double.MIN_VALUE);
  }

  /** A whole share is a label: in value, in gradient, and in what a row counts. */
  @Test
  void sharesOfOneClassAreItsLabel() {
    Literal whole = rows(3, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0);
    for (Loss loss : List.of(Loss.softmaxCrossEntropy(), Loss.softmaxCrossEntropy(0.2, WEIGHTS),
        Loss.softmaxCrossEntropy(0, 0, 3, 0), Loss.negativeLogLikelihood(), Loss.negativeLogLikelihood(WEIGHTS))) {
      Found labels = Found.of(device, loss, rows(3, LOGITS), LABELS);
      Found shares = Found.of(device, loss, rows(3, LOGITS), whole);
      assertEquals(labels.minimized, shares.minimized, 1e-14 * Math.abs(labels.minimized));
      assertArrayEquals(labels.gradient, shares.gradient, 1e-15);
    }
  }

  @Test
  void lossesAreAddedWithTheirFactors() {
    Literal outputs = rows(2, 1, 3, -2, 0.5);
    Literal targets = rows(2, 0, 1, -1, 0);
    Found sum = Found.of(device, Loss.mse().times(2).plus(Loss.sse()), outputs, targets);
    assertEquals(2 * 1.5625 + 3.125, sum.minimized);
    assertArrayEquals(new double[] {2 * 0.5 + 1, 2 * 1 + 2, 2 * -0.5 - 1, 2 * 0.25 + 0.5}, sum.gradient);
    assertEquals("2.0 mse + sse", Loss.mse().times(2).plus(Loss.sse()).name());
  }

  @Test
  void predictionsAreWhatOutputsStandFor() {
    Found softmax = Found.of(device, Loss.softmaxCrossEntropy(), rows(2, 0, Math.log(3)), integers(0));
    assertArrayEquals(new double[] {0.25, 0.75}, softmax.predictions, 1e-15);
    Found binary = Found.of(device, Loss.binaryCrossEntropy(), rows(1, Math.log(3)), integers(0));
    assertArrayEquals(new double[] {0.75}, binary.predictions, 1e-15);
    assertArrayEquals(new double[] {-7}, Found.of(device, Loss.mse(), rows(1, -7), integers(0)).predictions);
    assertArrayEquals(new double[] {-7}, Found.of(device, Loss.sse(), rows(1, -7), integers(0)).predictions);
  }

  /** The sum of the losses of a batch stays what it is where it is zero: no root and no side makes it NaN. */
  @Test
  void noErrorHasNoSlope() {
    for (Loss loss : List.of(Loss.rmse(), Loss.mae(), Loss.huber(1), Loss.mse(), Loss.sse())) {
      Found found = Found.of(device, loss, rows(1, 2, -3), rows(1, 2, -3));
      assertEquals(0, found.minimized, loss.name());
      assertArrayEquals(new double[2], found.gradient, Double.MIN_VALUE, loss.name());
    }
  }

  /** Where step(0) is 0, an output of 0 is wrong for class 1 and right for class 0: so learning begins at weights of 0. */
  @Test
  void thePerceptronLearnsFromAnOutputOfZero() {
    Found found = Found.of(device, Loss.perceptron().times(4), rows(1, 0, 0, -2, 2), integers(1, 0, 1, 0));
    assertArrayEquals(new double[] {-1, 0, -1, 1}, found.gradient);
    assertArrayEquals(new double[] {0, 0, 0, 1}, found.predictions);
  }

  @Test
  void wrongSettingsAreRefused() {
    Map<String, Executable> wrong = Map.of("a delta of 0.0; it must be above 0", () -> Loss.huber(0),
        "a label smoothing of 1.0; it must be at least 0 and below 1", () -> Loss.softmaxCrossEntropy(1),
        "a class weight of -1.0; it must not be negative", () -> Loss.negativeLogLikelihood(1, -1),
        "a class weight of 0 with smoothed labels; it must be above 0",
        () -> Loss.softmaxCrossEntropy(0.1, 0, 1),
        "the loss has weights for 2 classes, but the output has 3; give one for each",
        () -> Found.of(device, Loss.softmaxCrossEntropy(0, 1, 1), rows(3, LOGITS), LABELS));
    wrong.forEach((message, setting) -> assertEquals(message,
        assertThrows(RuntimeException.class, setting).getMessage()));
  }

  @Test
  void namesAreThoseOfConfigurations() {
    assertEquals("softmax-cross-entropy binary-cross-entropy mse sse rmse mae huber hinge perceptron"
        + " negative-log-likelihood",
        Stream.of(Loss.softmaxCrossEntropy(), Loss.binaryCrossEntropy(), Loss.mse(), Loss.sse(), Loss.rmse(),
            Loss.mae(), Loss.huber(1), Loss.hinge(), Loss.perceptron(), Loss.negativeLogLikelihood())
            .map(Loss::name).collect(Collectors.joining(" ")));
    assertTrue(Loss.mse().equals(Loss.mse()) && !Loss.mse().equals(Loss.sse()));
  }
}
