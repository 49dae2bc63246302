package dev.sinabro.cli.search;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One configuration that is tried.
 *
 * @param number from 1
 * @param settings by key
 * @param state of it
 * @param course what was watched, after each epoch
 * @param value of the model that it wrote; NaN where it wrote none
 */
public record Trial(int number, Map<String, String> settings, State state, List<Double> course, double value) {

  /** What became of it. */
  public enum State {
    /** It is not done. */
    WAITING,
    /** It has trained to its end. */
    DONE,
    /** It was given up, worse than most others were at the same epoch. */
    PRUNED,
    /** Its loss became NaN or infinite, or its memory did not suffice. */
    FAILED;

    /** How a file and a table call it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Keeps copies. */
  public Trial {
    settings = new LinkedHashMap<>(settings);
    course = List.copyOf(course);
  }

  /** One that has not begun. */
  static Trial waiting(int number, Map<String, String> settings) {
    return new Trial(number, settings, State.WAITING, List.of(), Double.NaN);
  }

  /** What has become of it. */
  public Trial ended(State state, List<Double> course, double value) {
    return new Trial(number, settings, state, course, value);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("number", number);
    JsonObject keys = new JsonObject();
    settings.forEach(keys::addProperty);
    json.add("settings", keys);
    json.addProperty("state", state.word());
    JsonArray values = new JsonArray();
    course.forEach(each -> values.add(each.toString()));
    json.add("course", values);
    if (!Double.isNaN(value)) {
      json.addProperty("value", value);
    }
    return json;
  }

  static Trial fromJson(JsonObject json) {
    Map<String, String> settings = new LinkedHashMap<>();
    json.getAsJsonObject("settings").entrySet()
        .forEach(key -> settings.put(key.getKey(), key.getValue().getAsString()));
    List<Double> course = new ArrayList<>();
    for (JsonElement each : json.getAsJsonArray("course")) {
      course.add(Double.valueOf(each.getAsString()));
    }
    return new Trial(json.get("number").getAsInt(), settings,
        State.valueOf(json.get("state").getAsString().toUpperCase(Locale.ROOT)), course,
        json.has("value") ? json.get("value").getAsDouble() : Double.NaN);
  }
}
