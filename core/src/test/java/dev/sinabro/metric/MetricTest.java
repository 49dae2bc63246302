package dev.sinabro.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.nn.Tensors;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MetricTest {
  /** The tallies of some predictions, and what the metric makes of them. */
  private record Found(Map<String, double[]> tallies, double value) {
    static Found of(Metric metric, Literal predictions, Map<String, Literal> fields) {
      Graph graph = new Graph();
      Map<String, Tensor> inputs = new HashMap<>();
      fields.forEach((name, values) -> inputs.put(name, graph.input(name, values)));
      Map<String, Tensor> tallies = metric.tallies(Tensors.output("output", graph.input("x", predictions)),
          Tensors.fields(inputs));
      try (Device device = Devices.open("reference")) {
        Eval values = Eval.of(device, tallies.values().toArray(Tensor[]::new));
        Map<String, double[]> sums = new HashMap<>();
        tallies.forEach((name, tally) -> sums.put(name, values.of(tally)));
        return new Found(sums, metric.value(sums));
      }
    }
  }

  private static double value(Metric metric, int width, Literal targets, double... predictions) {
    Literal x = new Literal(TensorType.f32(predictions.length / width, width), predictions);
    return Found.of(metric, x, Map.of("target", targets)).value;
  }

  private static Literal labels(double... labels) {
    return new Literal(TensorType.i32(labels.length), labels);
  }

  @Test
  void accuracyTakesTheLargestPredictionAndOfEqualOnesTheFirst() {
    double[][] predictions = {{0.1, 0.7, 0.2}, {0.1, 0.2, 0.7}, {0.4, 0.4, 0.2}, {0.2, 0.4, 0.4}, {-3, -2, -1}};
    int[] expected = {1, 2, 0, 1, 2};
    for (int row = 0; row < expected.length; row++) {
      for (int label = 0; label < 3; label++) {
        assertEquals(label == expected[row] ? 1 : 0, value(Metric.accuracy(), 3, labels(label), predictions[row]));
      }
    }
    assertEquals(0.5, value(Metric.accuracy(), 2, labels(0, 0), 1, 0, 0, 1));
  }

  @ParameterizedTest
  @CsvSource({"0.6, 1, 1", "0.6, 0, 0", "0.4, 0, 1", "0.4, 1, 0", "0.5, 0, 1", "0.5, 1, 0", "0.50001, 1, 1", "-3, 0, 1",
      "7, 1, 1"})
  void aSinglePredictionIsClassOneAboveOneHalf(double prediction, double label, double expected) {
    assertEquals(expected, value(Metric.accuracy(), 1, labels(label), prediction));
  }

  /** A prediction for each label is about that label alone, however many there are. */
  @Test
  void asManyPredictionsAsLabelsAreEachOnTheirSideOfOneHalf() {
    Literal predictions = new Literal(TensorType.f32(2, 2), 0.9, 0.1, 0.8, 0.7);
    Literal labels = new Literal(TensorType.i32(2, 2), 1, 0, 0, 1);
    assertEquals(0.75, Found.of(Metric.accuracy(), predictions, Map.of("target", labels)).value);
    assertEquals(1, Found.of(Metric.accuracy(), new Literal(TensorType.f32(3), 0.9, 0.1, 0.8),
        Map.of("target", labels(1, 0, 1))).value);
  }

  @Test
  void rmseIsTheRootOfTheMeanSquare() {
    assertEquals(Math.sqrt(6.5), value(Metric.rmse(), 1, new Literal(TensorType.f32(2, 1), 1, 10), 3, 7));
    assertEquals(Math.sqrt(2.5), value(Metric.rmse(), 2, new Literal(TensorType.f32(1, 2), 0, 0), 1, 2));
  }

  /** -log2 of 1/4 and of 1/2; what is ignored may hold anything. */
  @Test
  void bitsAndPerplexityAreOfTheRightClassesThatCount() {
    Literal predictions = new Literal(TensorType.f32(1, 3, 3), 0.25, 0.5, 0.25, 0.25, 0.5, 0.25, 0, 0, 1);
    Map<String, Literal> fields = Map.of("target", new Literal(TensorType.i32(1, 3), 0, 1, -1));
    assertEquals(1.5, Found.of(Metric.bitsPerCharacter().ignoring(-1), predictions, fields).value, 1e-12);
    assertEquals(Math.pow(2, 1.5), Found.of(Metric.perplexity().ignoring(-1), predictions, fields).value, 1e-12);
  }

  @Test
  void aProbabilityOfZeroIsSurprisingButNotInfinite() {
    assertEquals(37 / Math.log10(2), value(Metric.bitsPerCharacter(), 2, labels(0), 0, 1), 1e-9);
  }

  @Test
  void unexplainedVarianceIsZeroForTheTargetsAndOneForTheirMean() {
    Literal targets = new Literal(TensorType.f32(2, 2), 1, 10, 3, 20);
    assertEquals(0, value(Metric.unexplainedVariance(), 2, targets, 1, 10, 3, 20));
    assertEquals(1, value(Metric.unexplainedVariance(), 2, targets, 2, 15, 2, 15), 1e-12);
    assertEquals(9.0 / 52, value(Metric.unexplainedVariance(), 2, targets, 1, 10, 3, 17), 1e-12);
  }

  @Test
  void confusionCountsPairsOfClasses() {
    Literal predictions = new Literal(TensorType.f32(4, 2), 1, 0, 0, 1, 0, 1, 1, 0);
    Found found = Found.of(Metric.confusion(), predictions, Map.of("target", labels(0, 0, 1, 0)));
    assertArrayEquals(new double[] {2, 1, 0, 1}, found.tallies.get("counts"));
    assertEquals(0.75, found.value);
  }

  /** Of six positions, those with a mask, times the weight of their row. */
  @Test
  void onlyWhatCountsIsCounted() {
    Literal predictions = new Literal(TensorType.f32(2, 3, 2), 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1);
    Map<String, Literal> fields = Map.of("target", new Literal(TensorType.i32(2, 3), 0, 1, 7, 1, 1, 0), "mask",
        new Literal(new TensorType(DType.U8, Shape.of(2, 3)), 1, 1, 1, 1, 0, 1), "weight",
        new Literal(TensorType.f32(2), 1, 0.5));
    Found found = Found.of(Metric.accuracy().mask("mask").weights("weight").ignoring(7), predictions, fields);
    assertEquals(3, Objects.requireNonNull(found.tallies.get("of"))[0]);
    assertEquals(1.5, Objects.requireNonNull(found.tallies.get("right"))[0]);
    assertEquals(0.5, found.value);
    Found confusion = Found.of(Metric.confusion().mask("mask").weights("weight").ignoring(7), predictions, fields);
    assertArrayEquals(new double[] {1, 0.5, 1, 0.5}, confusion.tallies.get("counts"));
  }

  private static double[] golden(String name) throws IOException {
    String resource = "/dev/sinabro/metric/golden_metrics.txt";
    try (InputStream stream = Objects.requireNonNull(MetricTest.class.getResourceAsStream(resource), resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().map(line -> line.split(" "))
          .filter(words -> words[0].equals(name)).findFirst().map(words -> Arrays.stream(words).skip(1)
              .mapToDouble(Double::parseDouble).toArray())
          .orElseThrow();
    }
  }

  /** What metrics of scikit-learn are of. */
  private enum Data {
    CLASSES("scores", 4, "labels"), APART("apart", 4, "labels"), TWO("chances", 1, "ones"), NUMBERS("guesses", 2,
        "numbers");

    private final String predictions;
    private final int width;
    private final String target;

    Data(String predictions, int width, String target) {
      this.predictions = predictions;
      this.width = width;
      this.target = target;
    }

    Found of(Metric metric) throws IOException {
      double[] x = golden(predictions);
      double[] y = golden(target);
      double[] weights = golden("weights");
      Literal targets =
          this == NUMBERS ? new Literal(TensorType.f32(y.length / width, width), y) : labels(y);
      return Found.of(metric, new Literal(TensorType.f32(x.length / width, width), x),
          Map.of("target", targets, "weight", new Literal(TensorType.f32(weights.length), weights)));
    }
  }

  static Stream<Arguments> ofScikitLearn() {
    List<Arguments> cases = new ArrayList<>();
    for (Average average : List.of(Average.MACRO, Average.MICRO)) {
      String name = average.name().toLowerCase(Locale.ROOT);
      Map.of("precision", Metric.precision(average), "recall", Metric.recall(average), "f1", Metric.f1(average))
          .forEach((metric, ours) -> {
            cases.add(Arguments.of(metric + "-" + name, Data.CLASSES, ours));
            cases.add(Arguments.of(metric + "-" + name + "-weighted", Data.CLASSES, ours.weights("weight")));
          });
    }
    return Stream.concat(cases.stream(), Stream.of(
        Arguments.of("precision-binary", Data.TWO, Metric.precision(Average.BINARY)),
        Arguments.of("recall-binary", Data.TWO, Metric.recall(Average.BINARY)),
        Arguments.of("f1-binary", Data.TWO, Metric.f1(Average.BINARY)),
        Arguments.of("accuracy", Data.CLASSES, Metric.accuracy()),
        Arguments.of("accuracy", Data.CLASSES, Metric.confusion()),
        Arguments.of("top-1", Data.APART, Metric.topK(1)), Arguments.of("top-2", Data.APART, Metric.topK(2)),
        Arguments.of("top-3", Data.APART, Metric.topK(3)), Arguments.of("roc-auc", Data.TWO, Metric.rocAuc()),
        Arguments.of("roc-auc-weighted", Data.TWO, Metric.rocAuc().weights("weight")),
        Arguments.of("roc-auc-several", Data.CLASSES, Metric.rocAuc()),
        Arguments.of("mse", Data.NUMBERS, Metric.mse()), Arguments.of("rmse", Data.NUMBERS, Metric.rmse()),
        Arguments.of("mae", Data.NUMBERS, Metric.mae()), Arguments.of("r2", Data.NUMBERS, Metric.r2()),
        Arguments.of("r2-weighted", Data.NUMBERS, Metric.r2().weights("weight"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofScikitLearn")
  void theValueIsThatOfScikitLearn(String name, Data data, Metric metric) throws IOException {
    assertEquals(golden(name)[0], data.of(metric).value, 1e-12);
  }

  @Test
  void theCountsOfAConfusionAreThoseOfScikitLearn() throws IOException {
    assertArrayEquals(golden("confusion"), Data.CLASSES.of(Metric.confusion()).tallies.get("counts"));
  }

  @Test
  void theTopClassesAreTheFirstOfEqualOnes() {
    double[] equal = {0.25, 0.25, 0.25, 0.25};
    for (int label = 0; label < 4; label++) {
      assertEquals(label < 2 ? 1 : 0, value(Metric.topK(2), 4, labels(label), equal));
    }
  }

  @Test
  void whatIsNotANumberIsNotAmongTheTopClasses() {
    double nan = Double.NaN;
    assertEquals(0, value(Metric.topK(2), 3, labels(2), nan, nan, nan));
    assertEquals(0, value(Metric.topK(2), 3, labels(1), 0.5, nan, 0.2));
    assertEquals(1, value(Metric.topK(2), 3, labels(0), 0.5, nan, 0.2));
  }

  /** Against all pairs: what shares a bin counts half, and is told as the bound. */
  @Test
  void theAreaIsOffByNoMoreThanTheBinsSay() {
    Random random = new Random(3);
    int n = 400;
    double[] scores = new double[n];
    double[] sides = new double[n];
    for (int i = 0; i < n; i++) {
      sides[i] = i % 3 == 0 ? 1 : 0;
      scores[i] = 1 / (1 + Math.exp(-0.5 * random.nextGaussian() - sides[i]));
    }
    double wins = 0;
    double close = 0;
    double pairs = 0;
    for (int i = 0; i < n; i += 3) {
      for (int k = 0; k < n; k++) {
        if (sides[k] == 0) {
          pairs++;
          wins += scores[i] > scores[k] ? 1 : 0;
          close += Math.abs(logit(scores[i]) - logit(scores[k])) < 0.01 ? 1 : 0;
        }
      }
    }
    double found = value(Metric.rocAuc(), 1, labels(sides), scores);
    assertEquals(wins / pairs, found, close / pairs / 2);
    assertTrue(close / pairs < 0.02, "a bound that says something");
    assertEquals(0.5, value(Metric.rocAuc(), 1, labels(0, 1, 1), 0, 0, -3));
    assertEquals(1, value(Metric.rocAuc(), 1, labels(0, 1, 1), 0.1, 1, 7));
  }

  private static double logit(double p) {
    return Math.log(p / (1 - p));
  }

  @Test
  void metricsOfTooFewOrTooManyClassesAreRefused() {
    assertEquals("f1-binary is a metric of two classes, but there are 3; use another average",
        assertThrows(GraphException.class, () -> value(Metric.f1(Average.BINARY), 3, labels(1), 0, 0, 1))
            .getMessage());
    assertEquals("top-3 of 3 output(s) would always be right, or has no order of classes; it takes more outputs than 3",
        assertThrows(GraphException.class, () -> value(Metric.topK(3), 3, labels(1), 0, 0, 1)).getMessage());
    assertEquals("the top 0 classes; it must be 1 at least",
        assertThrows(IllegalArgumentException.class, () -> Metric.topK(0)).getMessage());
  }

  @Test
  void anElementThatNeverChangesIsDeterminedWhereItIsMet() {
    Literal targets = new Literal(TensorType.f32(2, 2), 5, 1, 5, 3);
    assertEquals(1, value(Metric.r2(), 2, targets, 5, 1, 5, 3));
    assertEquals(0.5, value(Metric.r2(), 2, targets, 4, 1, 5, 3));
  }

  @Test
  void aMetricOfTheOtherKindOfTargetIsRefused() {
    assertEquals("accuracy is a metric of class labels, but the target of the data is a number; use rmse",
        assertThrows(GraphException.class,
            () -> value(Metric.accuracy(), 1, new Literal(TensorType.f32(1, 1), 1), 1)).getMessage());
    assertEquals("rmse is a metric of numbers, but the target of the data is class labels; use accuracy",
        assertThrows(GraphException.class, () -> value(Metric.rmse(), 1, labels(1), 1)).getMessage());
  }

  @Test
  void namesAndDirections() {
    assertEquals("accuracy rmse confusion mine", String.join(" ", Metric.accuracy().name(), Metric.rmse().name(),
        Metric.confusion().name(), Metric.rmse().named("mine").name()));
    assertTrue(Metric.accuracy().largerIsBetter() && Metric.confusion().largerIsBetter());
    assertFalse(Metric.rmse().largerIsBetter());
  }
}
