package dev.sinabro.cli.playground;

import com.google.gson.JsonObject;
import dev.sinabro.cli.page.Refusal;

/**
 * One number of a parameter.
 *
 * @param parameter by its name
 * @param index in row-major order
 */
record Element(String parameter, int index) {
  private static final double LARGEST = 1e6;

  static Element of(JsonObject json) {
    try {
      return new Element(json.get("parameter").getAsString(), json.get("index").getAsInt());
    } catch (NullPointerException | IllegalStateException | UnsupportedOperationException
        | NumberFormatException malformed) {
      throw new Refusal(Refusal.MALFORMED, "expected parameter and index");
    }
  }

  static double value(JsonObject json) {
    try {
      double value = json.get("value").getAsDouble();
      if (Math.abs(value) <= LARGEST) {
        return value;
      }
    } catch (NullPointerException | IllegalStateException | UnsupportedOperationException
        | NumberFormatException malformed) {
      // as one that is too large
    }
    throw new Refusal(Refusal.UNUSABLE, "a weight must be a number from -" + LARGEST + " to " + LARGEST);
  }
}
