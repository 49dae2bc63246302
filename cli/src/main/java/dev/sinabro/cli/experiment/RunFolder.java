package dev.sinabro.cli.experiment;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationWriter;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.log.JsonLog;
import dev.sinabro.cli.log.TensorBoardLog;
import dev.sinabro.cli.report.ReportPage;
import dev.sinabro.train.Evaluation;
import dev.sinabro.train.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The folder of a run: {@code config.yaml}, {@code metrics.csv} (a row an epoch, as it ends), {@code summary.json} and
 * {@code model.safetensors}; {@code checkpoint.safetensors} where it was interrupted.
 *
 * @param path the folder
 * @param ours whether this program makes it, and removes it where the run fails
 */
public record RunFolder(Path path, boolean ours) {
  private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final List<String> FILES =
      List.of("config.yaml", "metrics.csv", JsonLog.NAME, ReportPage.NAME, "summary.json", "model.safetensors",
          "checkpoint.safetensors");

  /**
   * The folder for a new run, which does not exist yet or is empty.
   *
   * @param out exactly that folder; otherwise {@code runs/NAME-TIMESTAMP}
   * @throws UserException where the folder has content
   */
  public static RunFolder unused(Optional<Path> out, String name) {
    Path path = out.orElseGet(() -> timestamped(name));
    if (Files.exists(path) && !isEmptyFolder(path)) {
      throw new UserException(ExitCode.USAGE, path + " exists and is not an empty folder; name another with --out");
    }
    return new RunFolder(path, out.isEmpty() || !Files.exists(path));
  }

  /** Makes the folder at once, so that another run of the same second finds the name taken. */
  private static Path timestamped(String name) {
    String stamp = name + "-" + LocalDateTime.now().format(TIMESTAMP);
    try {
      Path runs = Files.createDirectories(Path.of("runs"));
      for (int number = 1;; number++) {
        try {
          return Files.createDirectory(runs.resolve(number == 1 ? stamp : stamp + "-" + number));
        } catch (FileAlreadyExistsException taken) {
          // the next number
        }
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    }
  }

  private static boolean isEmptyFolder(Path path) {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> content = Files.list(path)) {
      return content.findAny().isEmpty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The folder of a run that exists. */
  public static RunFolder existing(Path path) {
    RunFolder folder = new RunFolder(path, false);
    if (!Files.isRegularFile(folder.model())) {
      throw new UserException(ExitCode.DATA, path + (Files.isRegularFile(folder.configuration())
          ? " has no model.safetensors: its training is not done, or was killed before it wrote one; sinabro train "
              + folder.configuration() + " begins again"
          : " is no run folder: it has no model.safetensors; sinabro train makes one"));
    }
    return folder;
  }

  /** The model file that a path names: itself, or that of a run folder. */
  public static Path modelOf(Path path) {
    return Files.isRegularFile(path) ? path : existing(path).model();
  }

  /** The folder of a run that was interrupted. */
  public static RunFolder interrupted(Path path) {
    RunFolder folder = existing(path);
    if (!Files.isRegularFile(folder.checkpoint())) {
      throw new UserException(ExitCode.DATA,
          path + " has no checkpoint.safetensors: its training was not interrupted, so there is nothing to go on with");
    }
    return folder;
  }

  /** The folder in this one for one of several seeds. */
  public RunFolder ofSeed(long seed) {
    return new RunFolder(path.resolve("seed-" + seed), true);
  }

  /** The folder in this one for one of several variants, called by its name as far as folders can be; never one above. */
  public RunFolder ofVariant(String name) {
    return new RunFolder(path.resolve(name.replaceAll("^\\.+|[^\\p{L}\\p{N}.]+", "-")), true);
  }

  /** The model, which is complete in itself. */
  public Path model() {
    return path.resolve("model.safetensors");
  }

  /** All that an interrupted training goes on from. */
  public Path checkpoint() {
    return path.resolve("checkpoint.safetensors");
  }

  /** The resolved configuration. */
  public Path configuration() {
    return path.resolve("config.yaml");
  }

  /** Makes the folder, with the configuration and the head of the metrics. */
  public void begin(Configuration configuration, List<String> metrics) {
    write("config.yaml", ConfigurationWriter.write(configuration));
    List<String> columns = new ArrayList<>(List.of("epoch", "step"));
    for (String rows : List.of("train_", "validation_")) {
      columns.add(rows + "loss");
      metrics.forEach(metric -> columns.add(rows + metric));
    }
    columns.add("waiting");
    columns.add("seconds");
    write("metrics.csv", String.join(",", columns) + "\n");
  }

  /** Drops the rows of epochs behind a checkpoint, which a training that was killed had added. */
  public void keep(int epochs) {
    Path metrics = path.resolve("metrics.csv");
    try {
      List<String> lines = Files.readAllLines(metrics);
      Files.write(metrics, lines.subList(0, Math.min(lines.size(), 1 + epochs)));
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  /** Adds the row of an epoch. */
  public void add(TrainingEvent.EpochEnded epoch) {
    List<String> row = new ArrayList<>(List.of(Integer.toString(epoch.epoch()), Integer.toString(epoch.step())));
    row.addAll(numbers(epoch.training()));
    row.addAll(epoch.validation().map(RunFolder::numbers)
        .orElseGet(() -> Collections.nCopies(1 + epoch.training().metrics().size(), "")));
    row.add(String.format(Locale.ROOT, "%.3f", epoch.waiting()));
    row.add(String.format(Locale.ROOT, "%.3f", epoch.seconds()));
    try {
      Files.writeString(path.resolve("metrics.csv"), String.join(",", row) + "\n", StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static List<String> numbers(Evaluation evaluation) {
    return DoubleStream.concat(DoubleStream.of(evaluation.loss()),
        evaluation.metrics().values().stream().mapToDouble(Double::doubleValue))
        .mapToObj(value -> Float.toString((float) value)).toList();
  }

  /** Writes the summary of a run that is done. */
  public void end(JsonObject summary) {
    write("summary.json", new GsonBuilder().setPrettyPrinting().create().toJson(summary) + "\n");
  }

  private void write(String name, String text) {
    try {
      Files.createDirectories(path);
      Files.writeString(path.resolve(name), text);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Removes what a failed run wrote, and the folder where it is ours and nothing else is in it. */
  public void discard() {
    try {
      for (String file : FILES) {
        Files.deleteIfExists(path.resolve(file));
      }
      deleteAll(path.resolve(TensorBoardLog.NAME));
      if (ours && Files.exists(path) && isEmptyFolder(path)) {
        Files.delete(path);
      }
    } catch (IOException leftOver) {
      throw new UncheckedIOException(leftOver);
    }
  }
}
