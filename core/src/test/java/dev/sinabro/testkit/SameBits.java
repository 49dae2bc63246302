package dev.sinabro.testkit;

import static dev.sinabro.testkit.Trainings.BATCH;
import static dev.sinabro.testkit.Trainings.CLASSES;
import static dev.sinabro.testkit.Trainings.bits;
import static dev.sinabro.testkit.Trainings.classes;
import static dev.sinabro.testkit.Trainings.seeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.io.Safetensors;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes no other training: the same seed, a stop and a checkpoint anywhere, and whatever only looks on. */
interface SameBits extends OnDevice {
  @Test
  default void aTrainingResumedFromAFileEndsWithTheBitsOfTheUninterruptedOne() throws IOException {
    Map<String, String> uninterrupted = bitsAfter(seeded(7), 5);
    try (Trainer first = seeded(7).on(device())) {
      first.fit(CLASSES, Fit.epochs(2).batch(BATCH));
      save(first);
    }
    try (Trainer second = seeded(7).on(device())) {
      second.restore(Safetensors.read(file()));
      second.fit(CLASSES, Fit.epochs(3).batch(BATCH));
      assertEquals(uninterrupted, bits(second));
    }
  }

  /** Steps are numbered from 1; an epoch has 6, so that 6 and 12 are its last and 7 is its first. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 7, 11, 12})
  default void aTrainingStoppedAtAnyStepGoesOnFromAFileToTheSameBits(int step) throws IOException {
    Map<String, String> uninterrupted = bitsAfter(seeded(7), 3);
    try (Trainer first = seeded(7).on(device())) {
      backend().onRun(number -> {
        if (number == step) {
          first.stop();
        }
      });
      TrainingEvent.Ended ended = first.fit(CLASSES, Fit.epochs(3).batch(BATCH));
      backend().onRun(number -> {});
      assertTrue(ended.stopped());
      assertEquals(step, ended.steps());
      assertEquals(step / 6, ended.epochs());
      save(first);
    }
    try (Trainer second = seeded(7).on(device())) {
      second.restore(Safetensors.read(file()));
      second.fit(CLASSES, Fit.epochs(3 - step / 6).batch(BATCH));
      assertEquals(uninterrupted, bits(second));
    }
  }

  @Test
  default void aStoppedTrainerGoesOnByItself() {
    Map<String, String> uninterrupted = bitsAfter(seeded(7), 2);
    try (Trainer trainer = seeded(7).on(device())) {
      backend().onRun(number -> {
        if (number == 4) {
          trainer.stop();
        }
      });
      trainer.fit(CLASSES, Fit.epochs(2).batch(BATCH));
      assertFalse(trainer.fit(CLASSES, Fit.epochs(2).batch(BATCH)).stopped());
      assertEquals(uninterrupted, bits(trainer));
    }
  }

  @Test
  default void aRestoredFileBringsItsSeed() throws IOException {
    Map<String, String> uninterrupted = bitsAfter(seeded(-7_000_000_000L), 2);
    try (Trainer first = seeded(-7_000_000_000L).on(device())) {
      first.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      save(first);
    }
    try (Trainer second = seeded(8).on(device())) {
      second.restore(Safetensors.read(file()));
      second.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      assertEquals(uninterrupted, bits(second));
    }
  }

  @Test
  default void theSameSeedGivesTheSameBitsAndAnotherOneOthers() {
    Map<String, String> once = bitsAfter(seeded(1), 2);
    assertEquals(once, bitsAfter(seeded(1), 2));
    Map<String, String> other = bitsAfter(seeded(2), 2);
    once.forEach((name, bits) -> {
      if (name.endsWith("weight")) {
        assertNotEquals(bits, other.get(name), name);
      }
    });
  }

  @Test
  default void evaluationAndPredictionChangeNoBitOfATraining() {
    Map<String, String> alone = parametersAndMoments(bitsAfter(seeded(3), 2));
    Dataset others = classes(17);
    try (Trainer trainer = seeded(3).listener(event -> {}).on(device())) {
      trainer.evaluate(others);
      trainer.predict(others);
      trainer.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      trainer.evaluate(CLASSES);
      trainer.predict(others);
      trainer.fit(CLASSES, others, Fit.epochs(1).batch(BATCH));
      trainer.evaluate(others);
      assertEquals(alone, parametersAndMoments(bits(trainer)));
    }
  }

  /** The steps that tell of themselves, every third one, are programs with other results. */
  @Test
  default void aWatchChangesNoBitOfATraining() {
    Watch watch = Watch.every(3).values("*").gradients("*").gradientNorms("*").histograms("*");
    List<TrainingEvent> events = new ArrayList<>();
    Map<String, String> alone = bitsAfter(seeded(3), 2);
    assertEquals(alone, bitsAfter(seeded(3).watch(watch).listener(events::add), 2));
    assertEquals(List.of(3, 6, 9, 12), events.stream().filter(TrainingEvent.Watched.class::isInstance)
        .map(event -> ((TrainingEvent.Watched) event).step()).toList());
  }

  private Map<String, String> bitsAfter(TrainerBuilder settings, int epochs) {
    try (Trainer trainer = settings.on(device())) {
      trainer.fit(CLASSES, Fit.epochs(epochs).batch(BATCH));
      return bits(trainer);
    }
  }

  private static Map<String, String> parametersAndMoments(Map<String, String> bits) {
    Map<String, String> rest = new TreeMap<>(bits);
    rest.keySet().removeIf(name -> name.startsWith("evaluation."));
    return rest;
  }

  private Path file() {
    return folder().resolve("checkpoint.safetensors");
  }

  private void save(Trainer trainer) throws IOException {
    trainer.checkpoint().write(file());
  }
}
