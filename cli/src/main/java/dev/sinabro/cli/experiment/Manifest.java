package dev.sinabro.cli.experiment;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sinabro.cli.config.Configuration;
import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.report.Host;
import dev.sinabro.io.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * {@code manifest.json} in the folder of a run: what ran, where, on which data, and how it stands. It is there before the
 * first step, and says at the end why there is one.
 */
public final class Manifest {
  /** The name of the file. */
  public static final String NAME = "manifest.json";
  private static final String STATE = "state";
  private static final String REASON = "reason";
  private static final String DATA = "data";
  private static final String MODELS = "models";
  private static final String SEVERAL = "several";
  private static final String RANGE = "range";
  private static final String PROGRAM = "program";
  private static final String RESUMED = "resumed";

  /** How a run stands. */
  public enum State {
    /** It trains, or its process was killed. */
    RUNNING,
    /** It was stopped by a signal, and goes on when it is resumed. */
    INTERRUPTED,
    /** Its model is there. */
    DONE,
    /** It ended with an error. */
    FAILED;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Path file;
  private final JsonObject json;

  private Manifest(Path file, JsonObject json) {
    this.file = file;
    this.json = json;
  }

  /** That of a run that begins now. Nothing is written yet. */
  static Manifest begun(Path folder, Launch launch, String device, long seed) {
    JsonObject json = new JsonObject();
    json.addProperty(STATE, State.RUNNING.word());
    launch(launch, device).entrySet().forEach(entry -> json.add(entry.getKey(), entry.getValue()));
    json.addProperty("seed", seed);
    json.add(DATA, new JsonArray());
    json.add(MODELS, new JsonArray());
    json.add(RESUMED, new JsonArray());
    return new Manifest(folder.resolve(NAME), json);
  }

  private static JsonObject launch(Launch launch, String device) {
    JsonObject json = new JsonObject();
    json.addProperty("began", Instant.now().toString());
    json.addProperty("version", launch.version());
    json.addProperty("commit", launch.commit());
    JsonArray command = new JsonArray();
    launch.command().forEach(command::add);
    json.add("command", command);
    json.addProperty("device", device);
    json.addProperty("java", Runtime.version().toString());
    json.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
        + System.getProperty("os.arch"));
    Host.here().addTo(json);
    json.addProperty("processors", Runtime.getRuntime().availableProcessors());
    json.addProperty("pid", ProcessHandle.current().pid());
    return json;
  }

