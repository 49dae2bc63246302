package dev.sinabro.cli;

import com.google.gson.JsonObject;
import dev.sinabro.cli.experiment.Experiment;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Fit;
import dev.sinabro.train.TrainingEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * All of a training but its length: the programs were built and planned, memory was taken, one step was done, and no file
 * was written.
 *
 * @param figures what was found
 */
record DryRun(JsonObject figures) {

  /** Does it. */
  static DryRun of(Experiment experiment, Device device) {
    List<TrainingEvent> events = new ArrayList<>();
    JsonObject figures = new JsonObject();
    long free = device.info().freeBytes();
    Fit fit = experiment.configuration().train().fit(1).mostSteps(1);
    try (var trainer = experiment.trainer().listener(events::add).on(device)) {
      TrainingEvent.Ended ended = trainer.fit(experiment.data().training(), experiment.data().validation(), fit);
      for (TrainingEvent event : events) {
        switch (event) {
          case TrainingEvent.Begun begun -> memory(begun, free, figures);
          case TrainingEvent.Progress progress -> step(progress.epochRows(), progress.training(), figures);
          case TrainingEvent.EpochEnded epoch -> step(epoch.training().rows(), epoch.training(), figures);
          case TrainingEvent.Watched _, TrainingEvent.Profiled _, TrainingEvent.Ended _ -> {
            // nothing is watched
          }
        }
      }
      figures.addProperty("seconds", ended.seconds());
      figures.addProperty("parameters", trainer.model().parameterCount());
    }
    return new DryRun(figures);
  }

  private static void memory(TrainingEvent.Begun begun, long free, JsonObject figures) {
    figures.addProperty("state_bytes", begun.stateBytes());
    figures.addProperty("temporary_bytes", begun.arenaBytes());
    figures.addProperty("data_bytes", begun.inputBytes());
    figures.addProperty("peak_bytes", begun.stateBytes() + begun.arenaBytes() + begun.inputBytes());
    if (free < Long.MAX_VALUE) {
      figures.addProperty("free_bytes", free);
    }
    figures.addProperty("streamed_bytes", begun.streamedBytes());
  }

  private static void step(int rows, Evaluation training, JsonObject figures) {
    figures.addProperty("step_rows", rows);
    figures.addProperty("train_loss", training.loss());
  }

  /** In lines. */
  List<String> lines() {
    String free = figures.has("free_bytes") ? " of " + bytes("free_bytes") + " that are free" : "";
    long streamed = figures.get("streamed_bytes").getAsLong();
    return List.of(
        "memory   %s at most%s: state %s · temporaries %s · data %s%s".formatted(bytes("peak_bytes"), free,
            bytes("state_bytes"), bytes("temporary_bytes"), bytes("data_bytes"),
            streamed == 0 ? "" : " at a time, of " + Figures.bytes(streamed)),
        "dry run  one step of %s rows · loss %s · %s · no file was written".formatted(
            Figures.count(figures.get("step_rows").getAsLong()), Figures.loss(figures.get("train_loss").getAsDouble()),
            Figures.milliseconds(figures.get("seconds").getAsDouble())));
  }

  private String bytes(String name) {
    return Figures.bytes(figures.get(name).getAsLong());
  }
}
