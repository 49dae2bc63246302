package dev.sinabro.cli.serve;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.sinabro.cli.http.Refusal;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an inference request. Keys may come in any order, those that are not known are passed over, and
 * parameters have no effect.
 */
final class RequestReader {
  private static final int DEEPEST = 32;
  private static final int MOST_TENSORS = 10_000;

  private final JsonReader json;

  private RequestReader(byte[] body) {
    json = new JsonReader(new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8.newDecoder()));
    json.setStrictness(Strictness.STRICT);
    json.setNestingLimit(DEEPEST);
  }

  /** @throws Refusal where it is no JSON, or not what the protocol asks for, with the place */
  static InferenceRequest read(byte[] body) {
    RequestReader reader = new RequestReader(body);
    try {
      InferenceRequest request = reader.request();
      require(reader.json, JsonToken.END_DOCUMENT);
      return request;
    } catch (EOFException _) {
      throw Refusal.malformed("the JSON ends early, at " + reader.json.getPath());
    } catch (CharacterCodingException _) {
      throw Refusal.malformed("the body is not UTF-8");
    } catch (IOException | NumberFormatException | IllegalStateException malformed) {
      throw Refusal
          .malformed("no JSON: " + String.valueOf(malformed.getMessage()).lines().findFirst().orElse("it is empty"));
    }
  }

  private InferenceRequest request() throws IOException {
    Optional<String> id = Optional.empty();
    List<InputTensor> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    require(json, JsonToken.BEGIN_OBJECT);
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "id" -> id = Optional.of(text());
        case "inputs" -> each(() -> inputs.add(input()));
        case "outputs" -> each(() -> outputs.add(output()));
        case "parameters" -> parameters();
        default -> json.skipValue();
      }
    }
    json.endObject();
    if (inputs.isEmpty()) {
      throw Refusal.malformed("$.inputs: expected one tensor at least");
    }
    if (inputs.stream().map(InputTensor::name).distinct().count() < inputs.size()) {
      throw Refusal.malformed("$.inputs: two have the same name");
    }
    return new InferenceRequest(id, inputs, outputs);
  }

  /** Reads one element of an array. */
  private interface Part {
    void read() throws IOException;
  }

  private void each(Part part) throws IOException {
    require(json, JsonToken.BEGIN_ARRAY);
    json.beginArray();
    for (int number = 0; json.hasNext(); number++) {
      if (number == MOST_TENSORS) {
        throw Refusal.malformed(json.getPath() + ": more than " + MOST_TENSORS + " tensors");
      }
      require(json, JsonToken.BEGIN_OBJECT);
      part.read();
    }
    json.endArray();
  }

  private String output() throws IOException {
    String path = json.getPath();
    String name = null;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "name" -> name = text();
        case "parameters" -> parameters();
        default -> json.skipValue();
      }
    }
    json.endObject();
    return found(name, path, "name");
  }

  private InputTensor input() throws IOException {
    String path = json.getPath();
    String name = null;
    List<Integer> shape = null;
    Datatype datatype = null;
    ElementReader data = null;
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "name" -> name = text();
        case "shape" -> shape = shape();
        case "datatype" -> datatype = Datatype.of(text());
        case "data" -> {
          data = new ElementReader(json);
          data.read();
        }
        case "parameters" -> parameters();
        default -> json.skipValue();
      }
    }
    json.endObject();
    return checked(found(name, path, "name"), found(shape, path, "shape"), found(datatype, path, "datatype"),
        found(data, path, "data"));
  }

  private static InputTensor checked(String name, List<Integer> shape, Datatype datatype, ElementReader data) {
    Values values = data.values(datatype);
    long count = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
    String named = "input '" + Refusal.shown(name) + "' of shape " + shape + " and datatype " + datatype;
    if (values.count() != count || data.shape().size() > 1 && !data.shape().equals(shape)) {
      throw Refusal.malformed(named + " has " + values.count() + " values as " + data.shape()
          + "; expected them flat, or in lists of this shape");
    }
    boolean fits = data.isEmpty() || switch (values) {
      case Values.Words _ -> !datatype.isNumeric();
      case Values.Numbers _ -> datatype.isNumeric() && data.areTruths() == (datatype == Datatype.BOOL);
    };
    if (!fits) {
      throw Refusal.malformed(named + " has values of another type");
    }
    if (values instanceof Values.Numbers(double[] numbers)) {
      for (int i = 0; i < numbers.length; i++) {
        if (!Double.isNaN(numbers[i]) && !datatype.holds(numbers[i])) {
          throw Refusal.malformed(named + ": element " + i + " is " + numbers[i]);
        }
      }
    }
    return new InputTensor(name, shape, datatype, values);
  }

  private List<Integer> shape() throws IOException {
    List<Integer> extents = new ArrayList<>();
    require(json, JsonToken.BEGIN_ARRAY);
    json.beginArray();
    while (json.hasNext()) {
      require(json, JsonToken.NUMBER);
      double extent = json.nextDouble();
      if (!(extent >= 0 && extent <= Integer.MAX_VALUE && extent == Math.rint(extent)) || extents.size() == DEEPEST) {
        throw Refusal.malformed(json.getPath() + ": " + extent + " is no extent of a tensor");
      }
      extents.add((int) extent);
    }
    json.endArray();
    if (extents.isEmpty()) {
      throw Refusal.malformed(json.getPath() + ": a tensor has one axis at least, that of the rows");
    }
    return extents;
  }

  /** They have no effect, but for the binary extension, where what follows would not be understood. */
  private void parameters() throws IOException {
    require(json, JsonToken.BEGIN_OBJECT);
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      if (name.startsWith("binary_data")) {
        throw Refusal
            .malformed(json.getPath() + ": the binary extension is not offered; send and take data as JSON");
      }
      json.skipValue();
    }
    json.endObject();
  }

  private String text() throws IOException {
    require(json, JsonToken.STRING);
    return json.nextString();
  }

  private static <T> T found(@Nullable T value, String path, String key) {
    if (value == null) {
      throw Refusal.malformed(path + ": " + key + " is missing");
    }
    return value;
  }

  static void require(JsonReader json, JsonToken expected) throws IOException {
    JsonToken token = json.peek();
    if (token != expected) {
      throw Refusal.malformed(json.getPath() + ": expected " + noun(expected) + ", found " + noun(token));
    }
  }

  static String noun(JsonToken token) {
    return switch (token) {
      case BEGIN_ARRAY -> "an array";
      case END_ARRAY -> "the end of an array";
      case BEGIN_OBJECT -> "an object";
      case END_OBJECT -> "the end of an object";
      case NAME -> "a key";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case END_DOCUMENT -> "the end of the body";
    };
  }
}
