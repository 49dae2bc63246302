package dev.sinabro.cli.serve;

import com.google.gson.JsonElement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Bodies in JSON, and words of requests in messages. */
final class Json {
  private static final int LONGEST_SHOWN = 60;
  private static final int MOST_SHOWN = 20;

  private Json() {}

  static byte[] bytes(JsonElement json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** A word of a request as far as a message holds it. */
  static String shown(String word) {
    return word.length() <= LONGEST_SHOWN ? word : word.substring(0, LONGEST_SHOWN) + "...";
  }

  /** Names as far as a message holds them. */
  static String shown(List<String> names) {
    String some = names.stream().limit(MOST_SHOWN).map(Json::shown).collect(Collectors.joining(", "));
    return names.size() > MOST_SHOWN ? some + " and " + (names.size() - MOST_SHOWN) + " more" : some;
  }
}
