package dev.sinabro.cli.experiment;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run learned from, as it was then.
 *
 * @param path a file, or a folder with all that is in it
 * @param bytes of it
 * @param modified when its newest file was changed, as the file system tells
 * @param sha256 of a file its hash; of a folder that of the names and hashes of its files
 */
record DataFile(Path path, long bytes, String modified, String sha256) {
  /** Larger ones are taken for unchanged where size and time are: to read them again takes longer than that is worth. */
  private static final long QUICK_BYTES = 1L << 28;
  private static final int PIECE = 1 << 20;

  /** Those of some paths that can be read again. */
  static List<DataFile> of(List<Path> paths) throws IOException {
    List<DataFile> all = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isRegularFile(path) || Files.isDirectory(path)) { // a pipe cannot be read twice
        all.add(of(path));
      }
    }
    return all;
  }

  static DataFile of(Path path) throws IOException {
    long bytes = 0;
    String modified = "";
    for (Path file : files(path)) {
      bytes += Files.size(file);
      String time = Files.getLastModifiedTime(file).toString();
      modified = time.compareTo(modified) > 0 ? time : modified;
    }
    return new DataFile(path, bytes, modified, hash(path));
  }

  private static List<Path> files(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String hash(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return hashOfFile(path);
    }
    MessageDigest digest = newDigest();
    for (Path file : files(path)) {
      digest.update((path.relativize(file) + " " + hashOfFile(file) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String hashOfFile(Path file) throws IOException {
    MessageDigest digest = newDigest();
    byte[] piece = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        digest.update(piece, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** Whether it is no longer what it was; a file that is missing is told by what reads it. */
  boolean isChanged() throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    if (bytes > QUICK_BYTES) {
      long now = 0;
      boolean untouched = true;
      for (Path file : files(path)) {
        now += Files.size(file);
        untouched &= Files.getLastModifiedTime(file).toString().compareTo(modified) <= 0;
      }
      if (untouched && now == bytes) {
        return false;
      }
    }
    return !hash(path).equals(sha256);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("path", path.toString());
    json.addProperty("bytes", bytes);
    json.addProperty("modified", modified);
    json.addProperty("sha256", sha256);
    return json;
  }

  static DataFile fromJson(JsonObject json) {
    return new DataFile(Path.of(json.get("path").getAsString()), json.get("bytes").getAsLong(),
        json.get("modified").getAsString(), json.get("sha256").getAsString());
  }
}
