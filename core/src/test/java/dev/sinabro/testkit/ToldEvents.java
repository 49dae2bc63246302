package dev.sinabro.testkit;

import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.testkit.Trainings.BATCH;
import static dev.sinabro.testkit.Trainings.CLASSES;
import static dev.sinabro.testkit.Trainings.ROWS;
import static dev.sinabro.testkit.Trainings.classes;
import static dev.sinabro.testkit.Trainings.line;
import static dev.sinabro.testkit.Trainings.seeded;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.run.Device;
import dev.sinabro.train.DivergedException;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import dev.sinabro.train.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a training tells of itself: its events, and why it cannot go on. */
interface ToldEvents extends OnDevice {
  @Test
  default void theEventsTellWhatHappened() {
    List<TrainingEvent> events = new ArrayList<>();
    Dataset others = classes(17);
    try (Trainer trainer = seeded(1).listener(events::add).on(device())) {
      trainer.fit(CLASSES, others, Fit.epochs(2).batch(BATCH));
      Evaluation after = trainer.evaluate(others);
      trainer.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      events.removeIf(event -> event instanceof TrainingEvent.Progress);
      assertEquals(
          List.of("Begun", "EpochEnded", "EpochEnded", "Ended", "Begun", "EpochEnded", "Ended"),
          events.stream().map(event -> event.getClass().getSimpleName()).toList());
      TrainingEvent.Begun begun = (TrainingEvent.Begun) events.get(0);
      assertEquals(2, begun.lastEpoch());
      assertEquals(ROWS, begun.rows());
      assertEquals(begun.stateBytes() + begun.arenaBytes() + begun.inputBytes(), liveBytesOf(others));
      TrainingEvent.EpochEnded second = (TrainingEvent.EpochEnded) events.get(2);
      assertEquals(2, second.epoch());
      assertEquals(12, second.step());
      assertEquals(after, second.validation().orElseThrow());
      TrainingEvent.EpochEnded third = (TrainingEvent.EpochEnded) events.get(5);
      assertEquals(3, third.epoch());
      assertTrue(third.validation().isEmpty());
      TrainingEvent.Ended ended = (TrainingEvent.Ended) events.get(6);
      assertEquals(3, ended.epochs());
      assertEquals(18, ended.steps());
      assertFalse(ended.stopped());
    }
  }

  private long liveBytesOf(Dataset validation) {
    long[] live = new long[1];
    WatchedBackend second = new WatchedBackend(another());
    try (Device other = new Device(second, "")) {
      TrainerBuilder settings = seeded(1).listener(event -> {
        if (event instanceof TrainingEvent.Begun) {
          live[0] = second.liveBytes();
        }
      });
      try (Trainer trainer = settings.on(other)) {
        trainer.fit(CLASSES, validation, Fit.epochs(1).batch(BATCH));
      }
    }
    return live[0];
  }

  @Test
  default void aStopAfterTheLastStepStopsNothing() {
    try (Trainer trainer = seeded(1).on(device())) {
      backend().onRun(number -> {
        if (number == 6) {
          trainer.stop();
        }
      });
      TrainingEvent.Ended ended = trainer.fit(CLASSES, Fit.epochs(1).batch(BATCH));
      assertEquals(1, ended.epochs());
      assertFalse(ended.stopped());
    }
  }

  @Test
  default void divergenceIsToldWithItsPlaceAndARemedy() {
    try (Trainer trainer = Trainer.builder(dense(1)).optimizer(Optimizer.sgd(1e30)).on(device())) {
      var error = assertThrows(DivergedException.class, () -> trainer.fit(line(40), Fit.epochs(50).batch(4)));
      String message = String.valueOf(error.getMessage());
      assertTrue(
          message.matches("the loss is (Infinity|NaN) in epoch [0-9]+, found after step [0-9]+; try a lower learning"
              + " rate than 1.0E30, or normalized data"),
          message);
    }
  }
}
