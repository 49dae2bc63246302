package dev.sinabro.cli.log;

import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.sinabro.data.Dataset;
import dev.sinabro.graph.HostTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainingEvent;
import dev.sinabro.train.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLogTest {
  private static final Dataset LINE = Dataset.of(new float[][] {{1}, {2}, {3}, {-4}}, new float[] {2, 4, 6, -8});

  @TempDir
  private Path run;

  @Test
  void eventsAreLines() throws IOException {
    try (JsonLog log = new JsonLog(run)) {
      log.accept(new TrainingEvent.Begun(1, 2, 0, 10, List.of("accuracy"), 1, 2, 3, 4));
      log.accept(new TrainingEvent.Progress(1, 5, new Evaluation(5, 1, Map.of(), Map.of()), 9));
      log.accept(new TrainingEvent.EpochEnded(1, 4, new Evaluation(10, 0.5, Map.of("accuracy", Double.NaN), Map.of()),
          Optional.of(new Evaluation(3, Double.POSITIVE_INFINITY, Map.of("accuracy", 1.0), Map.of())), 0.01, 2, 5,
          0.25));
    }
    List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertEquals(2, lines.size());
    assertTrue(lines.get(0)
        .matches("\\{\"event\":\"begun\",\"step\":0,\"time\":\"[-:TZ0-9]{20}\",\"epoch\":1,\"epochs\":2,"
            + "\"rows\":10,\"metrics\":\\[\"accuracy\"],\"state_bytes\":1,\"arena_bytes\":2,\"input_bytes\":3,"
            + "\"streamed_bytes\":4}"),
        lines.get(0));
    assertEquals("{\"event\":\"epoch\",\"step\":4,\"epoch\":1,\"train\":{\"loss\":0.5,\"accuracy\":\"NaN\"},"
        + "\"validation\":{\"loss\":\"Infinity\",\"accuracy\":1.0},\"learning_rate\":0.01,\"seconds\":2.0,"
        + "\"rows_per_second\":5.0,\"waiting\":0.25}", lines.get(1));
  }

  private static Trainer trainer(JsonLog log, Device device) {
    return Trainer.builder(dense(1)).watch(Watch.every(2).norms("*").gradientNorms("weight")).listener(log)
        .on(device);
  }

  private static List<JsonObject> read(Path folder) throws IOException {
    List<JsonObject> events = new ArrayList<>();
    JsonLog.read(folder, events::add);
    return events;
  }

  private static List<String> withoutTimes(Path folder) throws IOException {
    return read(folder).stream().filter(json -> !json.get("event").getAsString().matches("begun|ended"))
        .map(json -> {
          JsonObject copy = json.deepCopy();
          copy.remove("seconds");
          copy.remove("rows_per_second");
          return copy.toString();
        }).toList();
  }

  /** Killed behind the checkpoint, with a line half written: what is left is what an uninterrupted training writes. */
  @Test
  void aTrainingThatGoesOnHasTheLinesOfAnUninterruptedOne() throws IOException {
    Path whole = Files.createDirectory(run.resolve("whole"));
    Path cut = Files.createDirectory(run.resolve("cut"));
    try (Device device = new Device(new ReferenceBackend(), "")) {
      try (JsonLog log = new JsonLog(whole); Trainer trainer = trainer(log, device)) {
        trainer.fit(LINE, Fit.epochs(5).batch(1));
      }
      Map<String, HostTensor> checkpoint;
      try (JsonLog log = new JsonLog(cut); Trainer trainer = trainer(log, device)) {
        trainer.fit(LINE, Fit.epochs(3).batch(1).mostSteps(10));
        checkpoint = trainer.checkpoint().tensors();
        trainer.fit(LINE, Fit.epochs(2).batch(1));
      }
      Files.writeString(cut.resolve("metrics.jsonl"), "{\"event\":\"epoch\",\"st", StandardOpenOption.APPEND);
      try (JsonLog log = new JsonLog(cut); Trainer trainer = trainer(log, device)) {
        trainer.restore(new Safetensors(checkpoint, Map.of()));
        trainer.fit(LINE, Fit.epochs(3).batch(1));
      }
    }
    assertEquals(withoutTimes(whole), withoutTimes(cut));
    assertEquals(15, withoutTimes(whole).size());
    assertEquals(List.of("begun 0", "watched 2", "watched 4", "epoch 4", "watched 6", "watched 8", "epoch 8",
        "watched 10", "ended 10", "begun 10"),
        read(cut).stream().limit(10)
            .map(json -> json.get("event").getAsString() + " " + json.get("step")).toList());
  }

  /** A checkpoint that was taken with the last step of an epoch, before its end was told. */
  @Test
  void anEpochThatEndsAgainIsThereOnce() throws IOException {
    TrainingEvent.EpochEnded epoch = new TrainingEvent.EpochEnded(1, 4, new Evaluation(10, 0.5, Map.of(), Map.of()),
        Optional.empty(), 0.01, 2, 5, 0);
    for (int step : new int[] {0, 4}) {
      try (JsonLog log = new JsonLog(run)) {
        log.accept(new TrainingEvent.Begun(1, 2, step, 10, List.of(), 1, 2, 3, 4));
        log.accept(epoch);
      }
    }
    assertEquals(List.of("begun", "begun", "epoch"),
        read(run).stream().map(json -> json.get("event").getAsString()).toList());
  }
}
