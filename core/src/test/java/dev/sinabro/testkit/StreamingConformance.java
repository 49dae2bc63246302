package dev.sinabro.testkit;

import static dev.sinabro.testkit.Trainings.BATCH;
import static dev.sinabro.testkit.Trainings.CLASSES;
import static dev.sinabro.testkit.Trainings.ROWS;
import static dev.sinabro.testkit.Trainings.bits;
import static dev.sinabro.testkit.Trainings.classes;
import static dev.sinabro.testkit.Trainings.line;
import static dev.sinabro.testkit.Trainings.seeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.Backend;
import dev.sinabro.data.Dataset;
import dev.sinabro.io.Safetensors;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What streaming has to do on each backend, with a subclass that opens it: a training whose data does not fit on the
 * device does all that it would do if the data did, to the same bits.
 */
public abstract class StreamingConformance {
  private static final Dataset VALIDATION = classes(17);
  private static final Fit FIT = Fit.epochs(3).batch(BATCH);

  private final List<WatchedBackend> opened = new ArrayList<>();
  private Fit fit = FIT;

  /** When runs and uploads happen that need not be done at once. */
  private enum When {
    SOON, LATE
  }

  /** What a training left, and what it told. */
  private record Trained(Map<String, String> bits, List<Evaluation> evaluations, TrainingEvent.Begun begun) {}

  /** For a subclass. */
  protected StreamingConformance() {}

  /** Opens the backend under test; it is closed after each test. */
  protected abstract Backend open();

  private WatchedBackend opened(When when) {
    WatchedBackend backend = new WatchedBackend(switch (when) {
      case SOON -> open();
      case LATE -> new LateBackend(open());
    });
    opened.add(backend);
    return backend;
  }

  /**
   * A device with just the memory that a training takes where its data is streamed, because one byte is missing for the
   * data to be resident.
   */
  private WatchedBackend scarce(When when, Supplier<TrainerBuilder> settings, Dataset training, Dataset validation) {
    TrainingEvent.Begun resident = trained(opened(When.SOON), settings.get(), training, validation).begun;
    WatchedBackend oneByteLess = opened(When.SOON).limitedTo(bytes(resident) - 1, true);
    TrainingEvent.Begun streamed = trained(oneByteLess, settings.get(), training, validation).begun;
    assertTrue(bytes(streamed) < bytes(resident), streamed + " beside " + resident);
    return opened(when).limitedTo(bytes(streamed), true);
  }

  private static long bytes(TrainingEvent.Begun begun) {
    return begun.stateBytes() + begun.arenaBytes() + begun.inputBytes();
  }

  @AfterEach
  final void nothingIsLeft() {
    for (WatchedBackend backend : opened) {
      assertEquals(0, backend.liveBytes(), "bytes on the device that no close freed");
      assertEquals(0, backend.liveStagingBytes(), "bytes of staging memory that no close freed");
      assertEquals(List.of(), backend.faults());
      backend.close();
    }
  }

  private Trained trained(WatchedBackend backend, TrainerBuilder settings, Dataset data, Dataset validation) {
    List<TrainingEvent> events = new ArrayList<>();
    List<Evaluation> evaluations = new ArrayList<>();
    try (Trainer trainer = settings.listener(events::add).on(new Device(backend, ""))) {
      trainer.fit(data, validation, fit);
      for (TrainingEvent event : events) {
        if (event instanceof TrainingEvent.EpochEnded ended) {
          evaluations.add(ended.training());
          ended.validation().ifPresent(evaluations::add);
        }
      }
      evaluations.add(trainer.evaluate(validation.isEmpty() ? data.select(1, 2, 3) : validation));
      return new Trained(bits(trainer), evaluations, (TrainingEvent.Begun) events.getFirst());
    }
  }

  /** What differs, by name. */
  private static Map<String, String> differences(Map<String, String> expected, Map<String, String> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    Map<String, String> differences = new TreeMap<>(actual);
    differences.entrySet().removeAll(expected.entrySet());
    return differences;
  }

  private void compare(When when, Supplier<TrainerBuilder> settings, Dataset data, Dataset validation) {
    WatchedBackend ample = opened(When.SOON);
    Trained resident = trained(ample, settings.get(), data, validation);
    WatchedBackend scarce = scarce(when, settings, data, validation);
    Trained streamed = trained(scarce, settings.get(), data, validation);
    assertEquals(Map.of(), differences(resident.bits, streamed.bits));
    assertEquals(resident.evaluations, streamed.evaluations);
    assertEquals(0, ample.asyncUploads());
    assertEquals(0, resident.begun.streamedBytes());
    assertEquals(resident.begun.inputBytes(), streamed.begun.streamedBytes());
    int steps = fit.dropsLast() ? 5 : 6;
    assertTrue(scarce.asyncUploads() >= fit.epochs() * (steps + (validation.isEmpty() ? 0 : 1)),
        scarce.asyncUploads() + " uploads");
  }

