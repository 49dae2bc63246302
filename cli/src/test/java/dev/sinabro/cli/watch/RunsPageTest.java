package dev.sinabro.cli.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.exit.UserException;
import dev.sinabro.cli.page.PageBytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsPageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir
  private Path folder = Path.of("");
  private final List<Throwable> faults = new ArrayList<>();
  private RunLog log;
  private RunsPage page;
  private PageBytes bytes;

  @BeforeEach
  void serve() throws IOException {
    log = RunLog.begun(folder.resolve("runs/one"));
    log.add(RunLog.epoch(1, 0.5, 0.8) + "\n");
    RunLog.begun(folder.resolve("runs/many/seed-1"));
    Files.writeString(folder.resolve("secret"), "secret");
    page = RunsPage.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(folder.resolve("runs")),
        faults::add);
    bytes = new PageBytes(page.address());
  }

  @AfterEach
  void stop() {
    page.close();
    assertEquals(List.of(), faults);
  }

  private PageBytes.Reply get(String path) throws IOException {
    return bytes.sent("GET", path, bytes.host(), bytes.cookie(), "");
  }

  private static JsonObject message(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (!line.startsWith("data:")) {
      line = in.readLine();
    }
    return JsonParser.parseString(line.substring("data:".length())).getAsJsonObject();
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void runsAreSentAsTheyGrowAndOnlyWhatIsNew() throws IOException {
    try (Socket socket = bytes.stream("/api/events?runs=" + id("one") + ":&look=" + id("one"))) {
      BufferedReader in = reader(socket);
      JsonObject first = message(in);
      assertEquals(2, first.getAsJsonArray("rows").size());
      assertEquals(2, first.getAsJsonObject("settings").size());
      assertEquals(2, events(first).size());
      log.add(RunLog.epoch(2, 0.25, 0.9) + "\n");
      JsonObject next = message(in);
      while (!next.has("events")) {
        next = message(in);
      }
      assertEquals(1, events(next).size());
      assertFalse(next.has("settings"));
      RunLog.begun(folder.resolve("runs/two"));
      while (!next.toString().contains("\"name\":\"two\"")) {
        next = message(in);
      }
      assertEquals(1, next.getAsJsonArray("rows").size(), "the others are as they were");
    }
  }

  private com.google.gson.JsonArray events(JsonObject news) throws IOException {
    return news.getAsJsonObject("events").getAsJsonObject(Integer.toString(id("one"))).getAsJsonArray("events");
  }

  private int id(String name) throws IOException {
    try (Socket socket = bytes.stream("/api/events")) {
      for (var row : message(reader(socket)).getAsJsonArray("rows")) {
        if (row.getAsJsonObject().get("name").getAsString().equals(name)) {
          return row.getAsJsonObject().get("id").getAsInt();
        }
      }
      throw new IllegalStateException("no run " + name);
    }
  }

  @Test
  void strangersAreRefused() throws IOException {
    assertEquals(200, get("/").status());
    for (String file : List.of("runs.js", "table.js", "details.js", "network.js", "words.js", "style.css",
        "charts/line-chart.js")) {
      assertEquals(200, get("/" + file).status(), file);
    }
    assertEquals(401, bytes.sent("GET", "/api/events", bytes.host(), "", "").status());
    assertEquals(401, bytes.sent("GET", "/api/runs/1", bytes.host(), "", "").status());
    assertEquals(421, bytes.sent("GET", "/api/runs/1", "evil.example", bytes.cookie(), "").status());
    assertEquals(403, bytes.sent("POST", "/api/stop", bytes.host(), bytes.cookie(), "").status(), "no origin");
    assertEquals(405, bytes.sent("DELETE", "/api/runs/1", bytes.host(), bytes.cookie() + bytes.origin(), "").status());
  }

  @Test
  void nothingIsReadOutsideOfTheFolderAndNothingActs() throws IOException {
    int id = id("one");
    assertTrue(get("/api/runs/" + id).text().contains("learning-rate"));
    for (String path : List.of("/api/runs/../../secret", "/api/runs/99", "/api/runs/-1", "/api/runs/" + id + "/model",
        "/api/runs/one", "/api/runs/%2e%2e%2fsecret", "/api/secret", "/../secret", "/secret", "/api/events?runs=99:",
        "/api/events?runs=../secret:")) {
      assertEquals(404, get(path).status(), path);
    }
    for (String act : List.of("stop", "checkpoint", "runs/" + id)) {
      assertEquals(404,
          bytes.sent("POST", "/api/" + act, bytes.host(), bytes.cookie() + bytes.origin(), "{}").status(), act);
    }
    Files.createSymbolicLink(folder.resolve("runs/linked"), Files.createDirectories(folder.resolve("outside")));
    RunLog.begun(folder.resolve("outside"));
    assertThrows(IllegalStateException.class, () -> id("linked"));
  }

  @Test
  void theFolderStaysAsItIs() throws IOException {
    Map<String, String> before = state();
    int id = id("one");
    get("/api/runs/" + id);
    try (Socket socket = bytes.stream("/api/events?runs=" + id + ":&look=" + id)) {
      message(reader(socket));
    }
    assertEquals(before, state());
  }

  /** Each file and folder with its size, its time and what it holds. */
  private Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        state.put(path.toString(), Files.getLastModifiedTime(path) + " "
            + (Files.isRegularFile(path) ? Files.readString(path) : ""));
      }
    }
    return state;
  }

  @Test
  void aThousandReconnectsLeaveNothingBehind() throws Exception {
    RunsFolder runs = new RunsFolder(List.of(folder.resolve("runs")));
    while (runs.runs().stream().anyMatch(run -> run.row().isEmpty())) {
      Thread.sleep(10);
    }
    AtomicInteger readers = new AtomicInteger();
    int threads = Thread.activeCount();
    for (int i = 0; i < 1_000; i++) {
      Chosen one = new Chosen(runs.runs().getFirst(), true, ReadPosition.START);
      try (Feed feed = new Feed(runs, List.of(one), Optional.empty(), readers)) {
        assertTrue(feed.next(0).orElseThrow().contains("\"events\""));
        assertEquals(1, readers.get());
      }
    }
    assertEquals(0, readers.get());
    assertEquals(threads, Thread.activeCount());
  }

  @Test
  void pagesThatLeaveAreNoticed() throws Exception {
    int id = id("one");
    for (int i = 0; i < 40; i++) {
      bytes.stream("/api/events?runs=" + id + ":&look=" + id).close();
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (page.readers() > 0 && System.nanoTime() < end) {
      log.add(RunLog.epoch(2, 0.25, 0.9) + "\n");
      Thread.sleep(100);
    }
    assertEquals(0, page.readers());
    assertEquals(id, id("one"));
  }

  @Test
  void aFolderThatIsNoneIsTold() {
    UserException told = assertThrows(UserException.class, () -> RunsPage.of(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(folder.resolve("none")), faults::add));
    assertTrue(String.valueOf(told.getMessage()).contains("is no folder"), told.getMessage());
  }
}
