package dev.sinabro.cli.playground;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sinabro.cli.http.Refusal;
import java.util.function.Function;

/**
 * One number of a parameter.
 *
 * @param parameter by its name
 * @param index in row-major order
 */
record Element(String parameter, int index) {
  private static final double LARGEST = 1e6;

  static Element of(JsonObject json) {
    return new Element(member(json, "parameter", JsonElement::getAsString),
        member(json, "index", JsonElement::getAsInt));
  }

  static double value(JsonObject json) {
    double value = member(json, "value", JsonElement::getAsDouble);
    if (!(Math.abs(value) <= LARGEST)) {
      throw new Refusal(Refusal.UNUSABLE, "a weight must be a number from -" + LARGEST + " to " + LARGEST);
    }
    return value;
  }

  private static <T> T member(JsonObject json, String name, Function<JsonElement, T> read) {
    JsonElement member = json.get(name);
    try {
      if (member != null) {
        return read.apply(member);
      }
    } catch (IllegalStateException | UnsupportedOperationException | NumberFormatException malformed) {
      // as one that is missing
    }
    throw new Refusal(Refusal.MALFORMED, "expected " + name);
  }
}
