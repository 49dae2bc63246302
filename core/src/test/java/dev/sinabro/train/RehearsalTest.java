package dev.sinabro.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.loss.Loss;
import dev.sinabro.loss.Weighted;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Network;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.Tensors;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Losses and metrics of one's own that give a wrong shape or type are refused by name before the first step. */
class RehearsalTest {
  /** Rows of four features and a number without an axis of its own, which is where outputs [rows, 1] are broadcast. */
  private static final InMemory ROWS = InMemory.rows(6).with(Field.reals(Field.FEATURES, 4), new float[24])
      .with(Field.reals("y"), new float[6]).with(Field.reals(Field.TARGET, 1), new float[6]);

  private record Own(BiFunction<Tensor, Tensors, Weighted> formula, UnaryOperator<Tensors> meaning) implements Loss {
    @Override
    public String name() {
      return "own";
    }

    @Override
    public Weighted values(Tensors outputs, Tensors fields) {
      return formula.apply(outputs.only(), fields);
    }

    @Override
    public Tensors predictions(Tensors outputs) {
      return meaning.apply(outputs);
    }
  }

  private record Tally(BiFunction<Tensor, Tensors, Map<String, Tensor>> formula) implements Metric {
    @Override
    public String name() {
      return "tally";
    }

    @Override
    public Map<String, Tensor> tallies(Tensors predictions, Tensors fields) {
      return formula.apply(predictions.only(), fields);
    }

    @Override
    public double value(Map<String, double[]> sums) {
      return 0;
    }

    @Override
    public boolean largerIsBetter() {
      return false;
    }
  }

  private static Loss loss(BiFunction<Tensor, Tensors, Weighted> formula) {
    return new Own(formula, outputs -> outputs);
  }

  private static void train(Network network, Loss loss, Metric metric) {
    try (Device device = Devices.open("reference");
        Trainer trainer = Trainer.builder(network).loss(loss).metrics(metric).on(device)) {
      trainer.fit(ROWS, Fit.epochs(1).batch(4));
      trainer.evaluate(ROWS);
    }
  }

  private static String refusal(Loss loss, Metric metric) {
    return String.valueOf(
        assertThrows(ObjectiveException.class, () -> train(Layers.dense(1), loss, metric)).getMessage());
  }

  private static String refusal(BiFunction<Tensor, Tensors, Weighted> formula) {
    return refusal(loss(formula), Metric.rmse());
  }

  private static String metricRefusal(BiFunction<Tensor, Tensors, Map<String, Tensor>> formula) {
    return refusal(Loss.mse(), new Tally(formula));
  }

  @Test
  void valuesOfAllPairsOfRowsAreRefused() {
    BiFunction<Tensor, Tensors, Weighted> pairs =
        (output, fields) -> Weighted.alike(output.sub(fields.get("y")).square());
    String message =
        "loss own gives values of shape [3, 3] for 3 rows, and [1, 1] for one row, but it must give as many"
            + " for each row: the output is [3, 1], y is [3]; bring what it compares to one shape";
    assertEquals(message, refusal(pairs));
    assertEquals(message, refusal(Loss.mse().plus(loss(pairs).times(0.1)), Metric.rmse()), "within a sum");
  }

  @Test
  void lossesThatAreNoRealNumbersAreRefused() {
    assertEquals("loss own gives values of type bool[3, 1]; they must be real: cast them to f32",
        refusal((output, _) -> Weighted.alike(output.greater(0))));
    assertEquals("loss own gives weights of type bool[3, 1]; they must be real: cast them to f32",
        refusal((output, _) -> new Weighted(output, output.greater(0))));
  }

  @Test
  void weightsThatDoNotRepeatToTheirValuesAreRefused() {
    assertEquals("loss own gives values of shape [3] and weights of shape [3, 1] for 3 rows; weights must be of the"
        + " values' shape, or repeat to it",
        refusal((output, _) -> new Weighted(output.sum(1), output)));
  }

  @Test
  void predictionsWithoutRowsAreRefused() {
    assertEquals("loss own makes predictions of shape [1] of output output [3, 1]; their first axis must be that of the"
        + " 3 rows",
        refusal(new Own((output, _) -> Weighted.alike(output), outputs -> outputs.with(outputs.onlyName(),
            outputs.only().mean(0))), Metric.rmse()));
  }

  @Test
  void talliesThatDependOnTheNumberOfRowsAreRefused() {
    assertEquals("metric tally gives a tally wrong of shape [3] for 3 rows, and [1] for one row, but its shape must not"
        + " depend on the rows: the output is [3, 1], y is [3]; sum over the rows",
        metricRefusal((output, fields) -> Map.of("wrong", output.reshape(-1).sub(fields.get("y")))));
    assertEquals("metric tally gives a tally wrong of type i32[]; they must be real: cast them to f32",
        metricRefusal((output, _) -> Map.of("wrong", output.greater(0).cast(DType.I32).sum())));
    assertEquals("metric tally gives tallies [of 3] for 3 rows, and [of 1] for one row; they must have the same names",
        metricRefusal((output, _) -> Map.of("of " + output.shape().extent(0), output.sum())));
  }

  /** A scalar, a number for each class, some for each row, those of a sequence in one axis. */
  @Test
  void lossesOfOtherShapesAreTaken() {
    Network network = Sequential.of(Layers.dense(6), Layers.reshape(3, 2));
    assertDoesNotThrow(() -> {
      Metric none = new Tally((output, _) -> Map.of("sum", output.sum()));
      train(network, loss((output, _) -> Weighted.alike(output.square().mean())), none);
      train(network, loss((output, _) -> Weighted.alike(output.square().mean(0))), none);
      train(network, loss((output, _) -> Weighted.alike(output.square())), none);
      train(network, loss((output, _) -> Weighted.alike(output.square().mean(2))), none);
      train(network, loss((output, _) -> Weighted.alike(output.reshape(-1, 2).square().sum(1))), none);
      train(network, loss((output, _) -> new Weighted(output.square(), output.graph().constant(2.0))), none);
      train(network, loss((output, fields) -> new Weighted(output.square(),
          fields.get("y").reshape(Shape.of(output.shape().extent(0), 1, 1)))), none);
    });
  }
}