  /**
   * That of a run.
   *
   * @throws UserException where there is none, or none that can be read
   */
  public static Manifest read(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      Manifest manifest = new Manifest(file, json);
      manifest.state();
      manifest.files(DATA);
      manifest.files(MODELS);
      manifest.several();
      manifest.loop();
      return manifest;
    } catch (NoSuchFileException none) {
      throw new UserException(ExitCode.DATA,
          folder + " is no run folder: it has no " + NAME + "; sinabro train makes one");
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException | NullPointerException
        | UnsupportedOperationException damaged) {
      throw new UserException(ExitCode.DATA, file + " is damaged: " + damaged.getMessage());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** How the run stands, as its process has told last. */
  public State state() {
    return State.valueOf(json.get(STATE).getAsString().toUpperCase(Locale.ROOT));
  }

  /** Why it ended, where that is not because it was done. */
  public Optional<String> reason() {
    return Optional.ofNullable(json.get(REASON)).map(JsonElement::getAsString);
  }

  /** All that it says. */
  public JsonObject json() {
    return json.deepCopy();
  }

  private List<DataFile> files(String key) {
    return StreamSupport.stream(json.getAsJsonArray(key).spliterator(), false)
        .map(one -> DataFile.fromJson(one.getAsJsonObject())).toList();
  }

  /** Those of its data files that are no longer what they were. */
  public List<Path> changedData() {
    return changed(DATA);
  }

  /**
   * Requires that ONNX files, from which its layers came, are what they were.
   *
   * @throws UserException naming one that is not
   */
  void requireSameModels() {
    changed(MODELS).stream().findFirst().ifPresent(other -> {
      throw new UserException(ExitCode.DATA, other + " has changed since " + file.getParent()
          + " began, so that its layers can be others; put the former file back, or begin another run with this one");
    });
  }

  private List<Path> changed(String key) {
    try {
      List<DataFile> all = files(key);
      List<Path> changed = new ArrayList<>();
      for (DataFile one : all) {
        if (one.isChanged()) {
          changed.add(one.path());
        }
      }
      return changed;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Tells what it learns from; the paths are absolute. */
  void learnsFrom(Configuration configuration) throws IOException {
    json.add(DATA, json(DataFile.of(configuration.dataFiles())));
    json.add(MODELS, json(DataFile.of(configuration.modelFiles())));
    write();
  }

  private static JsonArray json(List<DataFile> files) {
    JsonArray array = new JsonArray();
    files.forEach(one -> array.add(one.toJson()));
    return array;
  }

  /** Tells that it goes on, from a checkpoint or from its beginning. */
  void resumed(Launch launch, String device, Optional<Path> checkpoint) throws IOException {
    JsonObject again = launch(launch, device);
    checkpoint.ifPresent(from -> again.addProperty("checkpoint", String.valueOf(from.getFileName())));
    json.getAsJsonArray(RESUMED).add(again);
    json.addProperty(STATE, State.RUNNING.word());
    json.remove(REASON);
    json.remove("ended");
    write();
  }

  /** Tells that the run is over, with what came of it. */
  void ended(State state, Optional<String> reason) throws IOException {
    json.addProperty(STATE, state.word());
    reason.ifPresent(text -> json.addProperty(REASON, text));
    json.addProperty("ended", Instant.now().toString());
    write();
  }

  /**
   * Does what the run consists of, and tells how it ended.
   *
   * @param stopped where it was stopped, of what came of it
   */
  <T> T recorded(Callable<T> run, Function<T, Optional<String>> stopped) throws IOException {
    try {
      T result = run.call();
      Optional<String> where = stopped.apply(result);
      ended(where.isPresent() ? State.INTERRUPTED : State.DONE, where.map(text -> "stopped " + text));
      return result;
    } catch (RuntimeException | Error | IOException failure) {
      try {
        Throwable cause = failure instanceof UncheckedIOException unchecked ? unchecked.getCause() : failure;
        ended(State.FAILED, Optional.of(String.valueOf(cause.getMessage())));
      } catch (IOException unwritable) {
        failure.addSuppressed(unwritable);
      }
      throw failure;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Tells that the folder is that of several trainings. */
  void of(Several several) {
    json.addProperty(SEVERAL, several.kind().name().toLowerCase(Locale.ROOT));
    json.addProperty(RANGE, several.range());
  }

  /** Tells that the run is that of a program, and what it depends on. */
  void learnsFrom(LoopSettings settings) throws IOException {
    json.addProperty(PROGRAM, settings.program());
    json.addProperty("epochs", settings.epochs());
    json.addProperty("folder", settings.data().toString());
    json.add(DATA, json(DataFile.of(List.of(settings.data()))));
    write();
  }

  /** What the program that ran depends on; empty where a configuration says all. */
  public Optional<LoopSettings> loop() {
    return Optional.ofNullable(json.get(PROGRAM)).map(program -> new LoopSettings(program.getAsString(),
        json.get("epochs").getAsInt(), json.get("seed").getAsLong(), Path.of(json.get("folder").getAsString())));
  }

  /** The trainings in the folder; empty where it is that of one. */
  public Optional<Several> several() {
    return Optional.ofNullable(json.get(SEVERAL))
        .map(kind -> new Several(Several.Kind.valueOf(kind.getAsString().toUpperCase(Locale.ROOT)),
            json.get(RANGE).getAsString()));
  }

  void write() throws IOException {
    String text = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
    try {
      WholeFile.write(file, text);
    } catch (IOException full) {
      overwrite(text.getBytes(StandardCharsets.UTF_8), full);
    }
  }

  /** A full disk still has the block that the former manifest is in. */
  private void overwrite(byte[] text, IOException full) throws IOException {
    int block = 4096;
    if (!Files.exists(file) || text.length > (Files.size(file) + block - 1) / block * block) {
      throw full;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      WholeFile.writeAll(channel, ByteBuffer.wrap(text));
      channel.truncate(text.length);
    } catch (IOException unwritable) {
      full.addSuppressed(unwritable);
      throw full;
    }
  }
}
