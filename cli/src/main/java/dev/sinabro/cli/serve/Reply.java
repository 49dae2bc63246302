package dev.sinabro.cli.serve;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * What is sent back.
 *
 * @param status of HTTP
 * @param type of the body
 * @param body never empty
 */
record Reply(int status, String type, byte[] body) {
  private static final String JSON = "application/json";
  private static final int OK = 200;

  static Reply of(int status, JsonElement json) {
    return new Reply(status, JSON, Json.bytes(json));
  }

  static Reply of(JsonElement json) {
    return of(OK, json);
  }

  /** A body that is JSON already. */
  static Reply ofJson(byte[] body) {
    return new Reply(OK, JSON, body);
  }

  static Reply of(String text) {
    return new Reply(OK, "text/plain; version=0.0.4; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** A state, and whether it holds: 503 where it does not. */
  static Reply state(String name, boolean holds) {
    JsonObject json = new JsonObject();
    json.addProperty(name, holds);
    return of(holds ? OK : RequestException.OVERLOADED, json);
  }

  /** The protocol's form of an error. */
  static Reply error(int status, String message) {
    JsonObject json = new JsonObject();
    json.addProperty("error", message);
    return of(status, json);
  }
}
