package dev.sinabro.cli.http;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What is sent back. */
public sealed interface Answer {
  /** The status of what is answered as it was asked. */
  int OK = 200;

  /**
   * All at once.
   *
   * @param status of HTTP
   * @param type of the content
   * @param headers beside those of every answer
   */
  record Whole(int status, String type, byte[] content, Map<String, String> headers) implements Answer {

    /** With headers of its own. */
    public Whole with(Map<String, String> headers) {
      return new Whole(status, type, content, headers);
    }
  }

  /** Something that goes on for as long as the client listens, and is closed then. */
  non-sealed interface Lasting extends Answer, AutoCloseable {
    /** Of the content. */
    String type();

    /**
     * Sends it to its end.
     *
     * @throws IOException where the client listens no more
     * @throws InterruptedException where the server ends
     */
    void send(OutputStream out) throws IOException, InterruptedException;

    @Override
    void close();
  }

  /** JSON. */
  static Whole of(JsonElement json) {
    return of(OK, json);
  }

  /** JSON with a status. */
  static Whole of(int status, JsonElement json) {
    return new Whole(status, "application/json", json.toString().getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Bytes of a type. */
  static Whole of(String type, byte[] content) {
    return new Whole(OK, type, content, Map.of());
  }

  /** Text of a type that needs a character set. */
  static Whole ofText(String type, String text) {
    return of(type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is said in place of an answer. */
  static Whole of(Refusal refused) {
    JsonObject json = new JsonObject();
    json.addProperty("error", refused.getMessage());
    return of(refused.status(), json).with(refused.headers());
  }
}
