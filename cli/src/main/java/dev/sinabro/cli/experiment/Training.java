package dev.sinabro.cli.experiment;

import com.google.gson.JsonObject;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.experiment.Ending.Outcome;
import dev.sinabro.cli.experiment.Ending.Stopped;
import dev.sinabro.cli.log.JsonLog;
import dev.sinabro.cli.log.RunLogs;
import dev.sinabro.cli.log.TensorBoardLog;
import dev.sinabro.cli.log.TrainingLog;
import dev.sinabro.cli.picture.PictureException;
import dev.sinabro.cli.report.RunReport;
import dev.sinabro.cli.show.Losses;
import dev.sinabro.cli.show.Show;
import dev.sinabro.cli.show.ShowException;
import dev.sinabro.cli.show.Trained;
import dev.sinabro.data.Dataset;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * One training of an experiment into a run folder.
 *
 * @param experiment what to train
 * @param device where
 * @param folder for its files
 * @param launch of this program
 * @param profiled whether each step of the training program is timed
 * @param colors whether what is shown may hold the colors of a terminal
 */
public record Training(Experiment experiment, Device device, RunFolder folder, Launch launch, boolean profiled,
    boolean colors) {

  /**
   * Trains, evaluates and writes the files. The folder has what is needed to go on before the first step; where the training
   * is stopped, its last state; where it fails, why, but nothing is left where that was before the first step.
   *
   * @param running receives what stops the training, before the first step
   */
  public Ending run(Consumer<TrainingEvent> listener, Consumer<RunningTraining> running) {
    try (FolderLock _ = folder.locked()) {
      folder.requireUnused();
      try {
        return recorded(begun(), listener, running, Optional.empty());
      } catch (RuntimeException | Error | IOException failure) {
        folder.removeUnlessTrained();
        throw failure;
      }
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  /**
   * Goes on from the last checkpoint of the folder that is whole, or anew where there is none.
   *
   * @param told receives a line for each thing about that which the user should know
   * @throws UserException where the run is done, with as many epochs as the configuration asks for
   */
  public Ending resume(Consumer<TrainingEvent> listener, Consumer<RunningTraining> running, Consumer<String> told) {
    try (FolderLock _ = folder.locked()) {
      Manifest manifest = folder.manifest();
      manifest.requireSameModels();
      folder.removePartial();
      folder.begin(experiment.configuration());
      Optional<CheckpointFolder.Whole> from = folder.checkpoints().last(told);
      if (from.isEmpty()) {
        told.accept(folder.path() + " has no whole checkpoint; it begins anew");
      }
      if (!manifest.changedData().isEmpty()) {
        manifest.learnsFrom(experiment.configuration());
      }
      manifest.resumed(launch, device.toString(), from.map(CheckpointFolder.Whole::file));
      return recorded(manifest, listener, running, from);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  /** As {@link #run}, or as {@link #resume} where it has begun; where it is done, what came of it. */
  public Ending complete(Consumer<TrainingEvent> listener, Consumer<RunningTraining> running, Consumer<String> told) {
    try {
      if (!folder.hasBegun()) {
        folder.removeUnlessTrained();
        return run(listener, running);
      }
      return folder.manifest().state() == Manifest.State.DONE ? done() : resume(listener, running, told);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** What a run came to that was done before. */
  private Outcome done() throws IOException {
    JsonObject summary = folder.summary();
    String rows = experiment.data().judged().part();
    Map<String, Double> metrics = new LinkedHashMap<>();
    experiment.metrics().forEach(metric -> metrics.put(metric.name(),
        summary.get(prefix(rows) + "_" + metric.name()).getAsDouble()));
    Evaluation result = new Evaluation(experiment.data().judged().rows().rowCount(),
        summary.get(prefix(rows) + "_loss").getAsDouble(), metrics, Map.of());
    TrainingEvent.Ended ended = new TrainingEvent.Ended(summary.get("epochs").getAsInt(),
        summary.get("steps").getAsInt(), TrainingEvent.Ended.Reason.EPOCHS, OptionalInt.empty(),
        summary.get("seconds").getAsDouble(),
        summary.get("samples_per_second").getAsDouble());
    return new Outcome(ended, rows, result, summary, folder.metrics().losses().training(), List.of());
  }

  private static String prefix(String rows) {
    return rows.equals("training") ? "train" : rows;
  }

  private Manifest begun() throws IOException {
    Manifest manifest =
        Manifest.begun(folder.path(), launch, device.toString(), experiment.configuration().train().seed());
    folder.begin(experiment.configuration());
    manifest.write();
    manifest.learnsFrom(experiment.configuration());
    return manifest;
  }

  /** Trains, and has the manifest say how it ended; the page of a run that is done has more than the one that is drawn here. */
  private Ending recorded(Manifest manifest, Consumer<TrainingEvent> listener, Consumer<RunningTraining> running,
      Optional<CheckpointFolder.Whole> from) throws IOException {
    boolean done = false;
    try {
      Ending ending = manifest.recorded(() -> train(listener, running, from),
          trained -> trained.stopped().map(Stopped::where));
      done = ending instanceof Outcome;
      return ending;
    } finally {
      if (!done && folder.isTrained() && experiment.configuration().log().report()) {
        reportUnfinished();
      }
    }
  }

  private void reportUnfinished() {
    try {
      RunReport.unfinished(folder.path());
    } catch (IOException unwritable) {
      // As a rule what ended the training, which is told; the page can be made at any time, by sinabro report.
    }
  }

  private Ending train(Consumer<TrainingEvent> listener, Consumer<RunningTraining> running,
      Optional<CheckpointFolder.Whole> from) throws IOException {
    Seen seen = new Seen(experiment.configuration().shows());
    CheckpointWriter checkpoints = new CheckpointWriter(folder, experiment.configuration().checkpoint(),
        experiment.metrics().getFirst().largerIsBetter(), this::write);
    TrainerBuilder builder = experiment.trainer().listener(event -> record(event, from.isEmpty())).listener(seen)
        .checkpoints(checkpoints).remember(checkpoints);
    List<Show> shows = new ArrayList<>(experiment.configuration().shows());
    if (experiment.configuration().log().report()) {
      shows.add(new RunReport(experiment.reshaped()));
    }
    shows.stream().map(Show::watch).flatMap(Optional::stream).forEach(builder::watch);
    experiment.configuration().log().watch().ifPresent(builder::watch);
    if (profiled) {
      builder.profiled();
    }
    NetworkFile network = new NetworkFile(folder.network(), experiment);
    try (RunLogs logs = logs();
        Trainer trainer =
            builder.listener(logs).listener(listener).listener(checkpoints).listener(network).on(device)) {
      checkpoints.of(trainer);
      network.of(trainer);
      List<String> told = new ArrayList<>(begin(trainer, from));
      running.accept(checkpoints);
      TrainingEvent.Ended ended = fit(trainer);
      // Where weights of before were taken at the end, a training that goes on from there would not end here.
      if (ended.restored().isEmpty()) {
        checkpoints.end(ended.steps());
      }
      if (ended.stopped()) {
        return new Stopped(ended);
      }
      String rows = experiment.data().judged().part();
      Evaluation result = trainer.evaluate(experiment.data().judged().rows());
      JsonObject summary = summary(ended, seen, rows, result, trainer.model().parameterCount());
      write(folder.model(), trainer.storedParameters(), Map.of());
      folder.end(summary);
      Losses losses = folder.metrics().losses();
      told.addAll(shown(shows, new Trained(trainer, experiment.data(), seen.watched(), losses, folder.path(), colors)));
      Outcome outcome = new Outcome(ended, rows, result, summary, losses.training(), told);
      if (ended.restored().isPresent()) {
        checkpoints.restored(ended.steps());
      }
      return outcome;
    }
  }

  /** What is to be told of it, in lines. */
  private List<String> begin(Trainer trainer, Optional<CheckpointFolder.Whole> from) throws IOException {
    Dataset rows = experiment.data().training();
    Optional<Path> weights = experiment.configuration().train().initialWeights().map(Path::of);
    if (from.isPresent()) {
      try {
        trainer.restore(from.get().content());
        folder.metrics().cut(trainer.epochsDone(rows));
      } catch (IllegalArgumentException foreign) {
        throw new UserException(ExitCode.DATA, from.get().file() + ": " + foreign.getMessage());
      }
    } else if (weights.isPresent()) {
      return begin(trainer, weights.get(), rows);
    }
    return List.of();
  }

  /** Also where no epoch is left, as in a run that was killed while it ended. */
  private TrainingEvent.Ended fit(Trainer trainer) {
    Dataset rows = experiment.data().training();
    int left = Math.max(0, experiment.configuration().train().epochs() - trainer.epochsDone(rows));
    return trainer.fit(rows, experiment.data().validation(), experiment.configuration().train().fit(left));
  }

  private RunLogs logs() {
    List<TrainingLog> logs = new ArrayList<>(List.of(new JsonLog(folder.path())));
    if (experiment.configuration().log().tensorBoard()) {
      logs.add(new TensorBoardLog(folder.path(), experiment::graph));
    }
    return new RunLogs(logs);
  }

  /** What cannot be drawn does not undo the training. */
  private static List<String> shown(List<Show> shows, Trained trained) {
    List<String> lines = new ArrayList<>();
    for (Show show : shows) {
      try {
        lines.addAll(show.of(trained));
      } catch (PictureException | ShowException why) {
        lines.add(String.valueOf(why.getMessage()));
      } catch (IOException unwritable) {
        lines.add("a picture was not written: " + unwritable.getMessage());
      }
    }
    return lines;
  }

  /** What is to be told of it, in lines. */
  private List<String> begin(Trainer trainer, Path weights, Dataset data) throws IOException {
    Safetensors file = Safetensors.read(weights);
    try {
      if (!experiment.configuration().train().partialWeights()) {
        trainer.begin(file, data);
        return List.of();
      }
      List<String> passed = trainer.beginPartly(file, data);
      return passed.isEmpty() ? List.of() : List.of("not taken from " + weights + ": " + String.join("; ", passed));
    } catch (IllegalArgumentException foreign) {
      throw new UserException(ExitCode.DATA, weights + ": " + foreign.getMessage());
    }
  }

  private void write(Path file, Map<String, ? extends StoredTensor> tensors, Map<String, String> metadata)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>(experiment.onnx().metadata());
    all.putAll(metadata);
    ModelFile.write(file, experiment.configuration(), experiment.data().preprocessing(), tensors, all);
  }

  private void record(TrainingEvent event, boolean anew) {
    try {
      switch (event) {
        case TrainingEvent.Begun begun -> {
          if (anew) {
            folder.metrics().begin(begun.metrics());
          }
        }
        case TrainingEvent.EpochEnded epoch -> folder.metrics().add(epoch);
        case TrainingEvent.Watched _, TrainingEvent.Progress _, TrainingEvent.Profiled _, TrainingEvent.Ended _ -> {
          // the folder holds whole epochs and the end result
        }
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private JsonObject summary(TrainingEvent.Ended ended, Seen seen, String rows, Evaluation result, long parameters)
      throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("name", experiment.configuration().name());
    json.addProperty("task",
        experiment.task().name().toLowerCase(Locale.ROOT));
    json.addProperty("device", device.info().name());
    json.addProperty("seed", experiment.configuration().train().seed());
    json.addProperty("epochs", ended.epochs());
    json.addProperty("steps", ended.steps());
    json.addProperty("ended", ended.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    ended.restored().ifPresent(epoch -> json.addProperty("restored_epoch", epoch));
    json.addProperty("seconds", ended.seconds());
    json.addProperty("samples_per_second", ended.rowsPerSecond());
    addEpoch(json, ended.restored().orElse(ended.epochs()), seen);
    add(json, prefix(rows), result);
    json.addProperty("parameters", parameters);
    json.addProperty("version", launch.version());
    return json;
  }

  /** The figures of the epoch whose weights the model has; its end may have been before the training went on. */
  private void addEpoch(JsonObject json, int number, Seen seen) throws IOException {
    Optional<TrainingEvent.EpochEnded> found = seen.lastEpoch().filter(epoch -> epoch.epoch() == number);
    if (found.isPresent()) {
      json.addProperty("train_loss", found.get().training().loss());
      Optional<Evaluation> validation = found.get().validation();
      if (validation.isPresent()) {
        add(json, "validation", validation.get());
      }
      return;
    }
    JsonLog.read(folder.path(), event -> {
      if (event.get("event").getAsString().equals("epoch") && event.get("epoch").getAsInt() == number) {
        json.add("train_loss", event.getAsJsonObject("train").get("loss"));
        if (event.has("validation")) {
          event.getAsJsonObject("validation").entrySet()
              .forEach(figure -> json.add("validation_" + figure.getKey(), figure.getValue()));
        }
      }
    });
  }

  private void add(JsonObject json, String rows, Evaluation evaluation) throws IOException {
    json.addProperty(rows + "_loss", evaluation.loss());
    evaluation.metrics().forEach((metric, value) -> json.addProperty(rows + "_" + metric, value));
    List<Double> counts = evaluation.tallies().get(ConfusionCounts.TALLY);
    if (counts != null) {
      json.add(rows + "_confusion_counts", ConfusionCounts.of(experiment.data().training(), counts)
          .told(folder.path().resolve(rows + "-confusion.csv")));
    }
  }
}
