package dev.sinabro.cli.playground;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.cli.page.Events;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many pages, pages of several people, and pages that nobody looks at. */
class PlaygroundEnduranceTest {
  private static final int MOST_STREAMS = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Throwable> faults = new ArrayList<>();
  private Playground playground;
  private PageClient page;

  @BeforeEach
  void open() throws Exception {
    playground =
        new Playground(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), PageClient.DIGITS, faults::add);
    page = new PageClient(playground.address());
  }

  @AfterEach
  void close() {
    page.close();
    playground.close();
    assertEquals(List.of(), faults);
  }

  private String begun(JsonObject settings) throws Exception {
    String play = page.post("plays", "{}").body().get("play").getAsString();
    assertEquals(200, page.post("plays/" + play + "/settings", settings.toString()).status());
    return play;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it did not come about");
      Thread.sleep(20);
    }
  }

  /** A stream, where it is granted, else a closed socket: the first line of the answer is read. */
  private Socket stream(String play) throws IOException {
    URI address = URI.create(playground.address());
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.getOutputStream()
        .write(
            ("GET /api/plays/" + play + "/events HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\nCookie: sinabro-"
                + address.getPort() + "=" + address.getQuery().substring("token=".length()) + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
    if (!line.endsWith(" 200")) {
      assertEquals("HTTP/1.1 429", line);
      socket.close();
    }
    return socket;
  }

  private void reconnect(String play, int times) throws Exception {
    for (int done = 0; done < times;) {
      try (Socket socket = stream(play)) {
        if (!socket.isClosed()) {
          done++;
          continue;
        }
      }
      Thread.sleep(20);
    }
  }

  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
      least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return least;
  }

  @Test
  void aThousandReconnectsLeaveNothingBehind() throws Exception {
    String play = begun(PageClient.settings("circle", 2));
    page.post("plays/" + play + "/run", "{}");
    reconnect(play, 100);
    int threads = Thread.getAllStackTraces().size();
    long before = heap();
    reconnect(play, 1_000);
    List<Socket> open = new ArrayList<>();
    await(() -> {
      try {
        Socket socket = stream(play);
        if (!socket.isClosed()) {
          open.add(socket);
        }
        return open.size() == MOST_STREAMS;
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    Thread.sleep(500);
    assertTrue(stream(play).isClosed(), "all places were free, and now none is");
    for (Socket socket : open) {
      socket.close();
    }
    await(() -> stands(play));
    assertTrue(heap() < before + (4 << 20), () -> "of " + before + " bytes came more than 4 MiB");
    int later = Thread.getAllStackTraces().size();
    assertTrue(later <= threads + 2, () -> threads + " threads became " + later);
  }

  /** Whether nobody is thought to look any longer: a training that runs waits then. A look would begin it again. */
  private boolean stands(String play) {
    try {
      JsonObject now = page.get("plays/" + play + "/slow?row=0").body();
      Thread.sleep(100);
      return now.equals(page.get("plays/" + play + "/slow?row=0").body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private JsonArray losses(String play) throws Exception {
    for (int epoch = 0; epoch < 15; epoch++) {
      assertEquals(200, page.post("plays/" + play + "/epoch", "{}").status());
    }
    return page.shown(play).get("losses").getAsJsonArray();
  }

  @Test
  void twoUsersDoNotDisturbEachOther() throws Exception {
    JsonObject settings = PageClient.settings("spiral", 4, 3);
    JsonArray alone = losses(begun(settings));
    assertEquals(15, alone.size());
    String other = begun(PageClient.settings("moons", 3));
    try (Socket look = stream(other)) {
      assertTrue(!look.isClosed());
      page.post("plays/" + other + "/run", "{}");
      String mine = begun(settings);
      page.post("plays/" + other + "/weight", "{\"parameter\":\"0.weight\",\"index\":0,\"value\":9}");
      assertEquals(200, page.post("plays/" + other + "/table", "a,b,c\n1,2,x\n2,3,y\n3,1,x\n").status());
      JsonObject csv = PageClient.settings("csv", 4, 3);
      csv.add("axes", PageClient.array(List.of("a", "b", "c")));
      assertEquals(409, page.post("plays/" + mine + "/settings", csv.toString()).status(), "that table is not mine");
      assertEquals(200, page.post("plays/" + mine + "/settings", settings.toString()).status());
      assertEquals(alone, losses(mine));
    }
  }

  @Test
  void whatNobodyLooksAtOrAsksForIsLetGo() {
    AtomicLong now = new AtomicLong();
    try (Plays plays = new Plays(Duration.ofMinutes(30), now::get, faults::add)) {
      String seen = plays.begin();
      String asked = plays.begin();
      plays.begin();
      try (Events look = new Events(plays.get(seen).latest().messages())) {
        assertEquals("text/event-stream", look.type());
        now.addAndGet(Duration.ofMinutes(20).toNanos());
        plays.get(asked);
        now.addAndGet(Duration.ofMinutes(10).toNanos());
        plays.letGo();
        assertEquals(3, plays.count(), "half an hour is not over");
        now.incrementAndGet();
        plays.letGo();
        assertEquals(2, plays.count());
        plays.get(asked);
        now.addAndGet(Duration.ofHours(5).toNanos());
        plays.letGo();
        assertEquals(1, plays.count());
        plays.get(seen);
      }
      now.addAndGet(Duration.ofHours(1).toNanos());
      plays.letGo();
      assertEquals(0, plays.count());
      assertThrows(Refusal.class, () -> plays.get(seen));
    }
  }

  @Test
  void itIsLetGoWithoutBeingAsked() throws Exception {
    try (Plays plays = new Plays(Duration.ofMillis(20), System::nanoTime, faults::add)) {
      plays.begin();
      await(() -> plays.count() == 0);
    }
  }

  @Test
  void aNetworkOfABillionParametersIsRefused() throws Exception {
    String play = begun(PageClient.settings("circle", 16));
    var reply = page.post("plays/" + play + "/settings", PageClient.settings("circle", 31_623, 31_623).toString());
    assertEquals(422, reply.status());
    assertTrue(reply.error().startsWith("a network of about 1,000,045,752 parameters is not for a page"),
        reply.error());
  }

  @Test
  void aHundredClassesAreToldApartAndNoMore() throws Exception {
    JsonObject settings = PageClient.settings("csv", 2);
    settings.add("axes", PageClient.array(List.of("a", "b", "c")));
    settings.addProperty("loss", "softmax-cross-entropy");
    for (int classes : List.of(100, 101)) {
      String play = page.post("plays", "{}").body().get("play").getAsString();
      String rows = String.join("", IntStream.range(0, 2 * classes)
          .mapToObj(row -> row + "," + row % 7 + ",name" + row % classes + "\n").toList());
      assertEquals(200, page.post("plays/" + play + "/table", "a,b,c\n" + rows).status());
      var reply = page.post("plays/" + play + "/settings", settings.toString());
      assertEquals(classes == 100 ? 200 : 422, reply.status(), reply.body().toString());
      assertTrue(classes == 100 || reply.error().startsWith("the column c has 101 different classes"),
          () -> reply.error());
    }
  }
}
