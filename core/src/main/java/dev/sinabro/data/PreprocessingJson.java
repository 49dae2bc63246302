package dev.sinabro.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A {@link Preprocessing} as JSON. Doubles are written as the shortest decimal that reads back as the same bits. */
final class PreprocessingJson {
  private PreprocessingJson() {}

  static JsonObject write(Preprocessing preprocessing) {
    return switch (preprocessing) {
      case TablePreprocessing table -> write(table);
      case NumbersPreprocessing(List<String> columns, Scaling scaling) ->
        scaled(listed(kind("numbers"), "columns", columns), scaling);
      case SeriesPreprocessing(String column, int window, Scaling scaling) -> {
        var json = kind("series");
        json.addProperty("column", column);
        json.addProperty("window", window);
        yield scaled(json, scaling);
      }
      case ImagePreprocessing(int channels, int height, int width, List<String> classes, Scaling scaling) -> {
        var json = kind("images");
        json.addProperty("channels", channels);
        json.addProperty("height", height);
        json.addProperty("width", width);
        yield scaled(listed(json, "classes", classes), scaling);
      }
      case TextPreprocessing(String characters, int context, boolean lines) -> {
        var json = kind("text");
        json.addProperty("characters", characters);
        json.addProperty("context", context);
        json.addProperty("lines", lines);
        yield json;
      }
      case GraphPreprocessing graph -> write(graph);
    };
  }

  private static JsonObject write(GraphPreprocessing graph) {
    var json = listed(kind("graph"), "nodes", graph.names());
    json.addProperty("node", graph.node());
    var edges = new JsonArray();
    for (var edge : graph.edges()) {
      edges.add(edge.one());
      edges.add(edge.other());
    }
    json.add("edges", edges);
    json.add("columns", write(graph.columns()));
    return json;
  }

  private static GraphPreprocessing readGraph(JsonObject json) {
    var ends = json.getAsJsonArray("edges");
    List<GraphPreprocessing.Edge> edges = new ArrayList<>();
    for (int i = 0; i + 1 < ends.size(); i += 2) {
      edges.add(new GraphPreprocessing.Edge(ends.get(i).getAsInt(), ends.get(i + 1).getAsInt()));
    }
    return new GraphPreprocessing(readTable(json.getAsJsonObject("columns")), json.get("node").getAsString(),
        readList(json, "nodes"), edges);
  }

  private static JsonObject write(TablePreprocessing preprocessing) {
    var features = new JsonArray();
    preprocessing.features().forEach(feature -> features.add(FeatureJson.write(feature)));
    var json = kind("table");
    json.add("features", features);
    json.add("target", switch (preprocessing.target()) {
      case TargetEncoding.Classes(String name, List<String> classes) ->
        listed(named(name, "task", "classification"), "classes", classes);
      case TargetEncoding.Values(String name, Scaling scaling) -> scaled(named(name, "task", "regression"), scaling);
    });
    return json;
  }

  static Preprocessing read(JsonObject json) {
    try {
      String kind = json.get("kind").getAsString();
      return switch (kind) {
        case "table" -> readTable(json);
        case "numbers" -> new NumbersPreprocessing(readList(json, "columns"), readScaling(json));
        case "series" -> new SeriesPreprocessing(json.get("column").getAsString(), json.get("window").getAsInt(),
            readScaling(json));
        case "images" -> new ImagePreprocessing(json.get("channels").getAsInt(), json.get("height").getAsInt(),
            json.get("width").getAsInt(), readList(json, "classes"), readScaling(json));
        case "text" -> new TextPreprocessing(json.get("characters").getAsString(), json.get("context").getAsInt(),
            json.get("lines").getAsBoolean());
        case "graph" -> readGraph(json);
        default -> throw new IllegalArgumentException(
            "expected a preprocessing of kind table, numbers, series, images, text or graph, found '" + kind + "'");
      };
    } catch (NullPointerException | ClassCastException | IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalArgumentException("not a preprocessing of a model: a key is missing or of another type", e);
    }
  }

  private static TablePreprocessing readTable(JsonObject json) {
    List<FeatureEncoding> features = new ArrayList<>();
    for (var element : json.getAsJsonArray("features")) {
      features.add(FeatureJson.read(element.getAsJsonObject()));
    }
    return new TablePreprocessing(features, readTarget(json.getAsJsonObject("target")));
  }

  private static JsonObject kind(String kind) {
    var json = new JsonObject();
    json.addProperty("kind", kind);
    return json;
  }

  private static TargetEncoding readTarget(JsonObject json) {
    String name = json.get("name").getAsString();
    String task = json.get("task").getAsString();
    return switch (task) {
      case "classification" -> new TargetEncoding.Classes(name, readList(json, "classes"));
      case "regression" -> new TargetEncoding.Values(name, readScaling(json));
      default -> throw new IllegalArgumentException(
          "target '" + name + "': expected task classification or regression, found '" + task + "'");
    };
  }

  static JsonObject named(String name, String key, String value) {
    var json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty(key, value);
    return json;
  }

  static JsonObject scaled(JsonObject json, Scaling scaling) {
    json.addProperty("shift", scaling.shift());
    json.addProperty("scale", scaling.scale());
    return json;
  }

  static Scaling readScaling(JsonObject json) {
    return new Scaling(json.get("shift").getAsDouble(), json.get("scale").getAsDouble());
  }

  static JsonObject listed(JsonObject json, String key, List<String> texts) {
    var list = new JsonArray();
    texts.forEach(list::add);
    json.add(key, list);
    return json;
  }

  static List<String> readList(JsonObject json, String key) {
    return json.getAsJsonArray(key).asList().stream().map(JsonElement::getAsString).toList();
  }
}
