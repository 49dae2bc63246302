package dev.sinabro.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a server of this machine only. */
class DataCacheTest {
  private static final byte[] CONTENT = "seven lines of numbers".getBytes(StandardCharsets.UTF_8);

  @TempDir
  private Path folder = Path.of("");
  private final Map<String, byte[]> served = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      asked.add(exchange.getRequestURI().getPath());
      byte[] body = served.get(exchange.getRequestURI().getPath());
      exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
      if (body != null) {
        exchange.getResponseBody().write(body);
      }
      exchange.close();
    });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI place(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private Published data(String... places) throws NoSuchAlgorithmException {
    return new Published("seven", Published.Format.IDX,
        List.of(new Published.File("a.gz", sha256(CONTENT)), new Published.File("b", sha256(CONTENT))),
        List.of(places).stream().map(this::place).toList(), "two files");
  }

  private DataCache cache() {
    return new DataCache(folder.resolve("cache"));
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder.resolve("cache/seven"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void fetchesOnce() throws Exception {
    served.put("/here/a.gz", packed(CONTENT));
    served.put("/here/b", CONTENT);
    Path found = cache().get(data("/here/"));
    assertEquals(folder.resolve("cache/seven"), found);
    assertArrayEquals(packed(CONTENT), Files.readAllBytes(found.resolve("a.gz")));
    assertEquals(List.of("a.gz", "b"), files());
    assertEquals(found, cache().get(data("/here/")));
    assertEquals(List.of("/here/a.gz", "/here/b"), asked);
  }

  @Test
  void takesWhatIsThereUnpackedOrNot() throws Exception {
    Files.createDirectories(folder.resolve("cache/seven"));
    Files.write(folder.resolve("cache/seven/a"), CONTENT);
    served.put("/here/b", CONTENT);
    cache().get(data("/here/"));
    assertEquals(List.of("/here/b"), asked);
  }

  @Test
  void takesTheNextPlaceWhereOneHasOtherContent() throws Exception {
    served.put("/bad/a.gz", packed("other".getBytes(StandardCharsets.UTF_8)));
    served.put("/good/a.gz", packed(CONTENT));
    served.put("/good/b", CONTENT);
    cache().get(data("/bad/", "/good/"));
    assertEquals(List.of("/bad/a.gz", "/good/a.gz", "/bad/b", "/good/b"), asked);
    assertEquals(List.of("a.gz", "b"), files());
  }

  @Test
  void saysWhatToPutWhereAndLeavesNothingBehind() throws Exception {
    byte[] cut = packed(CONTENT);
    served.put("/bad/a.gz", java.util.Arrays.copyOf(cut, cut.length - 9));
    var refused = assertThrows(DataException.class, () -> cache().get(data("/bad/", "/none/")));
    assertEquals("seven: a.gz cannot be fetched (" + place("/bad/") + ": Unexpected end of ZLIB input stream; "
        + place("/none/") + ": the server answers 404); put a.gz, b into " + folder
        + "/cache/seven, or name a folder that has them", refused.getMessage());
    assertEquals(List.of(), files());
    served.put("/bad/a.gz", packed(CONTENT));
    served.put("/bad/b", "wrong".getBytes(StandardCharsets.UTF_8));
    var half = assertThrows(DataException.class, () -> cache().get(data("/bad/")));
    assertTrue(String.valueOf(half.getMessage()).contains("b cannot be fetched (" + place("/bad/")
        + ": its content has SHA-256 " + sha256("wrong".getBytes(StandardCharsets.UTF_8)) + " in place of "
        + sha256(CONTENT)),
        half.getMessage());
    assertEquals(List.of("a.gz"), files(), "what was whole stays, and the next try goes on from there");
  }

  @Test
  void serversThatFallSilentAreNotWaitedFor() throws Exception {
    server.createContext("/silent", exchange -> {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write(CONTENT);
      exchange.getResponseBody().flush();
    });
    var hasty = new DataCache(folder.resolve("cache"), Duration.ofMillis(200));
    var refused = assertTimeoutPreemptively(Duration.ofSeconds(20),
        () -> assertThrows(DataException.class, () -> hasty.get(data("/silent/"))));
    assertTrue(String.valueOf(refused.getMessage()).contains(place("/silent/") + ": Read timed out"),
        refused.getMessage());
    assertEquals(List.of(), files());
  }

  @Test
  void whereNobodyAnswersTheFilesAreNamed() throws Exception {
    Published away = data("/here/");
    server.stop(0);
    var refused = assertThrows(DataException.class, () -> cache().get(away));
    assertTrue(String.valueOf(refused.getMessage()).endsWith("; put a.gz, b into " + folder
        + "/cache/seven, or name a folder that has them"), refused.getMessage());
    var cats = assertThrows(DataException.class, () -> cache().get(Published.CATS));
    assertEquals(
        "cats: cannot be fetched; put the folders train and test, each with a folder of PNG files for each class"
            + " into " + folder + "/cache/cats, or name a folder that has them",
        cats.getMessage());
    Files.createDirectories(folder.resolve("cache/cats"));
    assertEquals(folder.resolve("cache/cats"), cache().get(Published.CATS));
  }

  @Test
  void liesWhereTheEnvironmentSays() {
    assertEquals(Path.of("/home/ada/.cache/sinabro"), DataCache.of(Map.of(), Path.of("/home/ada")).folder());
    assertEquals(Path.of("/big/data"),
        DataCache.of(Map.of("SINABRO_DATA", "/big/data"), Path.of("/home/ada")).folder());
    assertEquals(Published.MNIST, Published.of("mnist").orElseThrow());
  }
}
