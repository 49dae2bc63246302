package dev.sinabro.cli.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Several runs side by side. */
public record Comparison(List<RunRecord> runs) {
  private static final String NONE = "–";

  /** Keeps a copy of the list. */
  public Comparison {
    runs = List.copyOf(runs);
  }

  /**
   * A table for people.
   *
   * @param title of it
   * @param head a name for each column
   * @param rows each with a cell a column
   */
  public record Table(String title, List<String> head, List<List<String>> rows) {
    /** Keeps copies of the lists. */
    public Table {
      head = List.copyOf(head);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** What came of each: how it stands, its best epoch, and the numbers of its summary that are losses and metrics. */
  public Table results() {
    Set<String> figures = new LinkedHashSet<>();
    runs.forEach(run -> run.summary().ifPresent(summary -> summary.entrySet().stream()
        .filter(entry -> entry.getKey().matches("(train|validation|test)_.*|seconds") && isNumber(entry.getValue()))
        .forEach(entry -> figures.add(entry.getKey()))));
    List<String> head = new ArrayList<>(List.of("run", "state", "epochs", "best"));
    figures.forEach(figure -> head.add(figure.replace('_', ' ')));
    List<List<String>> rows = new ArrayList<>();
    for (RunRecord run : runs) {
      List<String> row = new ArrayList<>(List.of(run.name(), run.state(), run.epochs(),
          run.best().map(best -> "%s %s (epoch %d)".formatted(best.metric(), number(best.value()), best.epoch()))
              .orElse(NONE)));
      figures.forEach(figure -> row.add(run.summary().map(summary -> summary.get(figure))
          .filter(Comparison::isNumber).map(value -> number(value.getAsDouble())).orElse(NONE)));
      rows.add(row);
    }
    return new Table("Results", head, rows);
  }

  private static boolean isNumber(JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isNumber();
  }

  private static String number(double value) {
    return "%.4g".formatted(value);
  }

  /** The keys of the configurations whose values are not the same in all, and what they are in each. */
  public Table differences() {
    List<Map<String, String>> all = runs.stream().map(run -> settings(run.configuration())).toList();
    Set<String> keys = new LinkedHashSet<>();
    all.forEach(one -> keys.addAll(one.keySet()));
    List<List<String>> rows = new ArrayList<>();
    for (String key : keys) {
      List<String> values = all.stream().map(one -> Objects.requireNonNullElse(one.get(key), NONE)).toList();
      if (values.stream().distinct().count() > 1) {
        List<String> row = new ArrayList<>(List.of(key));
        row.addAll(values);
        rows.add(row);
      }
    }
    List<String> head = new ArrayList<>(List.of("key"));
    runs.forEach(run -> head.add(run.name()));
    return new Table("What differs in the configuration", head, rows);
  }

  /** The keys of a configuration with the path to them; of one that is not YAML none. */
  public static Map<String, String> settings(String yaml) {
    Map<String, String> settings = new LinkedHashMap<>();
    try {
      if (!yaml.isBlank()) {
        put(settings, "", new Load(LoadSettings.builder().build()).loadFromString(yaml));
      }
    } catch (YamlEngineException | StackOverflowError halfWrittenOrNoConfiguration) {
      settings.clear();
    }
    return settings;
  }

  private static void put(Map<String, String> settings, String path, @Nullable Object value) {
    switch (value) {
      case Map<?, ?> map ->
        map.forEach((key, inner) -> put(settings, path.isEmpty() ? "" + key : path + "." + key, inner));
      case List<?> list when list.stream().anyMatch(item -> item instanceof Map || item instanceof List) -> {
        for (int i = 0; i < list.size(); i++) {
          put(settings, path + "[" + i + "]", list.get(i));
        }
      }
      case null -> settings.put(path, "");
      default -> settings.put(path, value.toString());
    }
  }
}
