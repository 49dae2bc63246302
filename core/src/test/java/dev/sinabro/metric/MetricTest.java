package dev.sinabro.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTest {
  private static double[] perRow(Metric metric, int width, Literal targets, double... predictions) {
    Graph graph = new Graph();
    Tensor x = graph.input("x", new Literal(TensorType.f32(predictions.length / width, width), predictions));
    Tensor numbers = metric.perRow(x, graph.input("targets", targets));
    assertEquals(Shape.of(predictions.length / width), numbers.shape());
    try (Device device = Devices.open("reference")) {
      return Eval.of(device, numbers).of(numbers);
    }
  }

  private static Literal labels(double... labels) {
    return new Literal(TensorType.i32(labels.length), labels);
  }

  @Test
  void accuracyTakesTheLargestPredictionAndOfEqualOnesTheFirst() {
    assertArrayEquals(new double[] {1, 0, 1, 0, 1},
        perRow(Metric.accuracy(), 3, labels(1, 0, 0, 2, 2), 0.1, 0.7, 0.2, 0.1, 0.2, 0.7, 0.4, 0.4, 0.2, 0.2, 0.4, 0.4,
            -3,
            -2, -1));
  }

  @ParameterizedTest
  @CsvSource({"0.6, 1, 1", "0.6, 0, 0", "0.4, 0, 1", "0.4, 1, 0", "0.5, 0, 1", "0.5, 1, 0", "0.50001, 1, 1", "-3, 0, 1",
      "7, 1, 1"})
  void aSinglePredictionIsClassOneAboveOneHalf(double prediction, double label, double expected) {
    assertArrayEquals(new double[] {expected}, perRow(Metric.accuracy(), 1, labels(label), prediction));
  }

  @Test
  void rmseIsTheRootOfTheMeanSquareInTheTargetsUnit() {
    Literal targets = new Literal(TensorType.f32(2, 1), 1, 10);
    assertArrayEquals(new double[] {4, 9}, perRow(Metric.rmse(), 1, targets, 3, 7));
    assertEquals(Math.sqrt(6.5), Metric.rmse().ofMean(6.5));
    assertEquals(2.5 * Math.sqrt(6.5), Metric.rmse(2.5).ofMean(6.5));
    assertArrayEquals(new double[] {4, 9}, perRow(Metric.rmse(2.5), 1, targets, 3, 7), "the unit is applied once");
  }

  @Test
  void severalPredictionsOfARowAreAveraged() {
    assertArrayEquals(new double[] {2.5}, perRow(Metric.rmse(), 2, new Literal(TensorType.f32(1, 2), 0, 0), 1, 2));
  }

  @Test
  void namesAndDirections() {
    assertEquals("accuracy", Metric.accuracy().name());
    assertEquals("rmse", Metric.rmse(3).name());
    assertTrue(Metric.accuracy().largerIsBetter());
    assertFalse(Metric.rmse().largerIsBetter());
    assertEquals(0.75, Metric.accuracy().ofMean(0.75));
  }
}
