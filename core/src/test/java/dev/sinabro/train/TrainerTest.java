package dev.sinabro.train;

import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.io.Safetensors;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Sequential;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.testkit.WatchedBackend;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerTest {
  private static final Dataset DATA =
      Dataset.of(new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}, new int[] {0, 1, 0, 1, 0});

  private final WatchedBackend backend = new WatchedBackend(new ReferenceBackend());
  private final Device device = new Device(backend, "");

  @AfterEach
  void nothingIsLeftOnTheDevice() {
    assertEquals(0, backend.liveBytes(), "bytes that no close freed");
    assertEquals(List.of(), backend.faults());
    device.close();
  }

  private Trainer trainer() {
    return Trainer.builder(Sequential.of(dense(3, Activation.TANH), dense(2))).on(device);
  }

  private static HostTensor zeros(int... extents) {
    Shape shape = Shape.of(extents);
    return new HostTensor(new TensorType(DType.F32, shape), MemorySegment.ofArray(new float[shape.count()]));
  }

  private static Map<String, HostTensor> parameters() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", zeros(3, 2));
    tensors.put("0.bias", zeros(3));
    tensors.put("2.weight", zeros(2, 3));
    tensors.put("2.bias", zeros(2));
    return tensors;
  }

  private static byte[] bytes(Trainer trainer, String name) {
    return Objects.requireNonNull(trainer.checkpoint().tensors().get(name), name).bytes()
        .toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void aProfiledTrainingComputesTheSameAndTellsTheTimeOfEachStep() {
    List<TrainingEvent> events = new ArrayList<>();
    try (Trainer plain = trainer();
        Trainer profiled = Trainer.builder(Sequential.of(dense(3, Activation.TANH), dense(2)))
            .profiled()
            .listener(events::add)
            .on(device)) {
      plain.fit(DATA, Fit.epochs(3).batch(2));
      profiled.fit(DATA, Fit.epochs(3).batch(2));
      assertArrayEquals(bytes(plain, "0.weight"), bytes(profiled, "0.weight"));
    }
    List<TrainingEvent.Profiled> profiles =
        events.stream().filter(TrainingEvent.Profiled.class::isInstance).map(TrainingEvent.Profiled.class::cast)
            .toList();
    assertEquals(List.of(6, 3), profiles.stream().map(TrainingEvent.Profiled::runs).toList(),
        "two whole batches and a smaller one, three times");
    for (TrainingEvent.Profiled profile : profiles) {
      assertEquals(profile.program().steps().size(), profile.microseconds().size());
      assertTrue(profile.microseconds().stream().allMatch(time -> time >= 0), profile.microseconds().toString());
    }
    assertInstanceOf(TrainingEvent.Ended.class, events.getLast());
  }

  @Test
  void aFileOfParametersIsEnoughToPredict() {
    try (Trainer trainer = Trainer.builder(Sequential.of(dense(3, Activation.TANH), dense(2)))
        .loss(Loss.softmaxCrossEntropy()).on(device)) {
      trainer.restore(new Safetensors(parameters(), Map.of()));
      assertArrayEquals(new float[] {0.5f, 0.5f}, trainer.predict(DATA).rows()[4]);
      assertEquals(0, trainer.predict(DATA.select()).rows().length);
    }
  }

  /** A file is checked as a whole: the second call fails as the first did, and nothing of it was taken over. */
  @Test
  void aClosedTrainerSaysThatItIsClosed() {
    Dataset data = Dataset.of(new float[4][2], new int[4], 2);
    Trainer trainer = Trainer.builder(dense(2)).on(device);
    trainer.fit(data, Fit.epochs(1));
    trainer.close();
    trainer.close();
    for (Executable use : List.<Executable>of(() -> trainer.evaluate(data), () -> trainer.predict(data),
        trainer::parameters, () -> trainer.fit(data, Fit.epochs(1)))) {
      assertTrue(String.valueOf(assertThrows(IllegalStateException.class, use).getMessage())
          .startsWith("the trainer is closed, and its memory is given back"));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          2.bias   | -   | the file has no parameter 2.bias f32[2]; it has [0.weight, 0.bias, 2.weight]: it belongs to another model
          2.bias   | 3   | the model's 2.bias f32[2] is f32[3] in the file: it belongs to another model
          0.weight | 2 3 | the model's 0.weight f32[3, 2] is f32[2, 3] in the file: it belongs to another model
          """)
  void aFileOfAnotherModelIsRefusedAgainAndAgain(String name, String shape, String message) {
    Map<String, HostTensor> tensors = parameters();
    if (shape.equals("-")) {
      tensors.remove(name);
    } else {
      int[] extents = Arrays.stream(shape.split(" ")).mapToInt(Integer::parseInt).toArray();
      tensors.put(name, zeros(extents));
    }
    Safetensors file = new Safetensors(tensors, Map.of());
    try (Trainer before = trainer()) {
      before.restore(file);
      for (int call = 0; call < 2; call++) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, () -> before.evaluate(DATA)).getMessage());
      }
    }
    try (Trainer after = trainer()) {
      after.evaluate(DATA);
      byte[] first = bytes(after, "0.bias");
      byte[] second = bytes(after, "2.weight");
      assertEquals(message, assertThrows(IllegalArgumentException.class, () -> after.restore(file)).getMessage());
      assertArrayEquals(first, bytes(after, "0.bias"));
      assertArrayEquals(second, bytes(after, "2.weight"));
    }
  }

  /** Between the beginning of an epoch and its first step: the order of its rows is being copied. */
  @Test
  void aStopBeforeTheFirstStepIsNoDivergence() {
    try (Trainer trainer = trainer()) {
      trainer.evaluate(DATA);
      TrainingEvent.Ended ended;
      boolean[] begun = new boolean[1];
      try (Trainer listened = Trainer.builder(dense(2)).listener(event -> begun[0] = true).on(device)) {
        backend.onUpload(() -> {
          if (begun[0]) {
            listened.stop();
          }
        });
        ended = listened.fit(DATA, Fit.epochs(3).batch(2));
        backend.onUpload(() -> {});
        assertTrue(ended.stopped());
        assertEquals(0, ended.steps());
        assertEquals(0, ended.epochs());
        assertFalse(listened.fit(DATA, Fit.epochs(1).batch(2)).stopped());
      }
    }
  }

  @Test
  void aTrainingEndsAfterItsLastStepAndAnotherGoesOnFromThere() {
    int rows = DATA.rowCount();
    try (Trainer straight = trainer(); Trainer parted = trainer()) {
      straight.fit(DATA, Fit.epochs(3).batch(1));
      TrainingEvent.Ended none = parted.fit(DATA, Fit.epochs(3).batch(1).mostSteps(0));
      assertEquals(List.of(0, 0, false), List.of(none.steps(), none.epochs(), none.stopped()));
      TrainingEvent.Ended some = parted.fit(DATA, Fit.epochs(3).batch(1).mostSteps(rows + 1));
      assertEquals(List.of(rows + 1, 1, false), List.of(some.steps(), some.epochs(), some.stopped()));
      TrainingEvent.Ended whole = parted.fit(DATA, Fit.epochs(2).batch(1).mostSteps(3 * rows));
      assertEquals(List.of(3 * rows, 3, false), List.of(whole.steps(), whole.epochs(), whole.stopped()));
      straight.checkpoint().tensors().keySet().stream().filter(name -> !name.equals("training.total_updates"))
          .forEach(name -> assertArrayEquals(bytes(straight, name), bytes(parted, name), name));
    }
  }

  @Test
  void weightsThatAreNotThoseOfTheModelAreNamed() {
    Map<String, HostTensor> weights = parameters();
    weights.remove("2.bias");
    weights.put("0.weight", zeros(2, 3));
    weights.put("0.gain", zeros(3));
    try (Trainer trainer = trainer()) {
      trainer.evaluate(DATA);
      byte[] before = bytes(trainer, "2.weight");
      assertEquals("these are not the weights of this model: 0.weight f32[3, 2] is f32[2, 3] there; 2.bias f32[2] is"
          + " missing; the model has no 0.gain f32[3]",
          assertThrows(IllegalArgumentException.class, () -> trainer.begin(new Safetensors(weights, Map.of()), DATA))
              .getMessage());
      assertArrayEquals(before, bytes(trainer, "2.weight"), "nothing is changed");
      trainer.begin(new Safetensors(parameters(), Map.of()), DATA);
      assertArrayEquals(new byte[before.length], bytes(trainer, "2.weight"));
    }
  }

  @Test
  void aTrainingThatStoppedPastTheEndOfOtherDataSaysSo() {
    try (Trainer trainer = trainer()) {
      backend.onRun(number -> {
        if (number == 2) {
          trainer.stop();
        }
      });
      trainer.fit(DATA, Fit.epochs(1).batch(2));
      backend.onRun(number -> {});
      Dataset smaller = DATA.select(0, 1, 2);
      assertEquals(
          "the training was stopped after row 4 of an epoch, but this data has 3 rows; go on with the data that it"
              + " was stopped on",
          assertThrows(IllegalStateException.class, () -> trainer.fit(smaller, Fit.epochs(1).batch(2))).getMessage());
      trainer.fit(DATA, Fit.epochs(1).batch(2));
      assertEquals(1, trainer.fit(smaller, Fit.epochs(1).batch(2)).epochs() - 1);
    }
  }

  @Test
  void theEpochOfADivergenceIsCountedOverAllTrainings() {
    Dataset wild = Dataset.of(new float[][] {{1e30f, 1e30f}, {-1e30f, 1e30f}}, new float[] {1, 1});
    Dataset tame = Dataset.of(new float[][] {{1, 1}, {-1, 1}}, new float[] {1, 1});
    WatchedBackend single = new WatchedBackend(new ReferenceBackend(), DType.F32);
    try (Trainer trainer = Trainer.builder(dense(1)).on(new Device(single, ""))) {
      trainer.fit(tame, Fit.epochs(2));
      var error = assertThrows(DivergedException.class, () -> trainer.fit(wild, Fit.epochs(2)));
      assertEquals(
          "the loss is Infinity in epoch 3, found after step 3; try a lower learning rate than 0.001, or normalized"
              + " data",
          error.getMessage());
    }
  }

  @Test
  void whatIsAskedForTooEarlyOrOfNothingIsRefused() {
    try (Trainer trainer = trainer()) {
      assertEquals("the trainer has no parameters yet: it makes them when it meets its first data",
          assertThrows(IllegalStateException.class, trainer::checkpoint).getMessage());
      assertEquals("the data set has no rows",
          assertThrows(IllegalArgumentException.class, () -> trainer.evaluate(DATA.select())).getMessage());
      assertEquals("the data set has no rows",
          assertThrows(IllegalArgumentException.class, () -> trainer.fit(DATA.select(), Fit.epochs(1))).getMessage());
      Dataset features = Dataset.of(new float[][] {{1, 2}});
      assertEquals(
          "it is not known what the outputs mean: name the loss when building the trainer, or train or evaluate"
              + " first",
          assertThrows(IllegalStateException.class, () -> trainer.predict(features)).getMessage());
      trainer.fit(DATA, DATA.select(), Fit.epochs(1));
      var narrow = Dataset.of(new float[][] {{1}}, new int[] {0});
      assertEquals(
          "layer 0 (dense 3): parameter 0.weight has shape [3, 2] from before, but this input needs [3, 1]; build the model with inputs"
              + " of one width",
          assertThrows(IllegalArgumentException.class, () -> trainer.evaluate(narrow)).getMessage());
    }
    assertEquals("epochs -1 must be at least 0, and batch size 32 at least 1",
        assertThrows(IllegalArgumentException.class, () -> Fit.epochs(-1)).getMessage());
    assertEquals("epochs 1 must be at least 0, and batch size 0 at least 1",
        assertThrows(IllegalArgumentException.class, () -> Fit.epochs(1).batch(0)).getMessage());
  }

  @Test
  void anEvaluationKnowsItsMetric() {
    Evaluation accuracy = new Evaluation(1, 2, Map.of("accuracy", 0.5), Map.of());
    assertEquals(0.5, accuracy.accuracy());
    assertEquals("there is no metric rmse; there are [accuracy]",
        assertThrows(IllegalStateException.class, accuracy::rmse).getMessage());
  }
}
