package dev.sinabro.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Classes of several clusters each, and columns that tell nothing, made by chance: columns {@code x0}, {@code x1} and so on,
 * and {@code class}. Clusters lie at corners of a cube, at -1 or 1 in each informative column, and each is stretched in
 * directions of its own; the other columns are normal numbers. The form of Guyon, Design of experiments for the NIPS 2003
 * variable selection benchmark, 2003.
 *
 * @param columns at least 1
 * @param informative the first so many columns tell something, at least 1
 * @param classes at least 2
 * @param perClass clusters of a class, at least 1; the cube needs a corner for each cluster
 * @param spread above 0; a point is its corner + spread A z, with A of uniform numbers in (-1, 1) for each cluster and z of
 *     normal ones for each point
 */
public record Clusters(int columns, int informative, int classes, int perClass, double spread) {
  /** Checks the ranges. */
  public Clusters {
    if (informative < 1 || columns < informative || classes < 2 || perClass < 1 || !(spread > 0)) {
      throw new IllegalArgumentException("clusters in " + informative + " of " + columns + " columns, " + perClass
          + " for each of " + classes + " classes, with a spread of " + spread
          + "; they need 1 informative column, 2 classes and a cluster for each at least, and a spread above 0");
    }
    if (informative < 31 && (long) classes * perClass > 1L << informative) {
      throw new IllegalArgumentException((long) classes * perClass + " clusters at the corners of a cube in "
          + informative
          + " informative columns; it has " + (1L << informative) + " corners, so ask for more informative columns");
    }
  }

  /**
   * So many points, whose classes take turns, and within each class its clusters.
   *
   * @param rows at least one a class
   * @param seed of corners, directions and points; equal seeds give equal points
   */
  public Table table(int rows, long seed) {
    if (rows < classes) {
      throw new IllegalArgumentException(rows + " rows of " + classes + " classes; each needs one at least");
    }
    var random = new SplittableRandom(seed);
    List<BitSet> corners = corners(random);
    List<double[][]> directions = new ArrayList<>();
    for (int cluster = 0; cluster < corners.size(); cluster++) {
      directions.add(directions(random));
    }
    double[][] points = new double[columns][rows];
    for (int row = 0; row < rows; row++) {
      int cluster = row % corners.size();
      double[] point = point(corners.get(cluster), directions.get(cluster), random);
      for (int column = 0; column < columns; column++) {
        points[column][row] = column < informative ? point[column] : random.nextGaussian();
      }
    }
    return Blobs.table("clusters", points, classes);
  }

  /** Different ones; bit i is set where the corner is at 1 in column i. */
  private List<BitSet> corners(SplittableRandom random) {
    Set<BitSet> taken = new HashSet<>();
    List<BitSet> corners = new ArrayList<>();
    while (corners.size() < classes * perClass) {
      BitSet corner = new BitSet(informative);
      for (int column = 0; column < informative; column++) {
        corner.set(column, random.nextBoolean());
      }
      if (taken.add(corner)) {
        corners.add(corner);
      }
    }
    return corners;
  }

  private double[][] directions(SplittableRandom random) {
    double[][] directions = new double[informative][informative];
    for (double[] direction : directions) {
      for (int i = 0; i < informative; i++) {
        direction[i] = random.nextDouble(-1, 1);
      }
    }
    return directions;
  }

  private double[] point(BitSet corner, double[][] directions, SplittableRandom random) {
    double[] normal = new double[informative];
    for (int i = 0; i < informative; i++) {
      normal[i] = random.nextGaussian();
    }
    double[] point = new double[informative];
    for (int i = 0; i < informative; i++) {
      double stretched = 0;
      for (int j = 0; j < informative; j++) {
        stretched += directions[i][j] * normal[j];
      }
      point[i] = (corner.get(i) ? 1 : -1) + spread * stretched;
    }
    return point;
  }
}
