package dev.sinabro.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.experiment.RunFolder;
import dev.sinabro.cli.experiment.TrainedModel;
import dev.sinabro.cli.serve.InferenceServer;
import dev.sinabro.cli.serve.Limits;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A server of a run on the loopback address, and a client of it. */
final class Served implements AutoCloseable {
  /** The JDK's server takes its own limits from the first one of a process, so that all tests share these. */
  static final Limits LIMITS = new Limits(100_000, 8, Duration.ofSeconds(2), 16, Duration.ofMillis(2));

  private final Device device = Devices.open("cpu");
  private final TrainedModel model;
  private final InferenceServer server;
  private final Thread computing;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());

  Served(Path run) throws IOException, InterruptedException {
    this(run, LIMITS);
  }

  Served(Path run, Limits limits) throws IOException, InterruptedException {
    model = new TrainedModel(RunFolder.modelOf(run), device);
    server = new InferenceServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), model, "net", "1", limits,
        faults::add);
    computing = Thread.ofPlatform().start(() -> {
      try {
        server.run(() -> {});
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    while (get("/v2/health/ready").statusCode() != 200) {
      Thread.sleep(5);
    }
  }

  InferenceServer server() {
    return server;
  }

  List<Throwable> faults() {
    return faults;
  }

  URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(at(path)).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> infer(String body) throws IOException, InterruptedException {
    return post("/v2/models/net/infer", body);
  }

  /** The tensor of an answer. */
  JsonObject output(String body, String name) throws IOException, InterruptedException {
    HttpResponse<String> response = infer(body);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + ": " + response.body());
    }
    return JsonParser.parseString(response.body()).getAsJsonObject().getAsJsonArray("outputs").asList().stream()
        .map(output -> output.getAsJsonObject()).filter(output -> output.get("name").getAsString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(response.body()));
  }

  /** A connection on which the head of an inference request was sent, and the beginning of its body. */
  Socket begun(int length, String body) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    OutputStream out = socket.getOutputStream();
    out.write(("POST /v2/models/net/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: " + length + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
    out.flush();
    return socket;
  }

  /** The value of a figure. */
  double metric(String line) throws IOException, InterruptedException {
    return get("/metrics").body().lines().filter(text -> text.startsWith(line + " "))
        .mapToDouble(text -> Double.parseDouble(text.substring(line.length() + 1))).findFirst().orElse(0);
  }

  @Override
  public void close() {
    server.stop();
    try {
      computing.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    client.close();
    server.close();
    model.close();
    device.close();
  }
}
