package dev.sinabro.cli.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.sinabro.cli.http.Answer;
import dev.sinabro.cli.http.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The attacks are sent as bytes: a client of the library would not send a foreign host. */
class PageServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Latest latest = new Latest();
  private final List<Throwable> faults = new ArrayList<>();
  private PageServer server;
  private PageBytes bytes;
  private int port;
  private String token = "";

  @BeforeEach
  void serve() throws IOException {
    server = new PageServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), PageServerTest.class,
        Set.of("index.html"),
        this::answer, faults::add);
    bytes = new PageBytes(server.address());
    port = bytes.port();
    token = bytes.token();
    assertTrue(server.address().startsWith("http://127.0.0.1:"), server.address());
    assertEquals(32, token.length());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer answer(List<String> path, Request request) {
    return switch (String.join("/", path)) {
      case "stream" -> new Events(latest.messages());
      case "fault" -> throw new IllegalStateException("broken");
      default -> {
        JsonObject json = new JsonObject();
        json.addProperty("acts", request.acts());
        json.addProperty("body", request.text());
        yield Answer.of(json);
      }
    };
  }

  private PageBytes.Reply sent(String method, String path, String host, String headers, String body)
      throws IOException {
    return bytes.sent(method, path, host, headers, body);
  }

  private String us() {
    return bytes.host();
  }

  private String cookie() {
    return bytes.cookie();
  }

  private String origin() {
    return bytes.origin();
  }

  @Test
  void whoShowsTheTokenGetsACookieThatNoScriptAndNoOtherSiteHas() throws IOException {
    PageBytes.Reply page = sent("GET", "/?token=" + token, us(), "", "");
    assertEquals(200, page.status());
    assertTrue(page.text().endsWith("<title>a page</title>\n"), page.text());
    assertTrue(
        page.text().contains("Set-cookie: sinabro-" + port + "=" + token + "; Path=/; HttpOnly; SameSite=Strict"),
        page.text());
    assertTrue(page.text().contains("default-src 'self'"), page.text());
    assertFalse(page.text().toLowerCase(java.util.Locale.ROOT).contains("access-control-"), page.text());
    assertEquals(200, sent("GET", "/api/x", us(), cookie(), "").status());
    assertEquals(200, sent("GET", "/api/x", "localhost:" + port, cookie(), "").status());
  }

  @ParameterizedTest
  @CsvSource({"evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT", "127.0.0.1:PORT@evil.example"})
  void anotherHostIsMisdirected(String host) throws IOException {
    assertEquals(421, sent("GET", "/api/x", host.replace("PORT", "" + port), cookie(), "").status());
  }

  @Test
  void withoutTheTokenNobodyIsAnswered() throws IOException {
    assertEquals(401, sent("GET", "/", us(), "", "").status());
    assertEquals(401, sent("GET", "/?token=", us(), "", "").status());
    assertEquals(401, sent("GET", "/?token=" + token.substring(1) + "0", us(), "", "").status());
    assertEquals(401, sent("GET", "/api/x", us(), "Cookie: sinabro-" + port + "=x\r\n", "").status());
    assertEquals(401, sent("GET", "/api/x", us(), "Cookie: sinabro-1=" + token + "\r\n", "").status());
    assertEquals(401, sent("GET", "/api/stream", us(), "", "").status());
  }

  @Test
  void whatActsMustComeFromThePageItself() throws IOException {
    assertEquals(403, sent("POST", "/api/x", us(), cookie(), "{}").status(), "no origin");
    assertEquals(403, sent("POST", "/api/x", us(), cookie() + "Origin: null\r\n", "{}").status());
    assertEquals(403, sent("POST", "/api/x", us(), cookie() + "Origin: http://evil.example\r\n", "{}").status());
    assertEquals(403, sent("POST", "/api/x", us(), cookie() + "Origin: https://" + us() + "\r\n", "{}").status());
    assertEquals(403,
        sent("POST", "/api/x", us(), cookie() + origin() + "Origin: http://evil.example\r\n", "{}").status());
    PageBytes.Reply done = sent("POST", "/api/x", us(), cookie() + origin(), "{}");
    assertEquals(200, done.status());
    assertTrue(done.text().endsWith("{\"acts\":true,\"body\":\"{}\"}"), done.text());
  }

  @Test
  void otherMethodsAndPagesAreRefused() throws IOException {
    assertEquals(405, sent("DELETE", "/api/x", us(), cookie() + origin(), "").status());
    assertEquals(405, sent("OPTIONS", "/api/x", us(), cookie() + origin(), "").status());
    assertEquals(404, sent("GET", "/../PageServer.class", us(), cookie(), "").status());
    assertEquals(404, sent("GET", "/%2e%2e/PageServer.class", us(), cookie(), "").status());
    assertEquals(400, sent("GET", "/api/x?a=%zz", us(), cookie(), "").status());
  }

  @Test
  void aBodyThatIsTooLongIsNotReadToItsEnd() throws IOException {
    String least = "x".repeat(4 << 20);
    assertEquals(200, sent("POST", "/api/x", us(), cookie() + origin(), least).status());
    assertEquals(413, sent("POST", "/api/x", us(), cookie() + origin(), least + "x").status());
  }

  @Test
  void aFaultIsToldAndIsNoEnd() throws IOException {
    assertEquals(500, sent("GET", "/api/fault", us(), cookie(), "").status());
    assertEquals(1, faults.size());
    assertEquals(200, sent("GET", "/api/x", us(), cookie(), "").status());
  }

  @Test
  void whoReadsSlowlyGetsTheLatestMessageAndHoldsNobodyUp() throws Exception {
    latest.put("first");
    try (Socket socket = stream()) {
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertEquals("data: first", message(in));
      long begin = System.nanoTime();
      for (int i = 0; i < 100_000; i++) {
        latest.put("message " + i);
      }
      assertTrue(System.nanoTime() - begin < PATIENCE.toNanos());
      int read = 1;
      while (!message(in).equals("data: message 99999")) {
        read++;
      }
      assertTrue(read < 50_000, "of 100,000 messages, " + read + " were sent");
    }
  }

  @Test
  void closedPagesLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 200; i++) {
      stream().close();
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (latest.readers() > 0 && System.nanoTime() < end) {
      latest.put("is anybody there?");
      Thread.sleep(10);
    }
    assertEquals(0, latest.readers());
    assertEquals(200, sent("GET", "/api/x", us(), cookie(), "").status());
  }

  @Test
  void moreRequestsThanAnyPersonMakesAreTold() throws IOException {
    PageBytes.Reply reply = sent("GET", "/api/x", us(), cookie(), "");
    for (int i = 0; i < 5_000 && reply.status() == 200; i++) {
      reply = sent("GET", "/api/x", us(), cookie(), "");
    }
    // A machine that is too slow to ask so fast is not refused; RateTest tells both sides of the limit.
    if (reply.status() != 200) {
      assertEquals(429, reply.status());
      assertTrue(reply.text().contains("Retry-after: 1"), reply.text());
      assertEquals(401, sent("GET", "/api/x", us(), "", "").status(), "who is not let in uses nothing up");
    }
  }

  private Socket stream() throws IOException {
    return bytes.stream("/api/stream");
  }

  private static String message(BufferedReader in) throws IOException {
    String line = in.readLine();
    while (line != null && !line.startsWith("data:")) {
      line = in.readLine();
    }
    return String.valueOf(line);
  }
}
