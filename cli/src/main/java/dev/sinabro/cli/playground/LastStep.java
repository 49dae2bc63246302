package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.data.Permutation;
import dev.sinabro.graph.HostTensor;
import java.util.Arrays;
import java.util.Map;

/**
 * A step that was done by itself.
 *
 * @param rows of the training that it was on
 * @param changed whether a weight is another one since
 */
record LastStep(int[] rows, boolean changed) {
  /** More are not told of. */
  private static final int MOST_ROWS = 64;

  /**
   * Of a training.
   *
   * @param rows that are trained on
   * @param step its number, from 1
   */
  static LastStep of(Settings settings, int rows, int step, Map<String, HostTensor> before,
      Map<String, HostTensor> after) {
    int steps = ofEpoch(settings, rows);
    int[] order = Permutation.of(settings.seed(), (step - 1) / steps, rows);
    int from = (step - 1) % steps * settings.batch();
    int to = Math.min(rows, from + settings.batch());
    boolean same = before.entrySet().stream()
        .allMatch(entry -> Arrays.equals(entry.getValue().floats(), after.get(entry.getKey()).floats()));
    return new LastStep(Arrays.copyOfRange(order, from, to), !same);
  }

  /** How many steps an epoch has. */
  static int ofEpoch(Settings settings, int rows) {
    return Math.ceilDiv(rows, settings.batch());
  }

  JsonObject json() {
    JsonArray numbers = new JsonArray();
    Arrays.stream(rows).limit(MOST_ROWS).forEach(numbers::add);
    JsonObject json = new JsonObject();
    json.add("rows", numbers);
    json.addProperty("changed", changed);
    return json;
  }
}
