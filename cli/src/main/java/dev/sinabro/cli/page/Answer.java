package dev.sinabro.cli.page;

import com.google.gson.JsonElement;
import java.nio.charset.StandardCharsets;

/** What a page is sent. */
public sealed interface Answer {

  /**
   * All at once.
   *
   * @param type of the content
   */
  record Whole(String type, byte[] content) implements Answer {}

  /** Server-sent events, for as long as the page listens. */
  record Events(Latest source) implements Answer {}

  /** JSON. */
  static Answer of(JsonElement json) {
    return new Whole("application/json; charset=utf-8", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Text that is offered as a file. */
  static Answer ofText(String type, String text) {
    return new Whole(type + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }
}
