package dev.sinabro.cli.experiment;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.config.ConfigurationWriter;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.io.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of a run: {@code config.yaml} and {@code manifest.json} from its beginning, {@code metrics.csv} (a row an
 * epoch, as it ends), {@code checkpoints}, and at its end {@code model.safetensors} and {@code summary.json}. Once the first
 * step is about to be done, nothing of it is removed where the run fails.
 *
 * @param path the folder
 * @param ours whether this program makes it
 */
public record RunFolder(Path path, boolean ours) {
  private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
  private static final Path RUNS = Path.of("runs");

  /**
   * The folder for a new run, which does not exist yet or is empty.
   *
   * @param out exactly that folder; otherwise {@code runs/NAME-TIMESTAMP}
   * @throws UserException where the folder has content
   */
  public static RunFolder unused(Optional<Path> out, String name) {
    Path path = out.orElseGet(() -> timestamped(name));
    RunFolder folder = new RunFolder(path, out.isEmpty() || !Files.exists(path));
    folder.requireUnused();
    return folder;
  }

  /** The folder of a run that has begun, or is to. */
  public static RunFolder of(Path path) {
    return new RunFolder(path, false);
  }

  /** Makes the folder at once, so that another run of the same second finds the name taken. */
  private static Path timestamped(String name) {
    String stamp = name + "-" + LocalDateTime.now().format(TIMESTAMP);
    try {
      Files.createDirectories(RUNS);
      for (int number = 1;; number++) {
        try {
          return Files.createDirectory(RUNS.resolve(number == 1 ? stamp : stamp + "-" + number));
        } catch (FileAlreadyExistsException taken) {
          // the next number
        }
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  void requireUnused() {
    if (Files.exists(path) && !isEmptyFolder(path)) {
      throw new UserException(ExitCode.USAGE, path + " exists and is not an empty folder; name another with --out"
          + (Files.exists(path.resolve(Manifest.NAME)) ? ", or go on with its run: --resume " + path : ""));
    }
  }

  private static boolean isEmptyFolder(Path path) {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> content = Files.list(path)) {
      return content.allMatch(file -> file.endsWith(FolderLock.NAME));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The folder of a run that is done. */
  public static RunFolder existing(Path path) {
    RunFolder folder = of(path);
    if (!Files.isRegularFile(folder.model())) {
      if (folder.hasBegun() && folder.manifest().loop().isPresent()) {
        throw new UserException(ExitCode.DATA, path + " is a run of " + folder.manifest().loop().get().program()
            + ", a program whose networks no configuration says; their weights are in its checkpoints");
      }
      throw new UserException(ExitCode.DATA, path + (Files.isRegularFile(folder.configuration())
          ? " has no model.safetensors: its training is not done; go on with it, sinabro train --resume " + path
              + ", or name a file of " + folder.checkpoints().path()
          : " is no run folder: it has no model.safetensors; sinabro train makes one"));
    }
    return folder;
  }

  /** The model file that a path names: itself, or that of a run folder. */
  public static Path modelOf(Path path) {
    return Files.isRegularFile(path) ? path : existing(path).model();
  }

  /**
   * The last run in {@code runs} that is not done, and that no process writes.
   *
   * @throws UserException where there is none
   */
  public static RunFolder lastUnfinished() {
    try (Stream<Path> runs = Files.isDirectory(RUNS) ? Files.list(RUNS) : Stream.empty()) {
      return runs.filter(run -> Files.exists(run.resolve(Manifest.NAME))).map(RunFolder::of)
          .filter(RunFolder::isUnfinished)
          .max(Comparator.comparing(run -> run.manifest().json().get("began").getAsString()))
          .orElseThrow(() -> new UserException(ExitCode.DATA,
              RUNS + " has no run that is not done; name the folder of one, --resume RUN"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private boolean isUnfinished() {
    try {
      return manifest().state() != Manifest.State.DONE && !FolderLock.isHeld(path);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The folder in this one for one of several seeds. */
  public RunFolder ofSeed(long seed) {
    return new RunFolder(path.resolve("seed-" + seed), true);
  }

  /** The folder in this one for one of several variants, called by its name as far as folders can be; never one above. */
  public RunFolder ofVariant(String name) {
    return new RunFolder(path.resolve(name.replaceAll("^\\.+|[^\\p{L}\\p{N}.]+", "-")), true);
  }

  /** Whether a run began in it. */
  public boolean hasBegun() {
    return Files.exists(path.resolve(Manifest.NAME));
  }

  /** Whether a training in it came to its first step. */
  boolean isTrained() {
    return Files.exists(metrics().path());
  }

  /** The model, which is complete in itself. */
  public Path model() {
    return path.resolve("model.safetensors");
  }

  /** The resolved configuration. */
  public Path configuration() {
    return path.resolve("config.yaml");
  }

  /** What ran, and how it stands. */
  public Manifest manifest() {
    return Manifest.read(path);
  }

  /** The summary of a run that is done. */
  public JsonObject summary() {
    try {
      return JsonParser.parseString(Files.readString(path.resolve("summary.json"))).getAsJsonObject();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A column of {@code metrics.csv}, an element for each epoch that is done and has that figure. */
  public List<Double> figures(String column) {
    try {
      return isTrained() ? metrics().column(column) : List.of();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  CheckpointFolder checkpoints() {
    return new CheckpointFolder(path.resolve(CheckpointFolder.NAME));
  }

  MetricsFile metrics() {
    return new MetricsFile(path.resolve(MetricsFile.NAME));
  }

  Path network() {
    return path.resolve(NetworkFile.NAME);
  }

  /** Makes the folder where it is not there, and has it for this process. */
  FolderLock locked() throws IOException {
    Files.createDirectories(path);
    return FolderLock.of(path, ours);
  }

  /** Removes what was written into an unused folder, where no training came to its first step. */
  void removeUnlessTrained() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    Path real = path.toRealPath();
    try (Stream<Path> all = Files.walk(real)) {
      List<Path> files = all.filter(file -> !file.equals(real) && !file.endsWith(FolderLock.NAME)).toList();
      if (files.stream().noneMatch(file -> file.endsWith(MetricsFile.NAME))) {
        for (Path file : files.reversed()) {
          Files.delete(file);
        }
      }
    }
  }

  void write(Configuration configuration) throws IOException {
    WholeFile.write(configuration(), ConfigurationWriter.write(configuration));
  }

  /** Writes the configuration, and makes room for checkpoints. */
  void begin(Configuration configuration) throws IOException {
    write(configuration);
    Files.createDirectories(checkpoints().path());
  }

  /** Removes what a process that was killed had begun to write. */
  void removePartial() throws IOException {
    CheckpointFolder.removePartial(path);
    if (Files.isDirectory(checkpoints().path())) {
      CheckpointFolder.removePartial(checkpoints().path());
    }
  }

  /** Writes the summary of a run that is done. */
  public void end(JsonObject summary) throws IOException {
    WholeFile.write(path.resolve("summary.json"),
        new GsonBuilder().setPrettyPrinting().create().toJson(summary) + "\n");
  }
}
