package dev.sinabro.cli.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A rectangle of the plane, whose cells belong to classes: what a classifier of two numbers says everywhere.
 *
 * @param left the least x
 * @param right the largest x
 * @param bottom the least y
 * @param top the largest y
 * @param columns cells across
 * @param rows cells upwards
 * @param classes of the cells, row by row from the bottom; their centers are {@link #x} and {@link #y}
 */
public record Plane(double left, double right, double bottom, double top, int columns, int rows, int[] classes) {
  private static final String RESET = "\u001b[0m";

  /** Keeps a copy of the classes. */
  public Plane {
    if (classes.length != columns * rows) {
      throw new IllegalArgumentException(classes.length + " classes for " + columns + " x " + rows + " cells");
    }
    classes = classes.clone();
  }

  /** One whose cells have no class yet: the rectangle round points, with some room. */
  public static Plane around(double[] x, double[] y, int columns, int rows) {
    double[] across = range(x);
    double[] upwards = range(y);
    return new Plane(across[0], across[1], upwards[0], upwards[1], columns, rows, new int[columns * rows]);
  }

  private static double[] range(double[] values) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    double room = most > least ? 0.1 * (most - least) : 1;
    return new double[] {least - room, most + room};
  }

  /** The same cells with classes. */
  public Plane with(int[] found) {
    return new Plane(left, right, bottom, top, columns, rows, found);
  }

  /** The same rectangle with other cells. */
  public Plane cells(int across, int upwards) {
    return new Plane(left, right, bottom, top, across, upwards, new int[across * upwards]);
  }

  /** Of the center of a cell. */
  public double x(int cell) {
    return left + (right - left) * (cell % columns + 0.5) / columns;
  }

  /** Of the center of a cell. */
  public double y(int cell) {
    return bottom + (top - bottom) * (cell / columns + 0.5) / rows;
  }

  @Override
  public int[] classes() {
    return classes.clone();
  }

  /** The background of a function: the same cells in shades by their values, as many of each shade. */
  public List<Series> shades(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int[] levels = new int[values.length];
    for (int cell = 0; cell < levels.length; cell++) {
      int below = Arrays.binarySearch(sorted, values[cell]);
      levels[cell] = Math.min(Series.MOST_SHADE, below * (Series.MOST_SHADE + 1) / values.length);
    }
    return with(levels).backgrounds(Series.Style.SHADE);
  }

  /** The background of a function: the same cells in shades by their values, evenly from the least to the largest. */
  public List<Series> evenShades(double[] values) {
    double least = Arrays.stream(values).min().orElse(0);
    double range = Math.max(Arrays.stream(values).max().orElse(0) - least, Double.MIN_NORMAL);
    return with(Arrays.stream(values).mapToInt(value -> (int) ((value - least) / range * Series.MOST_SHADE)).toArray())
        .backgrounds(Series.Style.SHADE);
  }

  /** A background for each class. */
  public List<Series> areas() {
    return backgrounds(Series.Style.AREA);
  }

  private List<Series> backgrounds(Series.Style style) {
    List<Series> areas = new ArrayList<>();
    int most = Arrays.stream(classes).max().orElse(-1);
    for (int number = 0; number <= most; number++) {
      int wanted = number;
      int[] cells = IntStream.range(0, classes.length).filter(cell -> classes[cell] == wanted).toArray();
      if (cells.length > 0) {
        areas.add(new Series("", Arrays.stream(cells).mapToDouble(this::x).toArray(),
            Arrays.stream(cells).mapToDouble(this::y).toArray(), style, number));
      }
    }
    return areas;
  }

  /** Lines of a terminal that shows colors; a character for two cells, one above the other. */
  public String colored() {
    StringBuilder lines = new StringBuilder();
    for (int row = rows - 1; row > 0; row -= 2) {
      for (int column = 0; column < columns; column++) {
        lines.append(escape(38, classes[row * columns + column]));
        lines.append(escape(48, classes[(row - 1) * columns + column]));
        lines.append('▀');
      }
      lines.append(RESET).append('\n');
    }
    return lines.toString();
  }

  private static String escape(int ground, int number) {
    var color = Palette.of(number);
    return "\u001b[%d;2;%d;%d;%dm".formatted(ground, color.getRed(), color.getGreen(), color.getBlue());
  }
}
