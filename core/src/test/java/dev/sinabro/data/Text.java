package dev.sinabro.data;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** Tables from text in a test, read under the name {@code t.csv}. */
final class Text {
  private Text() {}

  static Table table(String... lines) {
    return Csv.read("t.csv", stream(String.join("\n", lines)));
  }

  static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
