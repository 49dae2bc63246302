package dev.sinabro.data;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A named part of each row of a data set: an image, a sentence, a class, a weight.
 *
 * @param name unique in its data set; networks, losses and metrics read it by this name
 * @param row type of one row: real numbers, integers or bytes, of any shape
 * @param meaning what the values stand for
 */
public record Field(String name, TensorType row, Meaning meaning) {
  /** What a network reads that is not told a name, and what a table's columns become. */
  public static final String FEATURES = "features";
  /** What a loss reads that is not told a name, and what a table's column to be learned becomes. */
  public static final String TARGET = "target";

  /** Checks the type. */
  public Field {
    if (row.dtype() == DType.F64 || row.dtype() == DType.BOOL) {
      throw new IllegalArgumentException(
          "field " + name + " is " + row + "; a field is f32, i32 or u8: truth values are bytes of 0 and 1");
    }
  }

  /** Real numbers of the given extents a row; one number where there are none. */
  public static Field reals(String name, int... extents) {
    return new Field(name, TensorType.f32(extents), new Meaning.Plain());
  }

  /** Integers of the given extents a row; one integer where there are none. */
  public static Field integers(String name, int... extents) {
    return new Field(name, TensorType.i32(extents), new Meaning.Plain());
  }

  /** Bytes from 0 to 255 of the given extents a row; one byte where there are none. */
  public static Field bytes(String name, int... extents) {
    return new Field(name, TensorType.u8(extents), new Meaning.Plain());
  }

  /** The type of a row of each field by its name, in the order of the fields. */
  public static Map<String, TensorType> rows(List<Field> fields) {
    Map<String, TensorType> rows = new LinkedHashMap<>();
    fields.forEach(field -> rows.put(field.name(), field.row()));
    return rows;
  }

  /** The same with a meaning. */
  public Field meaning(Meaning told) {
    return new Field(name, row, told);
  }
}
