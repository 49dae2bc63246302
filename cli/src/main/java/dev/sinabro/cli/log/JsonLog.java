package dev.sinabro.cli.log;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sinabro.train.TrainingEvent;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code metrics.jsonl}: a line an event, as {@link EventJson} says, each written when it happens. */
public final class JsonLog implements TrainingLog {
  /** The name of the file in the folder of a run. */
  public static final String NAME = "metrics.jsonl";

  private final Path file;
  private @Nullable Writer writer;

  /** The log of a run. */
  public JsonLog(Path folder) {
    file = folder.resolve(NAME);
  }

  /** The events of a run, up to the first line that is not whole; none where there is no log. */
  public static void read(Path folder, Consumer<JsonObject> events) throws IOException {
    Path file = folder.resolve(NAME);
    if (Files.exists(file)) {
      lengthWhile(file, event -> {
        events.accept(event);
        return true;
      });
    }
  }

  /** What the log has of an event; nothing of those that are not kept. */
  public static Optional<String> line(TrainingEvent event) {
    return EventJson.of(event).map(JsonObject::toString);
  }

  /** Whether an object can be a line of a log. */
  public static boolean isEvent(JsonObject json) {
    return EventJson.isEvent(json);
  }

  @Override
  public void accept(TrainingEvent event) {
    try {
      if (event instanceof TrainingEvent.Begun begun) {
        begin(begun);
      }
      Optional<String> line = line(event);
      if (line.isPresent() && writer != null) {
        writer.write(line.get() + "\n");
        writer.flush();
      }
    } catch (IOException unwritable) {
      throw unwritable(unwritable);
    }
  }

  private void begin(TrainingEvent.Begun begun) throws IOException {
    close();
    if (begun.step() == 0 || !Files.exists(file)) {
      writer = Files.newBufferedWriter(file);
      return;
    }
    long kept = lengthWhile(file, json -> EventJson.isBefore(json, begun));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(kept);
    }
    writer = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
  }

  /** Bytes of the first lines that are whole and accepted. */
  private static long lengthWhile(Path file, Predicate<JsonObject> accepted) throws IOException {
    long length = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        line.write(next);
        if (next == '\n') {
          Optional<JsonObject> json = parsed(line.toString(StandardCharsets.UTF_8));
          if (json.isEmpty() || !accepted.test(json.get())) {
            return length;
          }
          length += line.size();
          line.reset();
        }
      }
    }
    return length;
  }

  private static Optional<JsonObject> parsed(String line) {
    try {
      JsonElement json = JsonParser.parseString(line);
      return json.isJsonObject() && EventJson.isEvent(json.getAsJsonObject())
          ? Optional.of(json.getAsJsonObject())
          : Optional.empty();
    } catch (JsonParseException torn) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    Writer open = writer;
    writer = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  private UncheckedIOException unwritable(IOException why) {
    return new UncheckedIOException(file + " cannot be written: " + why.getMessage(), why);
  }
}
