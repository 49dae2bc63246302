package dev.sinabro.data;

import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows of named fields, to learn from, to be judged by or to predict for.
 *
 * <p>The first three methods are all that a data set of one's own needs: it may hold its rows, map a file, or read and
 * decode them when they are asked for. {@link InMemory} is for what is in memory or mapped. Where all rows fit on the
 * device they are read once, in order; else each step's rows are read for it, a step ahead and on another thread, by one
 * call at a time, and class numbers once before. Rows never change.
 */
public interface Dataset {

  /** The number of rows. */
  int rowCount();

  /** What each row holds, each under a name of its own. */
  List<Field> fields();

  /**
   * Copies rows of some fields.
   *
   * @param rows their numbers, from 0, in the order in which they are wanted; one may come twice
   * @param into for each field that is wanted: memory for these rows, one after the other, each row-major, in the
   *     machine's order of bytes
   */
  void read(int[] rows, Map<String, MemorySegment> into);

  /** Whether it has no row: a part of a split that was given none. */
  default boolean isEmpty() {
    return rowCount() == 0;
  }

  /**
   * The field of a name.
   *
   * @throws IllegalArgumentException where there is none, with the names that there are
   */
  default Field field(String name) {
    return fields().stream().filter(field -> field.name().equals(name)).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the data has no field " + name + "; it has "
            + fields().stream().map(Field::name).toList()));
  }

  /**
   * All values of a field, [rows, ...].
   *
   * @throws IllegalArgumentException where there is none of this name
   */
  default HostTensor values(String field) {
    TensorType row = field(field).row();
    TensorType type = new TensorType(row.dtype(), Shape.of(rowCount()).then(row.shape()));
    HostTensor values = new HostTensor(type, Arena.ofAuto().allocate(type.byteSize(), Long.BYTES));
    read(IntStream.range(0, rowCount()).toArray(), Map.of(field, values.bytes()));
    return values;
  }

  /** A view of some rows, in the order given. */
  default Dataset select(int... rows) {
    return new Selection(this, rows.clone());
  }

  /**
   * A copy of arrays: features [rows, width], and a class for each row from 0 to the largest label; the classes are
   * named by their numbers.
   *
   * @throws IllegalArgumentException where lengths differ, a feature is not finite or a label is negative
   */
  static InMemory of(float[][] features, int[] labels) {
    return of(features, labels, IntStream.of(labels).max().orElse(-1) + 1);
  }

  /**
   * A copy of arrays: features [rows, width], and a class for each row.
   *
   * @param classes the number of classes, named by their numbers
   * @throws IllegalArgumentException where lengths differ, a feature is not finite or a label is outside 0 to
   *     classes - 1
   */
  static InMemory of(float[][] features, int[] labels, int classes) {
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "row " + row + ": expected a label from 0 to " + (classes - 1) + ", found " + labels[row]);
      }
    }
    var names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return of(features).with(Field.integers(Field.TARGET).meaning(new Meaning.Classes(names)), labels);
  }

  /**
   * A copy of arrays: features [rows, width], and a number for each row.
   *
   * @throws IllegalArgumentException where lengths differ or a number is not finite
   */
  static InMemory of(float[][] features, float[] values) {
    for (int row = 0; row < values.length; row++) {
      if (!Float.isFinite(values[row])) {
        throw new IllegalArgumentException("row " + row + ": expected a finite value, found " + values[row]);
      }
    }
    return of(features).with(Field.reals(Field.TARGET, 1), values);
  }

  /**
   * A copy of an array: features [rows, width], and nothing to learn; the columns are named x0, x1, ...
   *
   * @throws IllegalArgumentException where there is no row, the rows differ in length or a number is not finite
   */
  static InMemory of(float[][] features) {
    if (features.length == 0 || features[0].length == 0) {
      throw new IllegalArgumentException("features are empty; expected one row and one column at least");
    }
    int width = features[0].length;
    float[] values = new float[Math.multiplyExact(features.length, width)];
    for (int row = 0; row < features.length; row++) {
      if (features[row].length != width) {
        throw new IllegalArgumentException(
            "row " + row + " has " + features[row].length + " features, row 0 has " + width
                + "; all rows need as many");
      }
      for (int column = 0; column < width; column++) {
        if (!Float.isFinite(features[row][column])) {
          throw new IllegalArgumentException(
              "row " + row + ", feature " + column + ": expected a finite number, found " + features[row][column]);
        }
      }
      System.arraycopy(features[row], 0, values, row * width, width);
    }
    var names = IntStream.range(0, width).mapToObj(i -> "x" + i).toList();
    return InMemory.rows(features.length)
        .with(Field.reals(Field.FEATURES, width).meaning(new Meaning.Columns(names)), values);
  }
}
