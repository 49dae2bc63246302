package dev.sinabro.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Data sets that were fetched, a folder each. A file that is not there is fetched once, checked by its SHA-256, and only then
 * moved to its place, so that whoever is interrupted, or is one of two, finds a whole file or none.
 *
 * @param folder of the data sets; made where it is needed
 * @param patience how long a server may be silent, before its answer and within it
 */
public record DataCache(Path folder, Duration patience) {

  /** With a patience of half a minute. */
  public DataCache(Path folder) {
    this(folder, Duration.ofSeconds(30));
  }

  /** The folder that {@code $SINABRO_DATA} names, or else {@code ~/.cache/sinabro}. */
  public static DataCache usual() {
    return of(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static DataCache of(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault("SINABRO_DATA", "");
    return new DataCache(named.isBlank() ? home.resolve(".cache").resolve("sinabro") : Path.of(named));
  }

  /**
   * The folder of a data set, with all its files.
   *
   * @throws DataException where files are missing and cannot be fetched, with what to put where
   */
  public Path get(Published data) {
    Path place = folder.resolve(data.name());
    List<Published.File> missing = data.files().stream().filter(file -> !isThere(place, file)).toList();
    if (data.files().isEmpty() && !Files.isDirectory(place)) {
      throw missing(data, place, "cannot be fetched", data.content());
    }
    if (!missing.isEmpty()) {
      fetch(data, place, missing);
    }
    return place;
  }

  private static boolean isThere(Path place, Published.File file) {
    return Files.isRegularFile(place.resolve(file.name())) || Files.isRegularFile(place.resolve(file.unpackedName()));
  }

  private static DataException missing(Published data, Path place, String why, String files) {
    return DataException.ofSource(data.name(),
        why + "; put " + files + " into " + place + ", or name a folder that has them");
  }

  private void fetch(Published data, Path place, List<Published.File> missing) {
    try {
      Files.createDirectories(place);
      for (Published.File file : missing) {
        fetch(data, place, file);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** Takes the file from the first place that has it as it should be. */
  private void fetch(Published data, Path place, Published.File file) throws IOException {
    List<String> failures = new ArrayList<>();
    for (URI from : data.places()) {
      Path partial = Files.createTempFile(place, file.name() + ".", ".partial");
      try {
        download(from.resolve(file.name()), partial);
        require(file, partial);
        Files.move(partial, place.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (IOException failed) {
        failures.add(from + ": " + reason(failed));
      } finally {
        Files.deleteIfExists(partial);
      }
    }
    throw missing(data, place, file.name() + " cannot be fetched (" + String.join("; ", failures) + ")",
        data.files().stream().map(Published.File::name).collect(Collectors.joining(", ")));
  }

  private static String reason(IOException failed) {
    return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
  }

  private void download(URI from, Path to) throws IOException {
    // The newer HttpClient ends its patience with the head of an answer, and would wait for ever within the body.
    var connection = (HttpURLConnection) from.toURL().openConnection();
    connection.setConnectTimeout(Math.toIntExact(patience.toMillis()));
    connection.setReadTimeout(Math.toIntExact(patience.toMillis()));
    if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException("the server answers " + connection.getResponseCode());
    }
    try (InputStream body = connection.getInputStream()) {
      Files.copy(body, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void require(Published.File file, Path fetched) throws IOException {
    String found = sha256(fetched);
    if (!found.equals(file.sha256())) {
      throw new IOException("its content has SHA-256 " + found + " in place of " + file.sha256());
    }
  }

  /** Of the content, unpacked where it is packed: who packs it again changes the file, and not what is in it. */
  private static String sha256(Path file) throws IOException {
    try (InputStream whole = Files.newInputStream(file);
        var content = new DigestInputStream(Gzip.unpacked(whole), MessageDigest.getInstance("SHA-256"))) {
      content.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(content.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
