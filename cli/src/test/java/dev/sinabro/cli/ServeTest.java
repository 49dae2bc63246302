package dev.sinabro.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sun.misc.Signal;

/** A server with clients that behave and clients that do not. */
class ServeTest {
  private static final String INFER = "/v2/models/net/infer";
  private static final String GOOD = row("[1.5, 2]", "[1, 2]");

  @TempDir
  private static Path folder = Path.of("");
  private static Path run = Path.of("");
  private static Served served;

  private static String row(String data, String shape) {
    return "{\"inputs\": [{\"name\": \"features\", \"datatype\": \"FP64\", \"shape\": %s, \"data\": %s}]}"
        .formatted(shape, data);
  }

  @BeforeAll
  static void begin() throws Exception {
    StringBuilder rows = new StringBuilder("x,y,kind\n");
    for (int i = 0; i < 40; i++) {
      rows.append("%d,%d,%s\n".formatted(i % 7, i % 5, i % 7 > i % 5 ? "right" : "left"));
    }
    Files.writeString(folder.resolve("points.csv"), rows);
    Files.writeString(folder.resolve("net.yaml"), """
        data: {path: points.csv, target: kind}
        model: [{dense: {units: 4, activation: relu}}, {dense: {}}]
        train: {epochs: 2}
        """);
    run = folder.resolve("net");
    CommandRun training =
        CommandRun.of("train", folder.resolve("net.yaml").toString(), "--device", "cpu", "--quiet", "--out",
            run.toString());
    assertEquals(0, training.code(), training.err());
    served = new Served(run);
  }

  @AfterAll
  static void end() throws Exception {
    served.close();
    assertEquals(List.of(), served.faults());
  }

  private static String error(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject().get("error").getAsString();
  }

  @Test
  void tellsOfItself() throws Exception {
    assertEquals("{\"live\":true}", served.get("/v2/health/live").body());
    assertEquals("{\"ready\":true}", served.get("/v2/health/ready").body());
    assertEquals("{\"ready\":true}", served.get("/v2/models/net/ready").body());
    assertEquals("{\"name\":\"sinabro\",\"version\":\"1\",\"extensions\":[]}", served.get("/v2").body());
  }

  /** A request that is refused: its method and path, a body, the status, and what the error says. */
  private record Refused(String method, String path, String body, int status, String error) {}

  static Stream<Refused> refused() {
    return Stream.of(
        new Refused("GET", "/", "", 404, "there is no /; there are /v2"),
        new Refused("GET", "/v2/models/other", "", 404, "there is no /v2/models/other"),
        new Refused("POST", "/v2/models/other/infer", GOOD, 404, "/v2/models/net"),
        new Refused("GET", "/v2/models/net/versions/1", "", 404, "there is no"),
        new Refused("GET", INFER, "", 405, "use POST"),
        new Refused("POST", "/v2", GOOD, 405, "use GET"),
        new Refused("DELETE", "/v2/models/net", "", 405, "use GET"),
        new Refused("POST", INFER, "", 400, "the JSON ends early"),
        new Refused("POST", INFER, "{\"inputs\": [", 400, "the JSON ends early"),
        new Refused("POST", INFER, GOOD.replace("features", "feature"), 400, "takes no input 'feature'; it takes x, y"),
        new Refused("POST", INFER, row("[1, 2, 3]", "[1, 3]"), 400, "has shape [1, 3]; expected [n, 2]"),
        new Refused("POST", INFER, row("[1, 2]", "[2]"), 400, "expected [n, 2]"),
        new Refused("POST", INFER, row("[]", "[0, 2]"), 400, "there is no row"),
        new Refused("POST", INFER, GOOD.replace("FP64", "BYTES").replace("[1.5, 2]", "[\"a\", \"b\"]"), 400,
            "takes numbers"),
        new Refused("POST", INFER, row("[1e39, 2]", "[1, 2]"), 400, "expected a finite number up to 3.4e38"),
        new Refused("POST", INFER, row("[3e38, 3e38]", "[1, 2]"), 422, "no finite answer to row 0"),
        new Refused("POST", INFER, GOOD.replaceFirst("\\{", "{\"outputs\": [{\"name\": \"z\"}], "), 400,
            "gives no output 'z'"),
        new Refused("POST", INFER, row(IntStream.range(0, 600).boxed().toList().toString(), "[300, 2]"), 413,
            "256 at most"),
        new Refused("POST", INFER, " ".repeat(100_001), 413, "longer than 100000 bytes"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefusedInTheFormOfTheProtocol(Refused refused) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(served.at(refused.path))
        .method(refused.method,
            refused.body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(refused.body))
        .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      assertEquals(refused.status, response.statusCode(), response.body());
      assertTrue(error(response).contains(refused.error), response.body());
      assertEquals("application/json", response.headers().firstValue("Content-Type").orElseThrow());
      assertEquals(200, served.infer(GOOD).statusCode());
    }
  }

  @Test
  void otherEncodingsAreRefused() throws Exception {
    for (List<String> head : List.of(List.of("Content-Type", "application/octet-stream"),
        List.of("Content-Encoding", "gzip"),
        List.of("Inference-Header-Content-Length", "10"))) {
      HttpRequest request = HttpRequest.newBuilder(served.at(INFER)).header(head.getFirst(), head.getLast())
          .POST(BodyPublishers.ofString(GOOD)).build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        assertEquals(415, client.send(request, BodyHandlers.ofString()).statusCode(), head.toString());
      }
    }
  }

