package dev.sinabro.cli.serve;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.sinabro.cli.http.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the elements of a tensor, flat or nested, without an object for each number. */
final class ElementReader {
  private static final int MOST_AXES = 8;
  private static final int UNKNOWN = -1;

  private final JsonReader json;
  private final int[] extents = new int[MOST_AXES];
  private final List<String> words = new ArrayList<>();
  private double[] numbers = new double[16];
  private int count;
  private int axes;
  private int axesOfElements = UNKNOWN;
  private @Nullable JsonToken kind;

  ElementReader(JsonReader json) {
    this.json = json;
    Arrays.fill(extents, UNKNOWN);
  }

  /** Reads the array that comes next. */
  void read() throws IOException {
    array(0);
  }

  /** What was read, of which a missing value is NaN or empty. */
  Values values(Datatype datatype) {
    return kind == JsonToken.STRING || kind == null && !datatype.isNumeric()
        ? new Values.Words(words)
        : new Values.Numbers(Arrays.copyOf(numbers, count));
  }

  /** Whether they were true and false. */
  boolean areTruths() {
    return kind == JsonToken.BOOLEAN;
  }

  /** Whether there was nothing but missing values. */
  boolean isEmpty() {
    return kind == null;
  }

  /** The extents of the lists; one where the elements are flat. */
  List<Integer> shape() {
    return Arrays.stream(extents).limit(axes).boxed().toList();
  }

  private void array(int axis) throws IOException {
    if (axis == MOST_AXES) {
      throw Refusal.malformed(json.getPath() + ": more than " + MOST_AXES + " lists in each other");
    }
    axes = Math.max(axes, axis + 1);
    RequestReader.require(json, JsonToken.BEGIN_ARRAY);
    json.beginArray();
    int length = 0;
    for (; json.hasNext(); length++) {
      if (json.peek() == JsonToken.BEGIN_ARRAY) {
        array(axis + 1);
      } else {
        element(axis + 1);
      }
    }
    json.endArray();
    if (extents[axis] != UNKNOWN && extents[axis] != length || axesOfElements != UNKNOWN && axes != axesOfElements) {
      throw ragged();
    }
    extents[axis] = length;
  }

  private Refusal ragged() throws IOException {
    return Refusal.malformed(json.getPath() + ": lists of different lengths, or values beside lists");
  }

  private void element(int depth) throws IOException {
    JsonToken token = json.peek();
    if (axesOfElements == UNKNOWN) {
      axesOfElements = depth;
    }
    if (depth != axesOfElements) {
      throw ragged();
    }
    if (token != JsonToken.NULL) {
      kind = kind == null ? token : kind;
      requireKind(token, kind);
    }
    switch (token) {
      case NUMBER -> add(json.nextDouble());
      case BOOLEAN -> add(json.nextBoolean() ? 1 : 0);
      case STRING -> words.add(json.nextString());
      case NULL -> {
        json.nextNull();
        add(Double.NaN);
        words.add("");
      }
      case BEGIN_ARRAY, END_ARRAY, BEGIN_OBJECT, END_OBJECT, NAME, END_DOCUMENT -> throw Refusal.malformed(
          json.getPath() + ": expected a number, true, false, a text or null, found " + RequestReader.noun(token));
    }
    count++;
  }

  private void requireKind(JsonToken token, JsonToken expected) {
    if (token != expected) {
      throw Refusal.malformed(json.getPath() + ": values of different kinds: " + RequestReader.noun(expected)
          + " and " + RequestReader.noun(token));
    }
  }

  private void add(double number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    numbers[count] = number;
  }
}
