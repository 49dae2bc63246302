package dev.sinabro.cli.serve;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * A tensor that a model takes or gives.
 *
 * @param shape extents; -1 where any will do
 */
record TensorSpec(String name, Datatype datatype, List<Integer> shape) {
  private static final int ANY = -1;

  /** A tensor of a row for each row of a request, of these further extents. */
  static TensorSpec rows(String name, Datatype datatype, int... extents) {
    List<Integer> shape = new ArrayList<>(List.of(ANY));
    for (int extent : extents) {
      shape.add(extent);
    }
    return new TensorSpec(name, datatype, shape);
  }

  JsonObject json() {
    JsonArray extents = new JsonArray();
    shape.forEach(extents::add);
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    json.addProperty("datatype", datatype.name());
    json.add("shape", extents);
    return json;
  }
}
