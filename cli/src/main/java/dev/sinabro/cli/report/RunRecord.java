package dev.sinabro.cli.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Measure;
import dev.sinabro.cli.catalogue.MetricCatalogue;
import dev.sinabro.cli.log.JsonLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What the folder of a run holds. It need not be whole: what is missing, half written or not readable is absent.
 *
 * @param folder of the run
 * @param events that were logged, in order; of very many some, the best epoch and the last among them
 * @param configuration as YAML; empty where there is none
 * @param summary of a run that is done
 * @param manifest what it was made with
 */
public record RunRecord(Path folder, List<JsonObject> events, String configuration, Optional<JsonObject> summary,
    Optional<JsonObject> manifest) {
  private static final String MANIFEST = "manifest.json";
  private static final String LOCK = "lock";
  private static final String STATE = "state";
  private static final String RUNNING = "running";
  private static final List<String> FILES =
      List.of("config.yaml", "metrics.csv", JsonLog.NAME, "summary.json", MANIFEST);

  /** Keeps a copy of the list. */
  public RunRecord {
    events = List.copyOf(events);
  }

  /** Whether a folder is that of a run, whole or not. */
  public static boolean isRun(Path folder) {
    return FILES.stream().anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
  }

  /** Reads what is there. */
  public static RunRecord of(Path folder) {
    EventSample events = new EventSample();
    try {
      JsonLog.read(folder, events);
    } catch (IOException unreadable) {
      // as far as it could be read
    }
    return new RunRecord(folder, events.events(), text(folder.resolve("config.yaml")).orElse(""),
        json(folder.resolve("summary.json")), json(folder.resolve(MANIFEST)));
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  private static Optional<JsonObject> json(Path file) {
    try {
      return text(file).map(JsonParser::parseString).filter(JsonElement::isJsonObject)
          .map(JsonElement::getAsJsonObject);
    } catch (JsonParseException halfWritten) {
      return Optional.empty();
    }
  }

  /** What tells it from others: its folder, without where the folders of runs are. */
  public String name() {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  /** The same where all is done but for saying so. */
  RunRecord done() {
    Optional<JsonObject> done = manifest.map(JsonObject::deepCopy);
    done.ifPresent(json -> json.addProperty(STATE, "done"));
    return new RunRecord(folder, events, configuration, summary, done);
  }

  /**
   * How it stands: as its manifest says, but {@code killed} where that speaks of a training that no process has the lock of;
   * without a manifest {@code done} where it has a summary. Of another machine, whose locks may not be seen here, the
   * manifest is believed.
   */
  public String state() {
    Optional<String> told = manifest.flatMap(json -> string(json, STATE));
    if (told.isEmpty()) {
      return summary.isPresent() ? "done" : "unfinished";
    }
    JsonObject launch = launch(manifest.orElseThrow());
    boolean killed =
        told.get().equals(RUNNING) && !Host.here().isOther(launch) && !isOfThisProcess(launch) && !isLocked();
    return killed ? "killed" : told.get();
  }

  /** Of its last process. */
  private static JsonObject launch(JsonObject manifest) {
    return manifest.get("resumed") instanceof JsonArray resumed && !resumed.isEmpty()
        && resumed.get(resumed.size() - 1) instanceof JsonObject last ? last : manifest;
  }

  /** Its lock must not be looked at: a process that closes a file gives all its locks of that file back. */
  private static boolean isOfThisProcess(JsonObject launch) {
    ProcessHandle process = ProcessHandle.current();
    Optional<Instant> start = process.info().startInstant();
    Optional<String> began = string(launch, "began");
    try {
      return number(launch, "pid").orElse(-1) == process.pid() && start.isPresent() && began.isPresent()
          && !Instant.parse(began.get()).isBefore(start.get());
    } catch (DateTimeParseException damaged) {
      return false;
    }
  }

  private boolean isLocked() {
    try (FileChannel lock =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        FileLock shared = lock.tryLock(0, Long.MAX_VALUE, true)) {
      return shared == null;
    } catch (NoSuchFileException none) {
      return false;
    } catch (OverlappingFileLockException | IOException ofThisProcess) {
      return true;
    }
  }

  /** When it began, to the second; empty where that is not known. */
  public String begun() {
    return of("begun").findFirst().flatMap(event -> string(event, "time"))
        .or(() -> manifest.flatMap(json -> string(json, "began")))
        .map(time -> time.replaceAll("\\.\\d+", "")).orElse("");
  }

  /** Epochs that are done and all that there are to be, such as {@code 12/30}; empty where no epoch was begun. */
  public String epochs() {
    Optional<JsonObject> begun = of("begun").reduce((_, last) -> last);
    long done = of("epoch").flatMap(event -> number(event, "epoch").stream().boxed()).mapToLong(Double::longValue).max()
        .orElse(0);
    return begun.map(event -> done + "/" + (long) number(event, "epochs").orElse(0)).orElse("");
  }

  /** The events of a kind. */
  Stream<JsonObject> of(String kind) {
    return events.stream().filter(event -> string(event, "event").filter(kind::equals).isPresent());
  }

  /**
   * The best epoch by the first metric, of the validation rows where there are any; else by the loss.
   *
   * @param metric with the rows that it is of, such as {@code validation accuracy}
   */
  public record Best(String metric, double value, int epoch) {}

  /** The best epoch; empty where none ended with a finite value. */
  public Optional<Best> best() {
    FirstMetric metric =
        FirstMetric.of(of("begun").findFirst(), of("epoch").anyMatch(event -> event.has("validation")));
    return of("epoch")
        .flatMap(event -> metric.value(event).stream().mapToObj(value -> new Best(metric.told(), value,
            (int) number(event, "epoch").orElse(0))))
        .reduce((a, b) -> metric.isBetter(b.value(), a.value()) ? b : a);
  }

  /** Errors and losses are better when they are small. */
  public static boolean isLargerBetter(String metric) {
    Catalogue<Measure> all = MetricCatalogue.METRICS;
    return !metric.equals("loss") && all.names().stream().map(name -> all.choice(name).build().metric())
        .filter(one -> one.name().equals(metric)).findFirst().map(one -> one.largerIsBetter()).orElse(true);
  }

  /** Bytes of all files in the folder. */
  public long bytes() {
    try (Stream<Path> files = Files.walk(folder.toRealPath())) {
      return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
    } catch (IOException | UncheckedIOException goneMeanwhile) {
      return 0;
    }
  }

  static Optional<String> string(JsonObject json, String key) {
    return json.get(key) instanceof JsonPrimitive value && value.isString()
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  static OptionalDouble number(JsonObject json, String key) {
    return json.get(key) instanceof JsonPrimitive value && value.isNumber()
        ? OptionalDouble.of(value.getAsDouble())
        : OptionalDouble.empty();
  }
}
