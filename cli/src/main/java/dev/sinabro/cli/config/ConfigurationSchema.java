package dev.sinabro.cli.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sinabro.cli.catalogue.Absent;
import dev.sinabro.cli.catalogue.Catalogue;
import dev.sinabro.cli.catalogue.Catalogues;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.cli.catalogue.LayerCatalogue;
import dev.sinabro.cli.catalogue.Links;
import dev.sinabro.cli.catalogue.Range;
import dev.sinabro.cli.catalogue.Times;
import dev.sinabro.cli.catalogue.Words;
import java.util.Collection;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The JSON schema of configurations (draft 2020-12), by which editors complete and check them. It accepts what the reader
 * accepts, but for what is decided by the neighbors of a value.
 */
public final class ConfigurationSchema {

  private static final String LINKED = "linked-layer";

  private ConfigurationSchema() {}

  /** The schema as JSON. */
  public static String write() {
    var schema = new JsonObject();
    schema.addProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.addProperty("title", "Sinabro configuration");
    keys(ConfigurationKeys.ROOT).entrySet().forEach(part -> schema.add(part.getKey(), part.getValue()));
    var definitions = new JsonObject();
    Catalogues.ALL.forEach(catalogue -> definitions.add(catalogue.what(), catalogue(catalogue)));
    definitions.add(LINKED, linked());
    schema.getAsJsonObject("properties").getAsJsonObject(ConfigurationKeys.MODEL.name())
        .add("items", reference(LINKED));
    schema.add("$defs", definitions);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(schema) + "\n";
  }

  /** A layer of the model, with something beside it. */
  private static JsonObject linked() {
    var beside = keys(Links.ENTRY);
    LayerCatalogue.LAYERS.entries()
        .forEach(entry -> beside.getAsJsonObject("properties").add(entry.name(), below(entry)));
    beside.addProperty("minProperties", 1);
    var named = Links.ENTRY.keys().stream().map(key -> {
      var required = new JsonObject();
      required.add("required", texts(List.of(key.name())));
      return required;
    }).toList();
    beside.add("anyOf", anyOf(named).get("anyOf"));
    return anyOf(reference(LayerCatalogue.LAYERS), beside);
  }

  /** A name alone, where no key is required; or the name as a key with its own keys below. */
  private static JsonObject catalogue(Catalogue<?> of) {
    var named = type("object");
    var properties = new JsonObject();
    of.entries().forEach(entry -> properties.add(entry.name(), below(entry)));
    named.add("properties", properties);
    named.addProperty("additionalProperties", false);
    named.addProperty("minProperties", 1);
    named.addProperty("maxProperties", 1);
    var alone = new JsonObject();
    alone.add("enum", texts(of.entries().stream().filter(Entry::standsAlone).map(Entry::name).toList()));
    return anyOf(alone, named);
  }

  /** The keys of an entry, or the value of its main key. */
  private static JsonObject below(Entry<?> entry) {
    return entry.mainKey().map(main -> anyOf(entry(entry), kind(main.kind()))).orElseGet(() -> entry(entry));
  }

  private static JsonObject entry(Entry<?> entry) {
    var schema = keys(entry);
    schema.add("type", texts(entry.standsAlone() ? List.of("object", "null") : List.of("object")));
    schema.addProperty("description", entry.sentence());
    return schema;
  }

  /** Names; below each, values of any kind by paths of keys. */
  private static JsonObject variants() {
    var settings = type("object");
    var names = type("object");
    names.add("additionalProperties", settings);
    return names;
  }

  private static JsonObject tagged(Entry<?> entry, boolean usual) {
    var schema = entry(entry);
    var kind = new JsonObject();
    kind.addProperty("const", entry.name());
    schema.getAsJsonObject("properties").add(Kind.Tagged.NAME, kind);
    if (!usual) {
      var required = schema.has("required") ? schema.getAsJsonArray("required") : new JsonArray();
      required.add(Kind.Tagged.NAME);
      schema.add("required", required);
    }
    return schema;
  }

  private static JsonObject keys(Entry<?> entry) {
    var schema = type("object");
    var properties = new JsonObject();
    entry.keys().forEach(key -> properties.add(key.name(), key(key)));
    schema.add("properties", properties);
    var required = entry.keys().stream().filter(Key::isRequired).<String>map(Key::name).toList();
    if (!required.isEmpty()) {
      schema.add("required", texts(required));
    }
    schema.addProperty("additionalProperties", false);
    return schema;
  }

