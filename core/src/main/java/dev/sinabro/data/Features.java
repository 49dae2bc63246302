package dev.sinabro.data;

import dev.sinabro.graph.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/** What a network reads: float32 numbers [rows, width], row-major, each column with a name. Never changes. */
public final class Features {
  private final float[] values;
  private final int rowCount;
  private final List<String> names;

  /** @param values [rowCount, names.size()], kept as they are; the caller gives them away */
  Features(float[] values, int rowCount, List<String> names) {
    this.values = values;
    this.rowCount = rowCount;
    this.names = List.copyOf(names);
  }

  /**
   * A copy of an array [rows, width]; the columns are named x0, x1, ...
   *
   * @throws IllegalArgumentException where there is no row, the rows differ in length or a number is not finite
   */
  public static Features of(float[][] rows) {
    if (rows.length == 0 || rows[0].length == 0) {
      throw new IllegalArgumentException("features are empty; expected one row and one column at least");
    }
    int width = rows[0].length;
    float[] values = new float[Math.multiplyExact(rows.length, width)];
    for (int row = 0; row < rows.length; row++) {
      if (rows[row].length != width) {
        throw new IllegalArgumentException(
            "row " + row + " has " + rows[row].length + " features, row 0 has " + width + "; all rows need as many");
      }
      for (int column = 0; column < width; column++) {
        if (!Float.isFinite(rows[row][column])) {
          throw new IllegalArgumentException(
              "row " + row + ", feature " + column + ": expected a finite number, found " + rows[row][column]);
        }
      }
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    return new Features(values, rows.length, IntStream.range(0, width).mapToObj(i -> "x" + i).toList());
  }

  /** The number of rows. */
  public int rowCount() {
    return rowCount;
  }

  /** The number of features of a row. */
  public int width() {
    return names.size();
  }

  /** [rows, width]. */
  public Shape shape() {
    return Shape.of(rowCount, width());
  }

  /** The name of each feature; one of a categorical column is called {@code column=category}. */
  public List<String> names() {
    return names;
  }

  /** One number. */
  public float get(int row, int feature) {
    return values[row * width() + feature];
  }

  /** All numbers, row-major, read-only, on the heap; not a copy. */
  public MemorySegment segment() {
    return MemorySegment.ofArray(values).asReadOnly();
  }

  /** A copy of some rows, in the order given. */
  public Features select(int... rows) {
    int width = width();
    float[] chosen = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, chosen, i * width, width);
    }
    return new Features(chosen, rows.length, names);
  }
}
