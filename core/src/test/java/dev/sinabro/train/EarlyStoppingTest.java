package dev.sinabro.train;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.metric.Metric;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.train.TrainingEvent.Ended.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that learns its rows by heart: the others are told worse and worse from some epoch on. */
class EarlyStoppingTest {
  private static final int MOST = 60;
  private static final int STEPS = 4;
  private static final Dataset TRAINING = noise(1, 32);
  private static final Dataset VALIDATION = noise(2, 32);

  private final Device device = new Device(new ReferenceBackend(), "");
  @TempDir
  private Path folder = Path.of("");
  private final List<Double> losses = new ArrayList<>();
  private Runnable afterEpoch = () -> {};
  private Consumer<Integer> afterStep = _ -> {};

  @AfterEach
  void close() {
    device.close();
  }

  private static Dataset noise(int seed, int rows) {
    Random random = new Random(seed);
    float[][] features = new float[rows][4];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < 4; i++) {
        features[row][i] = (float) random.nextGaussian();
      }
      labels[row] = features[row][0] + 1.5 * random.nextGaussian() > 0 ? 1 : 0;
    }
    return Dataset.of(features, labels, 2);
  }

  private Trainer trainer(Optimizer optimizer) {
    return Trainer.builder(Sequential.of(dense(16, RELU), batchNorm(), dense(2))).optimizer(optimizer)
        .seed(5).metrics(Metric.accuracy()).watch(Watch.every(1)).listener(event -> {
          if (event instanceof TrainingEvent.EpochEnded epoch) {
            losses.add(epoch.validation().orElseThrow().loss());
            afterEpoch.run();
          } else if (event instanceof TrainingEvent.Watched watched) {
            afterStep.accept(watched.step());
          }
        }).on(device);
  }

  private Trainer trainer() {
    return trainer(Optimizer.adam(0.02));
  }

  private static Fit epochs(int epochs) {
    return Fit.epochs(epochs).batch(32 / STEPS);
  }

  /** The losses of a training that nothing ends. */
  private List<Double> whole() {
    losses.clear();
    try (Trainer trainer = trainer()) {
      trainer.fit(TRAINING, VALIDATION, epochs(MOST));
    }
    List<Double> whole = List.copyOf(losses);
    losses.clear();
    return whole;
  }

  /** The best epoch, from 1, before the first for which so many were no better; and that one. */
  private record Course(int best, int end) {
    static Course of(List<Double> losses, int patience) {
      int best = 0;
      for (int epoch = 0; epoch < losses.size(); epoch++) {
        if (losses.get(epoch) < losses.get(best)) {
          best = epoch;
        } else if (epoch - best == patience) {
          return new Course(best + 1, epoch + 1);
        }
      }
      throw new AssertionError("it never stops: " + losses);
    }
  }

  private static void assertSame(Map<String, HostTensor> expected, Map<String, HostTensor> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, tensor) -> assertArrayEquals(tensor.floats(),
        Objects.requireNonNull(found.get(name)).floats(), name));
  }

  private Map<String, HostTensor> after(int epochs, Optimizer optimizer) {
    try (Trainer trainer = trainer(optimizer)) {
      trainer.fit(TRAINING, VALIDATION, epochs(epochs));
      return trainer.parameters();
    }
  }

  /** Another patience is another end; the weights are those of the best epoch, or of the last one, with running means. */
  @Test
  void itEndsWhenPatienceIsOverWithTheBestWeights() {
    List<Double> whole = whole();
    for (int patience : new int[] {1, 3}) {
      Course course = Course.of(whole, patience);
      EarlyStopping stopping = EarlyStopping.after(patience);
      try (Trainer best = trainer(); Trainer last = trainer()) {
        TrainingEvent.Ended ended = best.fit(TRAINING, VALIDATION, epochs(MOST).stopping(stopping));
        assertEquals(course.end(), ended.epochs());
        assertEquals(Reason.NO_BETTER, ended.reason());
        assertFalse(ended.stopped());
        assertEquals(OptionalInt.of(course.best()), ended.restored());
        Map<String, HostTensor> expected = after(course.best(), Optimizer.adam(0.02));
        assertSame(expected, best.parameters());
        assertEquals(whole.get(course.best() - 1), best.evaluate(VALIDATION).loss());
        ended = last.fit(TRAINING, VALIDATION, epochs(MOST).stopping(stopping.keepingLast()));
        assertEquals(OptionalInt.empty(), ended.restored());
        assertFalse(last.checkpoint().tensors().containsKey("best.0.weight"), "no copy is kept");
        assertSame(after(course.end(), Optimizer.adam(0.02)), last.parameters());
      }
    }
  }

  @Test
  void theBestWeightsAreTakenWhereTheEpochsAreOverToo() {
    Course course = Course.of(whole(), 3);
    int epochs = course.best() + 2;
    try (Trainer trainer = trainer()) {
      TrainingEvent.Ended ended =
          trainer.fit(TRAINING, VALIDATION, epochs(epochs).stopping(EarlyStopping.after(3)));
      assertEquals(Reason.EPOCHS, ended.reason());
      assertEquals(OptionalInt.of(course.best()), ended.restored());
      assertSame(after(course.best(), Optimizer.adam(0.02)), trainer.parameters());
    }
    try (Trainer trainer = trainer()) {
      TrainingEvent.Ended ended =
          trainer.fit(TRAINING, VALIDATION, epochs(course.best()).stopping(EarlyStopping.after(3)));
      assertEquals(OptionalInt.empty(), ended.restored(), "the last epoch is the best");
    }
  }

  /** Cut after each step around the best epoch and the end, and gone on with: from the tensors alone, another trainer. */
  @Test
  void aTrainingThatGoesOnStopsAtTheSameEpochWithTheSameBits() {
    Course course = Course.of(whole(), 3);
    Fit fit = epochs(MOST).stopping(EarlyStopping.after(3));
    Map<String, HostTensor> expected = after(course.best(), Optimizer.adam(0.02));
    for (int step : new int[] {STEPS * course.best() - 1, STEPS * course.best(), STEPS * course.end() - 2,
        STEPS * course.end() - 1}) {
      try (Trainer first = trainer(); Trainer second = trainer()) {
        afterStep = done -> {
          if (done == step) {
            first.stop();
          }
        };
        TrainingEvent.Ended stopped = first.fit(TRAINING, VALIDATION, fit);
        afterStep = _ -> {};
        assertEquals(step, stopped.steps());
        assertTrue(stopped.stopped());
        assertEquals(OptionalInt.empty(), stopped.restored(), "what goes on needs the last weights");
        second.restore(first.checkpoint());
        assertEquals(step / STEPS, second.epochsDone(TRAINING));
        TrainingEvent.Ended ended = second.fit(TRAINING, VALIDATION, fit);
        assertEquals(course.end(), ended.epochs(), "cut after step " + step);
        assertEquals(OptionalInt.of(course.best()), ended.restored());
        assertSame(expected, second.parameters());
      }
    }
  }

  /** Killed between its last epoch and its end: nothing is left to do but to take the best weights. */
  @Test
  void aTrainingThatHasNoPatienceLeftEndsAtOnce() {
    Course course = Course.of(whole(), 3);
    Fit fit = epochs(MOST).stopping(EarlyStopping.after(3));
    List<Safetensors> checkpoints = new ArrayList<>();
    try (Trainer first = trainer(); Trainer second = trainer()) {
      afterEpoch = () -> checkpoints.add(first.checkpoint());
      first.fit(TRAINING, VALIDATION, fit);
      afterEpoch = () -> {};
      second.restore(checkpoints.getLast());
      TrainingEvent.Ended ended = second.fit(TRAINING, VALIDATION, fit);
      assertEquals(course.end(), ended.epochs());
      assertEquals(Reason.NO_BETTER, ended.reason());
      assertSame(first.parameters(), second.parameters());
    }
  }

  @Test
  void aFurtherTrainingHasAllItsPatienceAgain() {
    try (Trainer trainer = trainer()) {
      Fit fit = epochs(MOST).stopping(EarlyStopping.after(2));
      int first = trainer.fit(TRAINING, VALIDATION, fit).epochs();
      int second = trainer.fit(TRAINING, VALIDATION, fit).epochs();
      assertTrue(second >= first + 2, first + " and " + second);
    }
  }

  /** The averages are what is evaluated, so they are what is kept, and what a model's file has. */
  @Test
  void averagesAreRestoredToo() throws IOException {
    Optimizer averaged = Optimizer.adam(0.05).averaged(0.8);
    try (Trainer trainer = trainer(averaged); Trainer plain = trainer(Optimizer.adam(0.05))) {
      TrainingEvent.Ended ended = trainer.fit(TRAINING, VALIDATION, epochs(MOST).stopping(EarlyStopping.after(2)));
      int best = ended.restored().orElseThrow();
      assertSame(after(best, averaged), trainer.parameters());
      Path file = folder.resolve("model.safetensors");
      Safetensors.write(file, trainer.storedParameters(), Map.of());
      plain.restore(Safetensors.read(file));
      assertEquals(losses.get(best - 1), plain.evaluate(VALIDATION).loss());
      assertSame(trainer.parameters(), plain.parameters());
      assertNotEquals(after(best, Optimizer.adam(0.05)).get("0.weight").value(0),
          trainer.parameters().get("0.weight").value(0), 1e-6);
    }
  }

  @Test
  void onlyWhatIsBetterByMoreCounts() {
    List<Metric> metrics = List.of(Metric.accuracy());
    EarlyStopping loss = EarlyStopping.after(1).minDelta(0.25);
    assertFalse(loss.isBetter(0.75f, 1, metrics));
    assertTrue(loss.isBetter(Math.nextDown(0.75f), 1, metrics));
    EarlyStopping accuracy = loss.metric("accuracy");
    assertFalse(accuracy.isBetter(0.75f, 0.5f, metrics));
    assertTrue(accuracy.isBetter(Math.nextUp(0.75f), 0.5f, metrics));
    assertFalse(EarlyStopping.after(1).isBetter(1, 1, metrics));
    assertFalse(EarlyStopping.after(1).isBetter(Float.NaN, 1, metrics));
  }

  @Test
  void aMetricIsWatchedInItsOwnDirection() {
    try (Trainer trainer = Trainer.builder(Sequential.of(dense(16, RELU), dense(2))).optimizer(Optimizer.adam(0.02))
        .metrics(Metric.accuracy()).seed(5).on(device)) {
      TrainingEvent.Ended ended =
          trainer.fit(TRAINING, VALIDATION, epochs(MOST).stopping(EarlyStopping.after(8).metric("accuracy")));
      double best = trainer.evaluate(VALIDATION).accuracy();
      assertTrue(best > 0.5, "the best, not the worst: " + best);
      assertEquals(Reason.NO_BETTER, ended.reason());
      // Another value is another best one.
      assertEquals(ended.epochs() + 1, trainer.fit(TRAINING, VALIDATION, epochs(1).stopping(EarlyStopping.after(1)))
          .epochs());
      assertEquals(1.0 + ended.epochs(), trainer.checkpoint().tensors().get("training.best").value(0));
    }
  }

  @Test
  void whatCannotBeWatchedIsRefused() {
    try (Trainer trainer = trainer()) {
      EarlyStopping stopping = EarlyStopping.after(3);
      assertEquals("early stopping watches validation rows, of which there are none; give some, or leave it out",
          assertThrows(ObjectiveException.class, () -> trainer.fit(TRAINING, epochs(2).stopping(stopping)))
              .getMessage());
      assertEquals("early stopping watches rmse, which is none of the metrics; there are [accuracy]",
          assertThrows(ObjectiveException.class,
              () -> trainer.fit(TRAINING, VALIDATION, epochs(2).stopping(stopping.metric("rmse")))).getMessage());
    }
    assertEquals("a patience of 0 epochs; it must be at least 1",
        assertThrows(IllegalArgumentException.class, () -> EarlyStopping.after(0)).getMessage());
    assertEquals("better by -0.1; it must be at least 0",
        assertThrows(IllegalArgumentException.class, () -> EarlyStopping.after(1).minDelta(-0.1)).getMessage());
  }
}