  private static JsonObject key(Key<?> key) {
    var schema = kind(key.kind());
    schema.addProperty("description", key.sentence());
    if (key.absent() instanceof Absent.Default<?>(var value) && !(key.kind() instanceof Kind.Section<?>)
        && !(key.kind() instanceof Kind.Tagged<?>)) {
      schema.add("default", json(YamlText.of(key, value.get())));
    }
    return schema;
  }

  private static JsonObject kind(Kind<?> kind) {
    return switch (kind) {
      case Kind.Number(Range range) -> number(range);
      case Kind.Whole(long least, long most) -> whole(least, most);
      case Kind.Wholes(int count, int least) ->
        anyOf(whole(least, Integer.MAX_VALUE),
            list(whole(least, Integer.MAX_VALUE), Math.max(1, count), count == 0 ? Integer.MAX_VALUE : count));
      case Kind.WholesOr<?>(var wholes, var words) ->
        anyOf(kind(wholes), words(words.stream().map(Words::of).toList()));
      case Kind.WholeOrAll(long least) -> anyOf(whole(least, Integer.MAX_VALUE), words(List.of(Kind.WholeOrAll.WORD)));
      case Kind.Numbers(Range range) -> list(number(range), 0, Integer.MAX_VALUE);
      case Kind.Time _ -> time();
      case Kind.Flag _ -> type("boolean");
      case Kind.Word<?>(var type) -> words(Words.all(type));
      // Without quotes, a column 12 is a number to YAML.
      case Kind.Text _ -> types("string", "number", "boolean");
      case Kind.Texts _ -> list(types("string", "number", "boolean"), 0, Integer.MAX_VALUE);
      case Kind.Symbol _ -> symbol();
      case Kind.Variants _ -> variants();
      case Kind.One<?>(var of) -> reference(of);
      case Kind.Several<?>(var of, _) -> list(reference(of), 1, Integer.MAX_VALUE);
      case Kind.Each<?>(var of, _) -> each(of);
      case Kind.Section<?>(var of) -> entry(of);
      case Kind.Tagged<?> tagged -> anyOf(
          tagged.of().entries().stream().map(entry -> tagged(entry, entry == tagged.usual())).toList());
    };
  }

  /** Names of one's own, each with one of a catalogue. */
  private static JsonObject each(Catalogue<?> of) {
    var names = type("object");
    names.add("additionalProperties", reference(of));
    return names;
  }

  private static JsonObject number(Range range) {
    var schema = type("number");
    if (range.low() > -Double.MAX_VALUE) {
      schema.addProperty(range.withLow() ? "minimum" : "exclusiveMinimum", range.low());
    }
    if (range.high() < Double.MAX_VALUE) {
      schema.addProperty(range.withHigh() ? "maximum" : "exclusiveMaximum", range.high());
    }
    return schema;
  }

  private static JsonObject time() {
    var schema = type("string");
    schema.addProperty("pattern", "^" + Times.FORM + "$");
    return schema;
  }

  private static JsonObject whole(long least, long most) {
    var schema = type("integer");
    schema.addProperty("minimum", least);
    schema.addProperty("maximum", most);
    return schema;
  }

  private static JsonObject list(JsonObject item, int least, int most) {
    var schema = type("array");
    schema.add("items", item);
    schema.addProperty("minItems", least);
    if (most < Integer.MAX_VALUE) {
      schema.addProperty("maxItems", most);
    }
    return schema;
  }

  private static JsonObject reference(Catalogue<?> of) {
    return reference(of.what());
  }

  private static JsonObject reference(String definition) {
    var schema = new JsonObject();
    schema.addProperty("$ref", "#/$defs/" + definition);
    return schema;
  }

  private static JsonObject anyOf(JsonObject one, JsonObject other) {
    return anyOf(List.of(one, other));
  }

  private static JsonObject anyOf(List<JsonObject> schemas) {
    var any = new JsonArray();
    schemas.forEach(any::add);
    var schema = new JsonObject();
    schema.add("anyOf", any);
    return schema;
  }

  private static JsonObject symbol() {
    var schema = types("string", "number");
    schema.addProperty("maxLength", 1);
    return schema;
  }

  private static JsonObject words(List<String> words) {
    var schema = new JsonObject();
    schema.add("enum", texts(words));
    return schema;
  }

  private static JsonObject type(String type) {
    var schema = new JsonObject();
    schema.addProperty("type", type);
    return schema;
  }

  private static JsonObject types(String... types) {
    var schema = new JsonObject();
    schema.add("type", texts(List.of(types)));
    return schema;
  }

  private static JsonArray texts(Collection<String> texts) {
    var array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private static JsonElement json(String yaml) {
    return new Gson().toJsonTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }
}
