package dev.sinabro.cli.watch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The files in the folder of a run, which may be anybody's: links are not followed, what is no file is not opened, and what is too
 * large is not read.
 *
 * @param folder of the run, reached without links
 */
record RunFiles(Path folder) {
  private static final int MOST_BYTES = 32 << 20;

  /**
   * By what a file that was written anew is told from the former one.
   *
   * @param millis of its last change
   */
  record Stamp(long millis, long bytes) {}

  /** The stamp of a file; empty where it is none. */
  Optional<Stamp> stamp(String name) {
    try {
      BasicFileAttributes file =
          Files.readAttributes(folder.resolve(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return file.isRegularFile()
          ? Optional.of(new Stamp(file.lastModifiedTime().toMillis(), file.size()))
          : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /** The text of a file; empty where it cannot be read. */
  Optional<String> text(String name) {
    if (stamp(name).filter(stamp -> stamp.bytes() <= MOST_BYTES).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** An object of JSON that a file holds; empty where it does not, or not yet. */
  Optional<JsonObject> json(String name) {
    return text(name).flatMap(RunFiles::object);
  }

  /** An object of JSON; empty where a text is none. */
  static Optional<JsonObject> object(String text) {
    try {
      return Optional.of(JsonParser.parseString(text)).filter(JsonElement::isJsonObject)
          .map(JsonElement::getAsJsonObject);
    } catch (JsonParseException | StackOverflowError damaged) {
      return Optional.empty();
    }
  }
}
