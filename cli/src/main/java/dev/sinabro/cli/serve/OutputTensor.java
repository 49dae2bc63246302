package dev.sinabro.cli.serve;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;

/**
 * A tensor of an answer.
 *
 * @param values row-major
 */
record OutputTensor(String name, Datatype datatype, List<Integer> shape, Content values) {

  /** Its elements. */
  sealed interface Content {
    /** Of FP32. */
    record Numbers(float[] numbers) implements Content {}

    /** Of BYTES. */
    record Words(List<String> words) implements Content {}
  }

  static OutputTensor of(String name, List<Integer> shape, float[] numbers) {
    return new OutputTensor(name, Datatype.FP32, shape, new Content.Numbers(numbers));
  }

  static OutputTensor of(String name, List<String> words) {
    return new OutputTensor(name, Datatype.BYTES, List.of(words.size()), new Content.Words(words));
  }

  void write(JsonWriter json) throws IOException {
    json.beginObject();
    json.name("name").value(name).name("datatype").value(datatype.name()).name("shape").beginArray();
    for (int extent : shape) {
      json.value(extent);
    }
    json.endArray().name("data").beginArray();
    switch (values) {
      case Content.Numbers(float[] numbers) -> {
        for (float number : numbers) {
          json.value(number);
        }
      }
      case Content.Words(List<String> words) -> {
        for (String word : words) {
          json.value(word);
        }
      }
    }
    json.endArray().endObject();
  }
}
