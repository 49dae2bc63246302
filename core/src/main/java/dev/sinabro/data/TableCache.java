package dev.sinabro.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Tables that are too large to be read again and again, or for Java's heap: each in a {@link TableFile} that is named by the
 * SHA-256 of the text and of how it is read. What has not been used for longest is removed where all of them would take more
 * than {@code mostBytes}, and what a killed process left unfinished when the next one is written.
 *
 * @param folder of the files; made where it is missing
 * @param mostBytes of all files
 */
record TableCache(Path folder, long mostBytes) {
  /** Text of fewer bytes is read into memory. */
  static final long SMALLEST = 32L << 20;

  private static final long USUAL_BYTES = 32L << 30;
  private static final String ENDING = ".table";
  /** Changes with what a file means. */
  private static final String VERSION = "2";

  /** That of the user. */
  static TableCache usual() {
    return new TableCache(DataCache.usual().folder().resolve("tables"), USUAL_BYTES);
  }

  /** Whether files can be written there. */
  boolean isUsable() {
    try {
      Files.createDirectories(folder);
      return Files.isWritable(folder);
    } catch (IOException unwritable) {
      return false;
    }
  }

  /** Fills a file with a table. */
  interface Filling {
    void into(TableFile.Writer file) throws IOException;
  }

  /**
   * The table of a text: from its file, or from one that is written now.
   *
   * @throws IOException where the folder cannot be written, or is full
   */
  Table get(Path text, CsvFormat format, Filling filling) throws IOException {
    Path file = folder.resolve(key(text, format) + ENDING);
    if (Files.exists(file)) {
      Optional<Table> table = TableFile.read(text.toString(), file);
      if (table.isPresent()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        return table.get();
      }
      Files.delete(file);
    }
    TableFile.Writer.removeAbandoned(folder);
    try (TableFile.Writer writer = new TableFile.Writer(file)) {
      filling.into(writer);
    }
    clean(file);
    return TableFile.read(text.toString(), file).orElseThrow(() -> new IOException(file + " is not as it was written"));
  }

  private static String key(Path text, CsvFormat format) throws IOException {
    try (InputStream stream = Files.newInputStream(text)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[1 << 20];
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      String settings = VERSION + format.delimiter() + new TreeSet<>(format.texts()) + new TreeSet<>(format.ignored());
      digest.update(settings.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** Removes the files that were used before all others, but for one. */
  private void clean(Path kept) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(ENDING) && !file.equals(kept))
          .sorted(Comparator.comparing((Path file) -> file.toFile().lastModified()).reversed()).toList();
    }
    long bytes = Files.size(kept);
    for (Path file : files) {
      bytes += file.toFile().length();
      if (bytes > mostBytes) {
        Files.deleteIfExists(file);
      }
    }
  }
}
