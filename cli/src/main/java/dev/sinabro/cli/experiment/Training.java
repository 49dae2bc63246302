package dev.sinabro.cli.experiment;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.log.JsonLog;
import dev.sinabro.cli.log.RunLogs;
import dev.sinabro.cli.log.TensorBoardLog;
import dev.sinabro.cli.log.TrainingLog;
import dev.sinabro.cli.picture.PictureException;
import dev.sinabro.cli.report.RunReport;
import dev.sinabro.cli.show.Show;
import dev.sinabro.cli.show.ShowException;
import dev.sinabro.cli.show.Trained;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Prepared;
import dev.sinabro.graph.StoredTensor;
import dev.sinabro.io.Safetensors;
import dev.sinabro.run.Device;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.Fit;
import dev.sinabro.train.Trainer;
import dev.sinabro.train.TrainerBuilder;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One training of an experiment into a run folder.
 *
 * @param experiment what to train
 * @param device where
 * @param folder for its files
 * @param version of this program, for the summary
 * @param profiled whether each step of the training program is timed
 * @param colors whether what is shown may hold the colors of a terminal
 */
public record Training(Experiment experiment, Device device, RunFolder folder, String version, boolean profiled,
    boolean colors) {

  /**
   * What came of it.
   *
   * @param ended the end of the training
   * @param rows which rows {@code result} is of: see {@link Prepared#judged}
   * @param result of the trained model on these rows
   * @param summary what {@code summary.json} says
   * @param losses of the training rows, after each epoch of this training
   * @param shown what there is to be seen, in lines
   */
  public record Outcome(TrainingEvent.Ended ended, String rows, Evaluation result, JsonObject summary,
      List<Double> losses, List<String> shown) {}

  /**
   * Trains, evaluates and writes the files. Where training fails, it leaves no file behind; where it is stopped, a
   * checkpoint.
   *
   * @param running receives the trainer before the first step, so that it can be stopped
   */
  public Outcome run(Consumer<TrainingEvent> listener, Consumer<Trainer> running) {
    try {
      return train(listener, running, Optional.empty());
    } catch (RuntimeException | Error failure) {
      folder.discard();
      throw failure;
    } catch (IOException unwritable) {
      folder.discard();
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Goes on from the folder's checkpoint, in the same folder, which stays as it is where that fails. */
  public Outcome resume(Consumer<TrainingEvent> listener, Consumer<Trainer> running) {
    try {
      return train(listener, running, Optional.of(Safetensors.read(folder.checkpoint())));
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  private Outcome train(Consumer<TrainingEvent> listener, Consumer<Trainer> running, Optional<Safetensors> checkpoint)
      throws IOException {
    Prepared<?> data = experiment.data();
    List<TrainingEvent> seen = new ArrayList<>();
    TrainerBuilder builder = experiment.trainer().listener(event -> record(event, seen, checkpoint.isEmpty()));
    List<Show> shows = new ArrayList<>(experiment.configuration().shows());
    if (experiment.configuration().log().report()) {
      shows.add(new RunReport(experiment.reshaped()));
    }
    shows.stream().map(Show::watch).flatMap(Optional::stream).forEach(builder::watch);
    experiment.configuration().log().watch().ifPresent(builder::watch);
    if (profiled) {
      builder.profiled();
    }
    try (RunLogs logs = logs(); Trainer trainer = builder.listener(logs).listener(listener).on(device)) {
      checkpoint.ifPresent(interrupted -> {
        trainer.restore(interrupted);
        folder.keep(trainer.epochsDone(data.training()));
      });
      Optional<Path> weights = experiment.configuration().train().initialWeights().map(Path::of);
      List<String> told = new ArrayList<>();
      if (checkpoint.isEmpty() && weights.isPresent()) {
        told.addAll(begin(trainer, weights.get(), data.training()));
      }
      running.accept(trainer);
      TrainingEvent.Ended ended = trainer.fit(data.training(), data.validation(), fit(trainer, data.training()));
      Evaluation result = trainer.evaluate(data.judged().rows());
      String rows = data.judged().part();
      JsonObject summary = summary(ended, last(seen, ended), rows, result, trainer.model().parameterCount());
      write(folder.model(), trainer.storedParameters());
      if (ended.stopped()) {
        write(folder.checkpoint(), trainer.storedCheckpoint());
      } else {
        Files.deleteIfExists(folder.checkpoint());
        folder.end(summary);
      }
      Trained trained = new Trained(trainer, data, seen, folder.path(), colors);
      List<Double> losses = trained.epochs().stream().map(epoch -> epoch.training().loss()).toList();
      told.addAll(ended.stopped() ? List.of() : shown(shows, trained));
      return new Outcome(ended, rows, result, summary, losses, told);
    }
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

  /** The epoch whose weights the model has. */
  private static TrainingEvent.@Nullable EpochEnded last(List<TrainingEvent> seen, TrainingEvent.Ended ended) {
    return seen.reversed().stream()
        .flatMap(event -> event instanceof TrainingEvent.EpochEnded epoch ? Stream.of(epoch) : Stream.empty())
        .filter(epoch -> ended.restored().isEmpty() || ended.restored().getAsInt() == epoch.epoch())
        .findFirst().orElse(null);
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

  private void write(Path file, Map<String, StoredTensor> tensors) throws IOException {
    ModelFile.write(file, experiment.configuration(), experiment.data().preprocessing(), tensors);
  }

  private Fit fit(Trainer trainer, Dataset training) {
    var train = experiment.configuration().train();
    int left = Math.max(1, train.epochs() - trainer.epochsDone(training));
    return train.fit(left);
  }

  private void record(TrainingEvent event, List<TrainingEvent> seen, boolean anew) {
    switch (event) {
      case TrainingEvent.Begun begun -> {
        if (anew) {
          folder.begin(experiment.configuration(), begun.metrics());
        }
      }
      case TrainingEvent.EpochEnded epoch -> {
        folder.add(epoch);
        seen.add(epoch);
      }
      case TrainingEvent.Watched watched -> seen.add(watched);
      case TrainingEvent.Progress _, TrainingEvent.Profiled _, TrainingEvent.Ended _ -> {
        // the folder holds whole epochs and the end result
      }
    }
  }

  private JsonObject summary(TrainingEvent.Ended ended, TrainingEvent.@Nullable EpochEnded last, String rows,
      Evaluation result,
      long parameters) {
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
    if (last != null) {
      json.addProperty("train_loss", last.training().loss());
      last.validation().ifPresent(validation -> add(json, "validation", validation));
    }
    add(json, rows.equals("training") ? "train" : rows, result);
    json.addProperty("parameters", parameters);
    json.addProperty("version", version);
    return json;
  }

  private static void add(JsonObject json, String rows, Evaluation evaluation) {
    json.addProperty(rows + "_loss", evaluation.loss());
    evaluation.metrics().forEach((metric, value) -> json.addProperty(rows + "_" + metric, value));
    List<Double> counts = evaluation.tallies().get("confusion.counts");
    if (counts != null) {
      json.add(rows + "_confusion_counts", square(counts));
    }
  }

  /** A row for each true class, with a number for each predicted one. */
  private static JsonArray square(List<Double> counts) {
    int classes = (int) Math.round(Math.sqrt(counts.size()));
    JsonArray square = new JsonArray();
    for (int truth = 0; truth < classes; truth++) {
      JsonArray row = new JsonArray();
      counts.subList(truth * classes, (truth + 1) * classes).forEach(row::add);
      square.add(row);
    }
    return square;
  }
}
