package dev.sinabro.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.SizeException;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Sequential;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.run.MemoryException;
import dev.sinabro.testkit.WatchedBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Too little memory is told before the first step, with a remedy that works. */
class MemoryTest {
  private static final int ROWS = 600;
  private static final Dataset DATA = data(ROWS);
  private static final Pattern MESSAGE =
      Pattern.compile("the temporaries and rows of a step need [0-9,]+ bytes, but only [0-9,]+ are"
          + " free on the device; the largest batch that fits is ([0-9]+)");

  private final WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
  private final Device device = new Device(backend, "");

  @AfterEach
  void nothingIsLeftOnTheDevice() {
    assertEquals(0, backend.liveBytes(), "bytes that no close freed");
    device.close();
  }

  private static TrainerBuilder builder() {
    return Trainer.builder(Sequential.of(Layers.dense(40, Activation.RELU), Layers.dense(3)));
  }

  private Trainer trainer() {
    return builder().on(device);
  }

  private static Dataset data(int rows) {
    float[][] features = new float[rows][5];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      features[row][row % 5] = 1 + row;
      labels[row] = row % 3;
    }
    return Dataset.of(features, labels);
  }

  @ParameterizedTest
  @CsvSource({"120000, true", "120000, false", "80000, true", "80000, false"})
  void theLargestBatchThatIsNamedFitsAndOneMoreDoesNot(long bytes, boolean reports) {
    backend.limitedTo(bytes, reports);
    int[] steps = new int[1];
    backend.onRun(number -> steps[0] = number);
    int largest;
    try (Trainer trainer = trainer()) {
      var refused = assertThrows(MemoryException.class, () -> trainer.fit(DATA, Fit.epochs(1).batch(ROWS)));
      Matcher matcher = MESSAGE.matcher(String.valueOf(refused.getMessage()));
      assertTrue(matcher.matches(), refused.getMessage());
      largest = Integer.parseInt(matcher.group(1));
      assertEquals(0, steps[0], "steps before the refusal");
      assertThrows(MemoryException.class, () -> trainer.fit(DATA, Fit.epochs(1).batch(largest + 1)));
      trainer.fit(DATA, Fit.epochs(1).batch(largest));
      assertThrows(MemoryException.class, () -> trainer.fit(DATA, Fit.epochs(1).batch(largest + 1)));
      assertDoesNotThrow(() -> trainer.fit(DATA, Fit.epochs(1).batch(largest)), "after a refusal");
    }
    assertTrue(largest > 10 && largest < ROWS, "largest " + largest);
    try (Trainer fresh = trainer()) {
      assertThrows(MemoryException.class, () -> fresh.fit(DATA, Fit.epochs(1).batch(largest + 1)));
    }
    try (Trainer fresh = trainer()) {
      fresh.fit(DATA, Fit.epochs(1).batch(largest));
    }
    assertEquals(List.of(), backend.faults());
  }

  /** Of 512 rows a tensor would have 2^31 elements, whatever memory there is; judged, rows are taken fewer at a time. */
  @Test
  void aBatchOfWhichATensorWouldHaveTooManyElementsIsRefused() {
    Layer wide = (x, _) -> x.broadcast(Shape.of(x.shape().extent(0), 1 << 22)).amax(1).reshape(-1, 1);
    try (Trainer trainer = Trainer.builder(Sequential.of(Layers.dense(1), wide, Layers.dense(3))).on(device)) {
      var refused = assertThrows(MemoryException.class, () -> trainer.fit(DATA, Fit.epochs(1).batch(ROWS)));
      assertEquals("a step of 600 rows is too large: layer 1 (layer): shape [600, 4194304] has 2516582400 elements; a"
          + " tensor holds at most 2147483647; the largest batch that fits is 511", refused.getMessage());
      assertEquals(OptionalInt.of(511), refused.largestBatch());
      assertEquals(OptionalInt.of(511),
          assertThrows(MemoryException.class, () -> trainer.stepSummary(DATA, 512)).largestBatch());
      assertEquals(511, trainer.stepSummary(DATA, 511).rows());
      backend.onRun(number -> {
        throw new IllegalStateException("run " + number);
      });
      assertEquals("run 1", assertThrows(IllegalStateException.class, () -> trainer.evaluate(DATA)).getMessage());
    }
  }

  @Test
  void aLayerOfWhichAWeightWouldHaveTooManyElementsIsNamed() {
    try (Trainer trainer = Trainer.builder(Sequential.of(Layers.dense(3), Layers.dense(1_000_000_000))).on(device)) {
      var refused = assertThrows(SizeException.class, () -> trainer.fit(DATA, Fit.epochs(1)));
      assertEquals("layer 1 (dense 1000000000): shape [1000000000, 3] has 3000000000 elements; a tensor holds at most"
          + " 2147483647", refused.getMessage());
    }
  }

  /**
   * All data is resident where state, arena and inputs fill the memory to the last byte, and streamed where one is
   * missing.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneByteTooFewMakesDataStreamed(boolean reports) {
    TrainingEvent.Begun all = begun(Long.MAX_VALUE, reports);
    long bytes = all.stateBytes() + all.arenaBytes() + all.inputBytes();
    assertEquals(all, begun(bytes, reports));
    assertEquals(0, all.streamedBytes());
    TrainingEvent.Begun streamed = begun(bytes - 1, reports);
    assertEquals(all.inputBytes(), streamed.streamedBytes());
    assertTrue(10 * streamed.inputBytes() < all.inputBytes(), streamed.toString());
    assertTrue(streamed.arenaBytes() <= all.arenaBytes(), streamed.toString());
  }

  private TrainingEvent.Begun begun(long memory, boolean reports) {
    backend.limitedTo(memory, reports);
    List<TrainingEvent> events = new ArrayList<>();
    try (Trainer trainer = builder().listener(events::add).on(device)) {
      trainer.fit(DATA, data(50), Fit.epochs(1).batch(20));
    }
    assertEquals(0, backend.liveStagingBytes());
    return (TrainingEvent.Begun) events.getFirst();
  }

  @Test
  void aModelThatLeavesNoRoomForOneRowIsTooLarge() {
    try (Trainer trainer = trainer()) {
      trainer.evaluate(data(2));
      long state =
          trainer.checkpoint().tensors().values().stream().mapToLong(tensor -> tensor.bytes().byteSize()).sum();
      assertTrue(state > 8 * 3 * 363, "state " + state);
    }
    backend.limitedTo(10_000, true);
    try (Trainer trainer = trainer()) {
      var refused = assertThrows(MemoryException.class, () -> trainer.fit(data(2), Fit.epochs(1).batch(2)));
      assertTrue(
          String.valueOf(refused.getMessage())
              .endsWith("; not even one row fits beside the model: make the model smaller"),
          refused.getMessage());
    }
  }

  /** A device may have no memory left because others use it. */
  @Test
  void aModelThatDoesNotFitMayNotBeToBlame() {
    backend.limitedTo(0, true);
    try (Trainer trainer = trainer()) {
      var refused = assertThrows(MemoryException.class, () -> trainer.fit(data(2), Fit.epochs(1).batch(2)));
      assertTrue(
          String.valueOf(refused.getMessage())
              .endsWith("but only 0 are free on the device; the model itself does not fit: give it fewer or smaller"
                  + " layers, or end other programs that use the device"),
          refused.getMessage());
    }
  }

  /** The user does not choose how many rows a step of them takes, so it is no reason to refuse. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void evaluationAndPredictionTakeSmallerSteps(boolean reports) {
    Evaluation expected;
    float[][] predictions;
    try (Trainer trainer = trainer()) {
      expected = trainer.evaluate(DATA);
      predictions = trainer.predict(DATA).rows();
    }
    backend.limitedTo(90_000, reports);
    try (Trainer trainer = trainer()) {
      trainer.fit(data(40), DATA, Fit.epochs(1).batch(20));
    }
    try (Trainer trainer = trainer()) {
      trainer.evaluate(data(2));
      float[][] others = trainer.predict(DATA).rows();
      for (int row = 0; row < ROWS; row++) {
        assertEquals(predictions[row][0], others[row][0], "row " + row);
      }
      assertEquals(expected.accuracy(), trainer.evaluate(DATA).accuracy());
      assertEquals(expected.loss(), trainer.evaluate(DATA).loss(), 1e-12 * expected.loss());
    }
  }
}
