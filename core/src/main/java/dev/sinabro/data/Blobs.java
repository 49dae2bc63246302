package dev.sinabro.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Heaps of points in a space of any dimension, made by chance: columns {@code x0}, {@code x1} and so on, and {@code class}.
 *
 * @param columns at least 1
 * @param classes at least 2; the center of each is drawn from a normal distribution of deviation 1
 * @param spread the standard deviation of the points of a class round its center, above 0
 */
public record Blobs(int columns, int classes, double spread) {
  /** Checks the ranges. */
  public Blobs {
    if (columns < 1 || classes < 2 || !(spread > 0)) {
      throw new IllegalArgumentException(
          "blobs of " + columns + " columns and " + classes + " classes with a spread of "
              + spread + "; they need 1 column and 2 classes at least, and a spread above 0");
    }
  }

  /**
   * So many points, whose classes take turns.
   *
   * @param rows at least one a class
   * @param seed of centers and points; equal seeds give equal points
   */
  public Table table(int rows, long seed) {
    if (rows < classes) {
      throw new IllegalArgumentException(rows + " rows of " + classes + " classes; each needs one at least");
    }
    var random = new SplittableRandom(seed);
    double[][] centers = new double[classes][columns];
    for (double[] center : centers) {
      for (int column = 0; column < columns; column++) {
        center[column] = random.nextGaussian();
      }
    }
    double[][] points = new double[columns][rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        points[column][row] = centers[row % classes][column] + spread * random.nextGaussian();
      }
    }
    return table("blobs", points, classes);
  }

  /** Points of which each has its class in turn. */
  static Table table(String name, double[][] columns, int classes) {
    List<Column> all = new ArrayList<>();
    for (int column = 0; column < columns.length; column++) {
      all.add(new Column.Numbers("x" + column, columns[column]));
    }
    all.add(
        new Column.Texts("class", row -> row % classes, IntStream.range(0, classes).mapToObj(i -> "c" + i).toList()));
    return new Table(name, all, IntStream.rangeClosed(1, columns[0].length).toArray());
  }
}
