package dev.sinabro.cli.watch;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.sinabro.cli.report.RunRecord;
import java.util.List;

/** What the log of a run comes to: its last epoch, and its best one. Told the events in order. */
final class RunFigures {
  private static final List<String> OTHERS = List.of("learning_rate", "rows_per_second", "waiting", "seconds");

  private final JsonObject last = new JsonObject();
  private String began = "";
  private String metric = "loss";
  private int epoch;
  private int epochs;
  private String bestName = "";
  private double best = Double.NaN;
  private int bestEpoch;

  /** An event as the log has it. */
  void add(JsonObject event) {
    switch (text(event, "event")) {
      case "begun" -> {
        began = began.isEmpty() ? text(event, "time") : began;
        epochs = whole(event, "epochs");
        if (event.get("metrics") instanceof JsonArray names && !names.isEmpty() && names.get(0).isJsonPrimitive()) {
          metric = names.get(0).getAsString();
        }
      }
      case "epoch" -> ended(event);
      case String _ -> {
        // tells nothing that the table has
      }
    }
  }

  private void ended(JsonObject event) {
    epoch = whole(event, "epoch");
    for (String part : List.of("train", "validation")) {
      if (event.get(part) instanceof JsonObject figures) {
        figures.entrySet().forEach(figure -> put(part + " " + figure.getKey(), figure.getValue()));
      }
    }
    OTHERS.forEach(name -> put(name.replace('_', ' '), event.get(name)));
    String judging = event.get("validation") instanceof JsonObject ? "validation" : "train";
    if (event.get(judging) instanceof JsonObject figures && figures.get(metric) instanceof JsonPrimitive value
        && value.isNumber()) {
      judge(judging + " " + metric, value.getAsDouble());
    }
  }

  private void judge(String name, double value) {
    boolean larger = RunRecord.isLargerBetter(metric);
    if (!name.equals(bestName) || Double.isNaN(best) || (larger ? value > best : value < best)) {
      bestName = name;
      best = value;
      bestEpoch = epoch;
    }
  }

  private void put(String name, JsonElement value) {
    if (value instanceof JsonPrimitive figure && (figure.isNumber() || figure.isString())) {
      last.add(name, figure);
    }
  }

  /** Losses, metrics and more of the last epoch, and the best of the metric that counts. */
  JsonObject all() {
    JsonObject all = new JsonObject();
    if (!bestName.isEmpty()) {
      all.addProperty("best " + bestName, best);
      all.addProperty("best epoch", bestEpoch);
    }
    last.entrySet().forEach(figure -> all.add(figure.getKey(), figure.getValue()));
    return all;
  }

  /** When the run began; empty where it does not say. */
  String began() {
    return began;
  }

  /** The one that ended last; 0 where there was none. */
  int epoch() {
    return epoch;
  }

  /** How many there are to be; 0 where that is not known. */
  int epochs() {
    return epochs;
  }

  private static String text(JsonObject json, String key) {
    return json.get(key) instanceof JsonPrimitive value && value.isString() ? value.getAsString() : "";
  }

  private static int whole(JsonObject json, String key) {
    return json.get(key) instanceof JsonPrimitive value && value.isNumber() ? value.getAsNumber().intValue() : 0;
  }
}