  @ParameterizedTest
  @EnumSource
  final void aStreamedTrainingEndsWithTheBitsOfTheResidentOne(When when) {
    compare(when, () -> seeded(7), CLASSES, VALIDATION);
  }

  /** Steps of two and of three batches, every second of which tells of itself. */
  @ParameterizedTest
  @EnumSource
  final void soItDoesInStepsOfSeveralBatchesThatAreWatched(When when) {
    fit = FIT.accumulate(3).dropLast();
    compare(when, () -> seeded(7).watch(Watch.every(2).histograms("*").gradientNorms("*")), CLASSES, VALIDATION);
  }

  @ParameterizedTest
  @EnumSource
  final void soDoNetworksOfEachKind(SmallNetwork network) {
    compare(When.SOON, network::trainer, network.rows(0, ROWS), network.rows(ROWS, ROWS + 17));
  }

  @ParameterizedTest
  @EnumSource
  final void soItDoesWithoutValidation(When when) {
    compare(when, () -> seeded(8), CLASSES, CLASSES.select());
  }

  @ParameterizedTest
  @EnumSource
  final void soItDoesWithValuesAndMoreRowsThanAStepOfEvaluation(When when) {
    compare(when, () -> seeded(7, 1), line(ROWS), line(1100));
  }

  /** Bytes, integers and numbers of any shape, several inputs and targets, weights and masks; read as needed. */
  @ParameterizedTest
  @EnumSource
  final void soItDoesWithFieldsOfAnyType(When when) {
    compare(when, () -> Mixed.trainer(7), new Mixed(ROWS), new Mixed(17));
  }

  /**
   * Steps are numbered from 1; an epoch has 6. The stopped and the resumed training are streamed, or only one of them.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 6, 9})
  final void aStreamedTrainingStoppedAtAnyStepGoesOnToTheSameBits(int step) {
    Map<String, String> uninterrupted = trained(opened(When.SOON), seeded(7), CLASSES, VALIDATION).bits;
    WatchedBackend ample = opened(When.SOON);
    WatchedBackend scarce = scarce(When.LATE, () -> seeded(7), CLASSES, VALIDATION);
    for (WatchedBackend first : List.of(ample, scarce)) {
      for (WatchedBackend second : List.of(ample, scarce)) {
        assertEquals(Map.of(), differences(uninterrupted, stoppedAndResumed(first, second, step)));
      }
    }
    assertNotEquals(0, scarce.asyncUploads());
  }

  private static Map<String, String> stoppedAndResumed(WatchedBackend first, WatchedBackend second, int step) {
    Safetensors file;
    try (Trainer trainer = seeded(7).on(new Device(first, ""))) {
      first.onRun(number -> {
        if (number == step + (step - 1) / 6) {
          trainer.stop();
        }
      });
      TrainingEvent.Ended ended = trainer.fit(CLASSES, VALIDATION, FIT);
      first.onRun(number -> {});
      assertEquals(step, ended.steps());
      file = trainer.checkpoint();
    }
    try (Trainer trainer = seeded(9).on(new Device(second, ""))) {
      trainer.restore(file);
      trainer.fit(CLASSES, VALIDATION, Fit.epochs(FIT.epochs() - step / 6).batch(BATCH));
      trainer.evaluate(VALIDATION);
      return bits(trainer);
    }
  }

  @Test
  final void aTrainingAfterAnotherNeedsNoMoreMemory() {
    WatchedBackend scarce = scarce(When.LATE, () -> seeded(7), CLASSES, VALIDATION);
    try (Trainer trainer = seeded(7).on(new Device(scarce, ""))) {
      trainer.fit(CLASSES, VALIDATION, FIT);
      long after = scarce.liveBytes();
      for (int i = 0; i < 3; i++) {
        trainer.fit(CLASSES, VALIDATION, Fit.epochs(1).batch(BATCH));
        trainer.evaluate(VALIDATION);
        assertEquals(after, scarce.liveBytes());
        assertEquals(0, scarce.liveStagingBytes());
      }
    }
  }

  /** Begins the next epoch where the last was left, in steps of another size. */
  @Test
  final void theBatchMayChangeInTheMiddleOfAnEpoch() {
    WatchedBackend ample = opened(When.SOON);
    WatchedBackend scarce = scarce(When.LATE, () -> seeded(7), CLASSES, VALIDATION);
    assertEquals(Map.of(), differences(withAnotherBatch(ample), withAnotherBatch(scarce)));
    assertEquals(0, ample.asyncUploads());
    assertNotEquals(0, scarce.asyncUploads());
  }

  private static Map<String, String> withAnotherBatch(WatchedBackend backend) {
    try (Trainer trainer = seeded(7).on(new Device(backend, ""))) {
      backend.onRun(number -> {
        if (number == 2) {
          trainer.stop();
        }
      });
      trainer.fit(CLASSES, VALIDATION, FIT);
      trainer.fit(CLASSES, VALIDATION, Fit.epochs(1).batch(7));
      return bits(trainer);
    }
  }
}