  @Test
  void manyClientsAtOnceGetTheirOwnAnswers() throws Exception {
    List<String> alone = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      alone.add(probabilities(served.infer(row("[%d, 3]".formatted(i), "[1, 2]")).body()));
    }
    double batches = served.metric("sinabro_batch_rows_count");
    List<Thread> clients = new ArrayList<>();
    List<String> wrong = Collections.synchronizedList(new ArrayList<>());
    for (int client = 0; client < 8; client++) {
      int first = 3 * client;
      clients.add(Thread.ofVirtual().start(() -> {
        for (int time = 0; time < 60; time++) {
          int i = first + time % 3;
          try {
            HttpResponse<String> response = served.infer(row("[%d, 3]".formatted(i), "[1, 2]"));
            if (response.statusCode() == 503) {
              assertEquals("1", response.headers().firstValue("Retry-After").orElseThrow());
            } else if (!close(alone.get(i), probabilities(response.body()))) {
              wrong.add(i + ": " + response.body() + " instead of " + alone.get(i));
            }
          } catch (Exception failure) {
            wrong.add(failure.toString());
          }
        }
      }));
    }
    for (Thread client : clients) {
      client.join();
    }
    assertEquals(List.of(), wrong);
    assertTrue(served.metric("sinabro_batch_rows_count") - batches <= 480);
    assertEquals(0, served.metric("sinabro_queue_length"));
  }

  private static String probabilities(String body) {
    return JsonParser.parseString(body).getAsJsonObject().getAsJsonArray("outputs").get(1).getAsJsonObject().get("data")
        .getAsJsonArray().get(0).getAsString();
  }

  private static boolean close(String one, String other) {
    return Math.abs(Double.parseDouble(one) - Double.parseDouble(other)) < 1e-5;
  }

  @Test
  void aConnectionIsKept() throws Exception {
    try (Socket socket = served.begun(GOOD.length(), GOOD)) {
      String first = response(socket);
      assertTrue(first.startsWith("HTTP/1.1 200"), first);
      for (String body : List.of("nonsense", GOOD)) {
        socket.getOutputStream()
            .write(("POST " + INFER + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body).getBytes(StandardCharsets.UTF_8));
        assertTrue(response(socket).startsWith(body.equals(GOOD) ? "HTTP/1.1 200" : "HTTP/1.1 400"));
      }
    }
  }

  /** The next answer on a connection that goes on. */
  private static String response(Socket socket) throws IOException {
    socket.setSoTimeout(8000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher length = Pattern.compile("(?si)content-length: (\\d+).*?\r\n\r\n(.*)").matcher("");
    while (true) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
      bytes.write(next);
      String text = bytes.toString(StandardCharsets.UTF_8);
      if (length.reset(text).find() && length.group(2).length() == Integer.parseInt(length.group(1))) {
        return text;
      }
    }
  }

  @Test
  void aBodyThatStopsOrTricklesIsTimedOut() throws Exception {
    try (Socket stopped = served.begun(GOOD.length(), GOOD.substring(0, 20));
        Socket trickling = served.begun(GOOD.length(), "")) {
      Thread drops = Thread.ofVirtual().start(() -> {
        try {
          for (byte letter : GOOD.getBytes(StandardCharsets.UTF_8)) {
            trickling.getOutputStream().write(letter);
            Thread.sleep(100);
          }
        } catch (IOException | InterruptedException _) {
          // the server has closed it
        }
      });
      assertTrue(response(stopped).startsWith("HTTP/1.1 408"));
      assertTrue(response(trickling).startsWith("HTTP/1.1 408"));
      assertEquals(-1, stopped.getInputStream().read());
      drops.join();
    }
    assertEquals(200, served.infer(GOOD).statusCode());
  }

  @Test
  void aHeadThatNeverEndsIsClosed() throws Exception {
    try (Socket socket = new Socket(served.server().address().getAddress(), served.server().address().getPort())) {
      socket.getOutputStream()
          .write("POST /v2/models/net/infer HTTP/1.1\r\nHost: a\r\nX-".getBytes(StandardCharsets.UTF_8));
      socket.setSoTimeout(8000);
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void clientsThatGoAwayLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 40; i++) {
      Socket socket = served.begun(GOOD.length(), i % 2 == 0 ? GOOD : GOOD.substring(0, 30));
      socket.setSoLinger(true, 0);
      socket.close();
      if (i % 4 == 3) {
        awaitNobody();
      }
    }
    awaitNobody();
    assertEquals(200, served.infer(GOOD).statusCode());
  }

  private static void awaitNobody() throws Exception {
    for (int tries = 0; served.metric("sinabro_requests_in_flight") > 0; tries++) {
      assertTrue(tries < 500, "requests of clients that went away are still there");
      Thread.sleep(10);
    }
  }

  @Test
  void moreThanItTakesIsToldToComeAgain() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < Served.LIMITS.requests(); i++) {
        slow.add(served.begun(GOOD.length(), "{"));
      }
      while (served.metric("sinabro_requests_in_flight") < Served.LIMITS.requests()) {
        Thread.sleep(5);
      }
      HttpResponse<String> response = served.infer(GOOD);
      assertEquals(503, response.statusCode());
      assertEquals("1", response.headers().firstValue("Retry-After").orElseThrow());
      assertEquals("8 requests are being answered; try again", error(response));
      for (Socket socket : slow) {
        socket.getOutputStream().write(GOOD.substring(1).getBytes(StandardCharsets.UTF_8));
        assertTrue(response(socket).startsWith("HTTP/1.1 200"));
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void aLongBodyInChunksIsCutOff() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(served.at(INFER))
          .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[3_000_000]))).build();
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      assertEquals(413, response.statusCode());
    }
  }

  @Test
  void figuresCountWhatHappened() throws Exception {
    double answered = served.metric("sinabro_requests_total{code=\"200\"}");
    double seconds = served.metric("sinabro_request_seconds_count");
    double rows = served.metric("sinabro_batch_rows_sum");
    served.infer(row("[1, 2, 3, 4, 5, 6]", "[3, 2]"));
    assertTrue(served.metric("sinabro_requests_total{code=\"200\"}") >= answered + 1);
    assertEquals(seconds + 1, served.metric("sinabro_request_seconds_count"));
    assertEquals(rows + 3, served.metric("sinabro_batch_rows_sum"));
    assertEquals(served.metric("sinabro_request_seconds_count"),
        served.metric("sinabro_request_seconds_bucket{le=\"+Inf\"}"));
    assertTrue(served.metric("process_resident_memory_bytes") > 1e6);
  }

  @Test
  void whatWasAskedIsAnsweredWhenItEnds() throws Exception {
    Served ending = new Served(run);
    try (Socket socket = ending.begun(GOOD.length(), "{")) {
      while (ending.metric("sinabro_requests_in_flight") < 1) {
        Thread.sleep(5);
      }
      CompletableFuture<Void> closed = CompletableFuture.runAsync(ending::close);
      Thread.sleep(100);
      socket.getOutputStream().write(GOOD.substring(1).getBytes(StandardCharsets.UTF_8));
      assertTrue(response(socket).startsWith("HTTP/1.1 200"));
      closed.orTimeout(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS).join();
    }
  }

  @Test
  void theCommandServesUntilItIsTerminated() throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(() -> Sinabro.run(new PrintWriter(out), new PrintWriter(err),
            "serve", run.toString(), "--port", "0", "--device", "cpu", "--timeout", "2"));
    Matcher line = Pattern.compile("http://127.0.0.1:(\\d+)/v2/models/net · cpu").matcher("");
    while (!line.reset(out.toString()).find()) {
      assertTrue(!code.isDone(), () -> out + err.toString());
      Thread.sleep(5);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(served.at(INFER).resolve("http://127.0.0.1:" + line.group(1) + "/v2/health/ready"))
              .build();
      while (client.send(request, BodyHandlers.ofString()).statusCode() != 200) {
        Thread.sleep(5);
      }
    }
    assertTrue(out.toString().contains("\nready\n"), out.toString());
    Signal.raise(new Signal("TERM"));
    assertEquals(143, code.get());
    assertTrue(out.toString().contains("done "), out.toString());
  }

  @Test
  void anAddressThatIsTakenIsAnErrorOfUse() {
    String port = Integer.toString(served.server().address().getPort());
    CommandRun serving = CommandRun.of("serve", run.toString(), "--port", port, "--device", "cpu");
    assertEquals(2, serving.code(), serving.err());
    assertTrue(serving.err().contains("cannot listen at 127.0.0.1, port " + port), serving.err());
  }
}
