package dev.sinabro.data;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Points of the plane in two classes, made by chance: columns {@code x}, {@code y} and {@code class}, half of the rows each. */
public enum Cloud {
  /** Two arms that wind round each other, one and three quarter turns. */
  SPIRAL {
    @Override
    double[] point(int side, SplittableRandom random) {
      double along = Math.sqrt(random.nextDouble());
      double angle = 3.5 * Math.PI * along + Math.PI * side;
      return new double[] {along * Math.cos(angle), along * Math.sin(angle)};
    }
  },
  /** A disk, and a ring round it with a gap between. */
  CIRCLE {
    @Override
    double[] point(int side, SplittableRandom random) {
      double inner = side == 0 ? 0 : 0.7;
      double outer = side == 0 ? 0.5 : 1;
      double radius = Math.sqrt(inner * inner + (outer * outer - inner * inner) * random.nextDouble());
      double angle = 2 * Math.PI * random.nextDouble();
      return new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
    }
  },
  /** Four squares; those across from each other are of one class. */
  XOR {
    @Override
    double[] point(int side, SplittableRandom random) {
      double x = 0.05 + 0.95 * random.nextDouble();
      double y = 0.05 + 0.95 * random.nextDouble();
      boolean left = random.nextBoolean();
      return new double[] {left ? -x : x, left == (side == 0) ? -y : y};
    }
  },
  /** Two round heaps, normal in each direction. */
  GAUSS {
    @Override
    double[] point(int side, SplittableRandom random) {
      double center = side == 0 ? -0.5 : 0.5;
      return new double[] {center + 0.2 * random.nextGaussian(), center + 0.2 * random.nextGaussian()};
    }
  },
  /** Two half circles, of which each reaches into the other. */
  MOONS {
    @Override
    double[] point(int side, SplittableRandom random) {
      double angle = Math.PI * random.nextDouble();
      double up = side == 0 ? 1 : -1;
      return new double[] {0.6 * Math.cos(angle) - 0.3 * up, up * (0.6 * Math.sin(angle) - 0.15)};
    }
  };

  /** A point of a class, within 1 of the origin in each direction, or nearly so. */
  abstract double[] point(int side, SplittableRandom random);

  /**
   * So many points.
   *
   * @param rows at least 2; they alternate between the classes {@code a} and {@code b}
   * @param noise the standard deviation of what is added in each direction, at least 0
   * @param seed of the points; equal seeds give equal points
   */
  public Table table(int rows, double noise, long seed) {
    if (rows < 2 || !(noise >= 0)) {
      throw new IllegalArgumentException(
          "a cloud of " + rows + " rows with noise " + noise + "; it needs at least 2 rows, and noise of at least 0");
    }
    var random = new SplittableRandom(seed);
    double[] x = new double[rows];
    double[] y = new double[rows];
    int[] sides = new int[rows];
    for (int row = 0; row < rows; row++) {
      sides[row] = row % 2;
      double[] point = point(sides[row], random);
      x[row] = point[0] + noise * random.nextGaussian();
      y[row] = point[1] + noise * random.nextGaussian();
    }
    return new Table(name().toLowerCase(Locale.ROOT), List.of(new Column.Numbers("x", x),
        new Column.Numbers("y", y), new Column.Texts("class", sides, List.of("a", "b"))),
        IntStream.rangeClosed(1, rows).toArray());
  }
}
