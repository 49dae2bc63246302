package dev.sinabro.data;

import static dev.sinabro.data.PreprocessingJson.listed;
import static dev.sinabro.data.PreprocessingJson.named;
import static dev.sinabro.data.PreprocessingJson.readList;
import static dev.sinabro.data.PreprocessingJson.readScaling;
import static dev.sinabro.data.PreprocessingJson.scaled;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A {@link FeatureEncoding} as JSON. What stands in for missing values, and that others are known, is there where it holds. */
final class FeatureJson {
  private FeatureJson() {}

  static JsonObject write(FeatureEncoding feature) {
    return switch (feature) {
      case FeatureEncoding.Numeric(String name, Scaling scaling, OptionalDouble missing) -> {
        JsonObject json = scaled(named(name, "kind", "numeric"), scaling);
        missing.ifPresent(number -> json.addProperty("missing", number));
        yield json;
      }
      case FeatureEncoding.OneHot(String name, var categories, var missing, Unknown unknown) ->
        categorical(named(name, "kind", "categorical"), categories, missing, unknown);
      case FeatureEncoding.Ids(String name, var categories, var missing, Unknown unknown) ->
        categorical(named(name, "kind", "ids"), categories, missing, unknown);
      case FeatureEncoding.Words words -> write(words);
      case FeatureEncoding.Dates dates -> write(dates);
    };
  }

  private static JsonObject categorical(JsonObject json, List<String> categories, Optional<String> missing,
      Unknown unknown) {
    missing.ifPresent(category -> json.addProperty("missing", category));
    if (unknown == Unknown.OTHER) {
      json.addProperty("other", true);
    }
    return listed(json, "categories", categories);
  }

  private static JsonObject write(FeatureEncoding.Words words) {
    JsonObject json = named(words.name(), "kind", "text");
    json.addProperty("tokens", words.tokens().name());
    words.missing().ifPresent(text -> json.addProperty("missing", text));
    listed(json, "vocabulary", words.vocabulary());
    JsonArray weights = new JsonArray();
    words.weights().forEach(weights::add);
    json.add("weights", weights);
    return json;
  }

  private static JsonObject write(FeatureEncoding.Dates dates) {
    JsonObject json = named(dates.name(), "kind", "date");
    json.addProperty("format", dates.format().pattern());
    dates.missing().ifPresent(date -> json.addProperty("missing", date));
    JsonArray parts = new JsonArray();
    for (int i = 0; i < dates.parts().size(); i++) {
      JsonObject part = new JsonObject();
      part.addProperty("part", dates.parts().get(i).name());
      parts.add(scaled(part, dates.scalings().get(i)));
    }
    json.add("parts", parts);
    return json;
  }

  /** @throws IllegalArgumentException where it is none */
  static FeatureEncoding read(JsonObject json) {
    String name = json.get("name").getAsString();
    String kind = json.get("kind").getAsString();
    return switch (kind) {
      case "numeric" -> new FeatureEncoding.Numeric(name, readScaling(json), json.has("missing")
          ? OptionalDouble.of(finite(json.get("missing").getAsDouble()))
          : OptionalDouble.empty());
      case "categorical" ->
        new FeatureEncoding.OneHot(name, readList(json, "categories"), missing(json), unknown(json));
      case "ids" -> new FeatureEncoding.Ids(name, readList(json, "categories"), missing(json), unknown(json));
      case "text" -> new FeatureEncoding.Words(name, Tokens.valueOf(json.get("tokens").getAsString()),
          readList(json, "vocabulary"),
          json.getAsJsonArray("weights").asList().stream().map(JsonElement::getAsDouble).toList(), missing(json));
      case "date" -> dates(name, json);
      default -> throw new IllegalArgumentException(
          "feature '" + name + "': expected kind numeric, categorical, ids, text or date, found '" + kind + "'");
    };
  }

  private static FeatureEncoding dates(String name, JsonObject json) {
    List<DatePart> parts = new ArrayList<>();
    List<Scaling> scalings = new ArrayList<>();
    for (JsonElement part : json.getAsJsonArray("parts")) {
      parts.add(DatePart.valueOf(part.getAsJsonObject().get("part").getAsString()));
      scalings.add(readScaling(part.getAsJsonObject()));
    }
    return new FeatureEncoding.Dates(name, new DateFormat(json.get("format").getAsString()), parts, scalings,
        missing(json));
  }

  private static double finite(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(number + " stands in for missing numbers; it must be finite");
    }
    return number;
  }

  private static Optional<String> missing(JsonObject json) {
    return json.has("missing") ? Optional.of(json.get("missing").getAsString()) : Optional.empty();
  }

  private static Unknown unknown(JsonObject json) {
    return json.has("other") && json.get("other").getAsBoolean() ? Unknown.OTHER : Unknown.REFUSE;
  }
}
