package dev.sinabro.cli.playground;

import dev.sinabro.data.Cloud;
import dev.sinabro.data.Table;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Points of a plane with what is to be learned of each, by name. */
enum PlaneData {
  /** {@link Cloud#CIRCLE}. */
  CIRCLE(Cloud.CIRCLE),
  /** {@link Cloud#XOR}. */
  XOR(Cloud.XOR),
  /** {@link Cloud#GAUSS}. */
  GAUSS(Cloud.GAUSS),
  /** {@link Cloud#SPIRAL}. */
  SPIRAL(Cloud.SPIRAL),
  /** {@link Cloud#MOONS}. */
  MOONS(Cloud.MOONS),
  /** A plane that rises along the diagonal, from -1 to 1. */
  SLOPE((x, y) -> (x + y) / 2),
  /** Two hills and two hollows. */
  HILLS((x, y) -> Math.sin(Math.PI * x) * Math.sin(Math.PI * y)),
  /** The truth table of and. */
  AND(0b1000),
  /** The truth table of or. */
  OR(0b1110),
  /** The truth table of nand. */
  NAND(0b0111),
  /** The truth table of exclusive or. */
  EXCLUSIVE_OR(0b0110);

  private static final int CORNERS = 4;

  private interface Surface {
    double height(double x, double y);
  }

  private final Maker maker;
  private final boolean ofClasses;
  private final boolean truthTable;

  private interface Maker {
    Points points(int rows, double noise, long seed);
  }

  PlaneData(Cloud cloud) {
    ofClasses = true;
    truthTable = false;
    maker = (rows, noise, seed) -> points(cloud.table(rows, noise, seed));
  }

  PlaneData(Surface surface) {
    ofClasses = false;
    truthTable = false;
    maker = (rows, noise, seed) -> points(surface, rows, noise, seed);
  }

  /** Bit a + 2 b of the table is its value at (a, b); false is -1 on the plane, as true is 1. */
  PlaneData(int table) {
    ofClasses = true;
    truthTable = true;
    maker = (_, _, _) -> new Points(
        IntStream.range(0, CORNERS).mapToDouble(corner -> 2 * (corner & 1) - 1).toArray(),
        IntStream.range(0, CORNERS).mapToDouble(corner -> 2 * (corner >> 1) - 1).toArray(),
        IntStream.range(0, CORNERS).mapToDouble(corner -> table >> corner & 1).toArray());
  }

  /**
   * Points.
   *
   * @param value of a class its number, 0 or 1
   */
  record Points(double[] x, double[] y, double[] value) {}

  /** Whether it has classes; else numbers. */
  boolean isOfClasses() {
    return ofClasses;
  }

  /** Whether it is all that there is, and none of it is kept for a test. */
  boolean isTruthTable() {
    return truthTable;
  }

  /** So many points; a truth table has its four. */
  Points points(int rows, double noise, long seed) {
    return maker.points(rows, noise, seed);
  }

  private static Points points(Table table) {
    double[] x = numbers(table, "x");
    double[] y = numbers(table, "y");
    return new Points(x, y, IntStream.range(0, x.length).mapToDouble(row -> row % 2).toArray());
  }

  static double[] numbers(Table table, String column) {
    return IntStream.range(0, table.rowCount()).mapToDouble(row -> Double.parseDouble(table.cell(row, column)))
        .toArray();
  }

  private static Points points(Surface surface, int rows, double noise, long seed) {
    var random = new SplittableRandom(seed);
    double[] x = new double[rows];
    double[] y = new double[rows];
    double[] value = new double[rows];
    for (int row = 0; row < rows; row++) {
      x[row] = 2 * random.nextDouble() - 1;
      y[row] = 2 * random.nextDouble() - 1;
      value[row] = surface.height(x[row], y[row]) + noise * random.nextGaussian();
    }
    return new Points(x, y, value);
  }
}
