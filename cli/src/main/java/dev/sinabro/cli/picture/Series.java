package dev.sinabro.cli.picture;

import java.util.Arrays;

/**
 * Points of a chart that belong together.
 *
 * @param name in the legend; none where it is empty
 * @param x where they are across
 * @param y where they are upwards; a NaN interrupts a line
 * @param style how they are drawn
 * @param color its number in the palette
 */
public record Series(String name, double[] x, double[] y, Style style, int color) {

  /** The darkest shade. */
  public static final int MOST_SHADE = 9;

  /** How points are drawn. */
  public enum Style {
    /** Joined by a line. */
    LINE,
    /** A dot each. */
    POINTS,
    /** A light square each, as a background. */
    AREA,
    /** A square each as a background, the darker the larger the number of the color, from 0 to {@link #MOST_SHADE}. */
    SHADE
  }

  /** Keeps copies of the arrays. */
  public Series {
    if (x.length != y.length) {
      throw new IllegalArgumentException("series " + name + " has " + x.length + " x and " + y.length + " y");
    }
    x = x.clone();
    y = y.clone();
  }

  /** A line over 1, 2, 3, ... */
  public static Series line(String name, double[] y, int color) {
    double[] x = new double[y.length];
    Arrays.setAll(x, i -> i + 1);
    return new Series(name, x, y, Style.LINE, color);
  }

  @Override
  public double[] x() {
    return x.clone();
  }

  @Override
  public double[] y() {
    return y.clone();
  }
}
