package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sinabro.cli.config.ConfigurationFile;
import dev.sinabro.cli.config.ConfigurationReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** A page without a browser. */
public final class PageClient implements AutoCloseable {
  /** The example, trained for less long. */
  static final ConfigurationFile DIGITS = digits();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;
  private final String cookie;

  /**
   * An answer.
   *
   * @param body JSON
   */
  public record Reply(int status, JsonObject body) {
    String error() {
      return body.get("error").getAsString();
    }
  }

  /** A page at the address that the command prints. */
  public PageClient(String url) {
    address = URI.create(url);
    cookie = "sinabro-" + address.getPort() + "=" + address.getQuery().substring("token=".length());
  }

  private static ConfigurationFile digits() {
    try (InputStream example =
        Objects.requireNonNull(Playground.class.getResourceAsStream("/dev/sinabro/cli/examples/digits-cnn.yaml"))) {
      String text = new String(example.readAllBytes(), StandardCharsets.UTF_8).replace("epochs: 20", "epochs: 3");
      return ConfigurationReader.read("digits-cnn.yaml", "digits-cnn", Path.of(""), text, List.of());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve("/api/" + path)).header("Cookie", cookie);
  }

  /** What is told. */
  public Reply get(String path) throws IOException, InterruptedException {
    return reply(request(path).build());
  }

  /** What is done. */
  public Reply post(String path, String body) throws IOException, InterruptedException {
    return reply(request(path).header("Origin", "http://" + address.getAuthority())
        .POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private Reply reply(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    return new Reply(response.statusCode(), JsonParser.parseString(response.body()).getAsJsonObject());
  }

  /** The latest that a page is shown. */
  public JsonObject shown(String play) throws IOException, InterruptedException {
    HttpResponse<InputStream> stream = client.send(request("plays/" + play + "/events").build(),
        BodyHandlers.ofInputStream());
    try (var lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (!line.startsWith("data: ")) {
        line = lines.readLine();
      }
      return JsonParser.parseString(line.substring("data: ".length())).getAsJsonObject();
    }
  }

  /** Settings of a data set with hidden layers of so many units. */
  public static JsonObject settings(String data, int... units) {
    JsonObject json = new JsonObject();
    json.addProperty("data", data);
    json.addProperty("rows", 200);
    json.addProperty("noise", 0.02);
    json.addProperty("sample", 3);
    json.addProperty("test", 0.25);
    json.add("features", array(List.of("x", "y")));
    json.add("axes", new JsonArray());
    JsonArray counts = new JsonArray();
    for (int count : units) {
      counts.add(count);
    }
    json.add("units", counts);
    json.addProperty("activation", "tanh");
    json.addProperty("loss", "binary-cross-entropy");
    json.addProperty("optimizer", "adam");
    JsonObject keys = new JsonObject();
    keys.addProperty("learning-rate", 0.03);
    json.add("keys", keys);
    json.addProperty("l1", 0);
    json.addProperty("l2", 0);
    json.addProperty("batch", 16);
    json.addProperty("seed", 7);
    json.addProperty("device", "cpu");
    return json;
  }

  static JsonArray array(List<String> texts) {
    JsonArray json = new JsonArray();
    texts.forEach(json::add);
    return json;
  }

  @Override
  public void close() {
    client.close();
  }
}
