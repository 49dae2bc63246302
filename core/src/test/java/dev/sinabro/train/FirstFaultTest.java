package dev.sinabro.train;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.data.Permutation;
import dev.sinabro.graph.Shape;
import dev.sinabro.nn.Initializer;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.testkit.WatchedBackend;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ceased to be finite first is named, by the step in which it did. */
class FirstFaultTest {
  private static final int ROWS = 24;
  private static final int BATCH = 4;

  private final WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
  private final Device device = new Device(backend, "");

  @AfterEach
  void close() {
    device.close();
  }

  /** All features are 1 but one, of one row. */
  private static Dataset ones(int row, float value) {
    float[][] features = new float[ROWS][2];
    float[] targets = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      features[i][0] = 1;
      features[i][1] = i == row ? value : 1;
      targets[i] = i % 3;
    }
    return Dataset.of(features, targets);
  }

  private Trainer trainer(double rate, Layer... layers) {
    return Trainer.builder(new Sequential(List.of(layers))).optimizer(Optimizer.sgd(rate)).findsFaults().seed(3)
        .on(device);
  }

  private static DivergedException.Fault fault(Trainer trainer, Dataset data, Fit fit) {
    DivergedException diverged = assertThrows(DivergedException.class, () -> trainer.fit(data, fit));
    DivergedException.Fault fault = diverged.fault().orElseThrow(() -> new AssertionError(diverged.getMessage()));
    assertTrue(diverged.getMessage().contains(fault.toString()), diverged.getMessage());
    return fault;
  }

  /** The root of a feature, which is negative in one row: its step is that of its batch in the order of the first epoch. */
  @ParameterizedTest
  @ValueSource(ints = {0, 7, 23})
  void theLayerThatMakesANanIsNamedWithItsStep(int row) {
    Layer root = (x, _) -> x.sqrt();
    int[] order = Permutation.of(3, 0, ROWS);
    int place = IntStream.range(0, ROWS).filter(i -> order[i] == row).findFirst().orElseThrow();
    try (Trainer trainer = trainer(1e-3, root, dense(3, RELU), dense(1))) {
      DivergedException.Fault fault = fault(trainer, ones(row, -1), Fit.epochs(2).batch(BATCH));
      assertEquals(1 + place / BATCH, fault.step());
      assertEquals("sqrt", fault.operation());
      assertEquals("NaN", fault.value());
      assertTrue(fault.scope().startsWith("0"), fault.scope());
      assertTrue(fault.source().startsWith("FirstFaultTest.java:"), fault.source());
    }
  }

  /** Doubling each step, in a state that is far from finite when it is found: the weight overflows before the loss. */
  @Test
  void anOverflowIsFoundWhereItBegan() {
    Layer power =
        (x, scope) -> x.mul(scope.parameter("weight", Shape.of(2), new Initializer.Constant(1)).mul(100).exp());
    try (Trainer trainer = trainer(10, power, dense(1))) {
      DivergedException.Fault fault = fault(trainer, ones(0, 1), Fit.epochs(5).batch(BATCH));
      assertTrue(fault.scope().startsWith("0"), fault.toString());
      assertEquals("infinity", fault.value());
      assertEquals("exp", fault.operation());
    }
  }

  /** The parts of a step are told as their step. */
  @Test
  void accumulatedBatchesAreExaminedToo() {
    Layer root = (x, _) -> x.sqrt();
    int[] order = Permutation.of(3, 0, ROWS);
    int place = IntStream.range(0, ROWS).filter(i -> order[i] == 11).findFirst().orElseThrow();
    try (Trainer trainer = trainer(1e-3, root, dense(1))) {
      DivergedException.Fault fault = fault(trainer, ones(11, -1), Fit.epochs(2).batch(2).accumulate(2));
      assertEquals(1 + place / 4, fault.step());
      assertEquals("sqrt", fault.operation());
    }
  }

  /** A mask's minus infinity is no fault. */
  @Test
  void anInfinityThatWasWrittenIsNotBlamed() {
    Layer masked = (x, _) -> x.graph().constant(Double.NEGATIVE_INFINITY).broadcast(x.shape()).maximum(x).sub(2).log();
    try (Trainer trainer = trainer(1e-3, masked, dense(1))) {
      DivergedException.Fault fault = fault(trainer, ones(0, 1), Fit.epochs(1).batch(BATCH));
      assertEquals("log", fault.operation());
      assertEquals(1, fault.step());
    }
  }

  @Test
  void wrongDataIsTold() {
    try (Trainer trainer = trainer(1e-3, dense(1))) {
      DivergedException.Fault fault = fault(trainer, InMemory.rows(2)
          .with(Field.reals("features", 1), new float[] {1, Float.NaN}).with(Field.reals("target", 1), new float[2]),
          Fit.epochs(1).batch(2));
      assertEquals("input(features)", fault.operation());
    }
  }

  @Test
  void theBitsStayTheSame() {
    float[][] weights = new float[2][];
    for (int i = 0; i < 2; i++) {
      TrainerBuilder builder = Trainer.builder(Sequential.of(dense(3, RELU), dense(1))).seed(3);
      try (Trainer trainer = (i == 0 ? builder : builder.findsFaults()).on(device)) {
        trainer.fit(ones(0, 2), Fit.epochs(3).batch(BATCH));
        weights[i] = Objects.requireNonNull(trainer.parameters().get("0.weight")).floats();
      }
    }
    assertArrayEquals(weights[0], weights[1]);
  }
}
