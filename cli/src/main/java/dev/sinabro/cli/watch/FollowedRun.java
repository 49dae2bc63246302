package dev.sinabro.cli.watch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.sinabro.cli.log.JsonLog;
import dev.sinabro.cli.report.Comparison;
import dev.sinabro.cli.report.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run that is followed: its log is read as it grows, its other files when they are written anew. One thread
 * at a time reads; any may ask what it has read.
 */
final class FollowedRun {
  private static final List<String> OTHERS = List.of("manifest.json", "summary.json", "config.yaml");

  private final int id;
  private final String name;
  private final RunFiles files;
  private final GrowingFile log;
  private ReadPosition place = ReadPosition.START;
  private RunFigures figures = new RunFigures();
  private int damaged;
  private List<Optional<RunFiles.Stamp>> stamps = List.of();
  private RunRecord record;
  private volatile Map<String, String> settings = Map.of();
  private volatile @Nullable RunRow row;

  /** @param name that it has on the page */
  FollowedRun(int id, String name, Path folder) {
    this.id = id;
    this.name = name;
    files = new RunFiles(folder);
    log = new GrowingFile(folder.resolve(JsonLog.NAME));
    record = new RunRecord(folder, List.of(), "", Optional.empty(), Optional.empty());
  }

  int id() {
    return id;
  }

  /** Its files. */
  RunFiles files() {
    return files;
  }

  /** Its log, of which a page is sent the lines. */
  GrowingFile log() {
    return log;
  }

  /** What the table has of it, once it was read; the same object until something changes. */
  Optional<RunRow> row() {
    return Optional.ofNullable(row);
  }

  /** The keys of its configuration, with the path to them; the same object until they change. */
  Map<String, String> settings() {
    return settings;
  }

  /** Reads what is new; whether there is more to be read at once. */
  boolean refresh() {
    List<Optional<RunFiles.Stamp>> present = OTHERS.stream().map(files::stamp).toList();
    if (!present.equals(stamps)) {
      stamps = present;
      record = new RunRecord(files.folder(), List.of(), files.text("config.yaml").orElse(""),
          files.json("summary.json"), files.json("manifest.json"));
      Map<String, String> read = Comparison.settings(record.configuration());
      settings = read.equals(settings) ? settings : read;
    }
    boolean more = readLog();
    RunRow now = told();
    row = now.equals(row) ? row : now;
    return more;
  }

  private boolean readLog() {
    GrowingFile.Part part;
    try {
      part = log.read(place);
    } catch (IOException unreadable) {
      return false;
    }
    if (part.anew()) {
      figures = new RunFigures();
      damaged = 0;
    }
    damaged += part.passed();
    for (String line : part.lines()) {
      Optional<JsonObject> event = RunFiles.object(line).filter(JsonLog::isEvent);
      event.ifPresent(figures::add);
      damaged += event.isEmpty() ? 1 : 0;
    }
    place = part.to();
    return part.more();
  }

  private RunRow told() {
    JsonObject all = figures.all();
    record.summary().ifPresent(summary -> summary.entrySet().stream()
        .filter(
            one -> one.getKey().matches("(train|validation|test)_.*|parameters|seconds") && isFigure(one.getValue()))
        .forEach(one -> all.add(one.getKey().replace('_', ' '), one.getValue())));
    String began = record.begun();
    return new RunRow(id, name, record.state(), reason(), began.isEmpty() ? figures.began() : began,
        files.stamp(JsonLog.NAME).map(RunFiles.Stamp::millis).orElse(0L), figures.epoch(), figures.epochs(), all,
        damaged);
  }

  private String reason() {
    return record.manifest().map(json -> json.get("reason"))
        .filter(reason -> reason instanceof JsonPrimitive text && text.isString()).map(JsonElement::getAsString)
        .orElse("");
  }

  private static boolean isFigure(JsonElement value) {
    return value instanceof JsonPrimitive primitive && !primitive.isBoolean();
  }
}
