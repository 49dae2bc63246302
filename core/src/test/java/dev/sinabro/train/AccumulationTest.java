package dev.sinabro.train;

import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.InMemory;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.loss.Loss;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Decay;
import dev.sinabro.optim.GradientTransform;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.optim.Schedule;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.testkit.WatchedBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step of several batches is that of one large batch, in float64. */
class AccumulationTest {
  private static final int ROWS = 41;

  private final WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
  private final Device device = new Device(backend, "");

  @AfterEach
  void close() {
    device.close();
  }

  /** Weights differ from row to row, are 0 for some, and for all rows of some batches. */
  private static Dataset data() {
    Random random = new Random(5);
    float[] features = new float[3 * ROWS];
    float[] targets = new float[2 * ROWS];
    float[] weights = new float[ROWS];
    float[] mask = new float[ROWS];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < targets.length; i++) {
      targets[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < ROWS; i++) {
      weights[i] = i % 2 == 0 ? 0 : i * 0.3f;
      mask[i] = i % 5 == 0 ? 1 : 0;
    }
    return InMemory.rows(ROWS).with(Field.reals("features", 3), features).with(Field.reals("target", 2), targets)
        .with(Field.reals("weight"), weights).with(Field.reals("mask"), mask);
  }

  private static final Map<String, Loss> LOSSES = Map.of("mean", Loss.mse(), "weighted", Loss.mse().weights("weight"),
      "sum", Loss.sse(), "root", Loss.rmse().weights("weight").plus(Loss.rmse().mask("mask").times(0.5)), "both",
      Loss.mse().weights("weight").plus(Loss.mse().mask("mask").times(0.5)), "all",
      Loss.mse().weights("weight").plus(Loss.sse().times(0.1)).plus(Loss.mse().mask("mask")).times(0.7));

  private Trainer trainer(String loss) {
    return Trainer.builder(Sequential.of(dense(5, TANH), dense(2))).loss(Objects.requireNonNull(LOSSES.get(loss)))
        .metrics(Metric.rmse()).optimizer(GradientTransform.clipByGlobalNorm(0.5).then(Optimizer.adam(0.01)))
        .schedule(Schedule.warmUp(3, new Decay.Cosine(0.1))).seed(3).on(device);
  }

  private Map<String, HostTensor> trained(String loss, Fit fit, List<TrainingEvent.Ended> ended) {
    try (Trainer trainer = trainer(loss)) {
      ended.add(trainer.fit(data(), fit));
      return trainer.parameters();
    }
  }

  /** 41 rows are 3 batches of 12 and one of 5; or 13 of 3 and one of 2, 4 of which are a step. */
  @ParameterizedTest
  @CsvSource({"mean, 3, 4", "weighted, 3, 4", "sum, 3, 4", "root, 3, 4", "both, 3, 4", "all, 3, 4", "weighted, 1, 12",
      "both, 6, 2",
      "both, 12, 1", "weighted, 4, 100"})
  void aStepOfSeveralBatchesIsThatOfALargeOne(String loss, int batch, int accumulated) {
    List<TrainingEvent.Ended> ended = new ArrayList<>();
    Map<String, HostTensor> large = trained(loss, Fit.epochs(3).batch(batch * accumulated), ended);
    Map<String, HostTensor> parts = trained(loss, Fit.epochs(3).batch(batch).accumulate(accumulated), ended);
    assertEquals(ended.get(0).steps(), ended.get(1).steps());
    large.forEach((name, tensor) -> {
      HostTensor other = Objects.requireNonNull(parts.get(name));
      for (int i = 0; i < tensor.shape().count(); i++) {
        assertEquals(tensor.value(i), other.value(i), 1e-12, name);
      }
    });
  }

  /** The mean of the batches' means is another number: the test above could not tell it from the sums alone. */
  @Test
  void smallerBatchesAloneTrainToSomethingElse() {
    List<TrainingEvent.Ended> ended = new ArrayList<>();
    Map<String, HostTensor> large = trained("weighted", Fit.epochs(3).batch(12), ended);
    Map<String, HostTensor> small = trained("weighted", Fit.epochs(3).batch(3), ended);
    assertNotEquals(large.get("0.weight").value(0), small.get("0.weight").value(0), 1e-6);
  }

  /** Stopped after the sixth batch, amid the second step. */
  @Test
  void aTrainingStoppedAmidAStepGoesOnToTheSameBits() {
    Fit fit = Fit.epochs(2).batch(3).accumulate(4);
    List<TrainingEvent.Ended> ended = new ArrayList<>();
    Map<String, HostTensor> uninterrupted = trained("both", fit, ended);
    try (Trainer first = trainer("both"); Trainer second = trainer("both")) {
      backend.onRun(number -> {
        if (number == 6) {
          first.stop();
        }
      });
      assertEquals(1, first.fit(data(), fit).steps());
      assertTrue(first.checkpoint().tensors().containsKey("accumulated.0.weight"));
      second.restore(first.checkpoint());
      second.fit(data(), fit);
      uninterrupted.forEach((name, tensor) -> assertArrayEquals(tensor.floats(),
          Objects.requireNonNull(second.parameters().get(name)).floats(), name));
    }
  }

  /** The trainer had no room for sums before, and keeps what it learned. */
  @Test
  void aTrainerMayAccumulateFromSomeEpochOn() {
    try (Trainer trainer = trainer("mean"); Trainer large = trainer("mean")) {
      trainer.fit(data(), Fit.epochs(1).batch(12));
      trainer.fit(data(), Fit.epochs(1).batch(3).accumulate(4));
      large.fit(data(), Fit.epochs(1).batch(12));
      large.fit(data(), Fit.epochs(1).batch(12));
      assertEquals(large.evaluate(data()).loss(), trainer.evaluate(data()).loss(), 1e-12);
    }
  }

  @Test
  void aStepOfNoBatchIsRefused() {
    assertEquals("a step of 0 batches; it must be at least 1",
        assertThrows(IllegalArgumentException.class, () -> Fit.epochs(1).accumulate(0)).getMessage());
  }
}
