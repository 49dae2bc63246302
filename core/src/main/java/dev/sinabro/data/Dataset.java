package dev.sinabro.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rows to learn from or to be judged by.
 *
 * @param features [rows, width]
 * @param target of as many rows
 */
public record Dataset(Features features, Target target) {
  public Dataset {
    if (features.rowCount() != target.rowCount()) {
      throw new IllegalArgumentException(
          features.rowCount() + " rows of features, " + target.rowCount() + " of the target; expected as many");
    }
  }

  /**
   * Copies of arrays: features [rows, width], and a class for each row from 0 to the largest label; the classes are
   * named by their numbers.
   *
   * @throws IllegalArgumentException where lengths differ, a feature is not finite or a label is negative
   */
  public static Dataset of(float[][] features, int[] labels) {
    return of(features, labels, Arrays.stream(labels).max().orElse(-1) + 1);
  }

  /**
   * Copies of arrays: features [rows, width], and a class for each row.
   *
   * @param classes the number of classes, named by their numbers
   * @throws IllegalArgumentException where lengths differ, a feature is not finite or a label is outside 0 to
   *     classes - 1
   */
  public static Dataset of(float[][] features, int[] labels, int classes) {
    for (int row = 0; row < labels.length; row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "row " + row + ": expected a label from 0 to " + (classes - 1) + ", found " + labels[row]);
      }
    }
    var names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new Dataset(Features.of(features), new Target.Classes(labels.clone(), names));
  }

  /**
   * Copies of arrays: features [rows, width], and a number for each row.
   *
   * @throws IllegalArgumentException where lengths differ or a number is not finite
   */
  public static Dataset of(float[][] features, float[] values) {
    for (int row = 0; row < values.length; row++) {
      if (!Float.isFinite(values[row])) {
        throw new IllegalArgumentException("row " + row + ": expected a finite value, found " + values[row]);
      }
    }
    return new Dataset(Features.of(features), new Target.Values(values.clone(), Scaling.IDENTITY));
  }

  /** The number of rows. */
  public int rowCount() {
    return features.rowCount();
  }

  /** The number of features of a row. */
  public int width() {
    return features.width();
  }

  /** Whether it has no row: a part of a split that was given none. */
  public boolean isEmpty() {
    return rowCount() == 0;
  }

  /** A copy of some rows, in the order given. */
  public Dataset select(int... rows) {
    return new Dataset(features.select(rows), target.select(rows));
  }
}
