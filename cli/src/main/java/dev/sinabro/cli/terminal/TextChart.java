package dev.sinabro.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * Curves in characters, of dots of which a character has two by four (Unicode's Braille patterns).
 *
 * @param width in characters, labels included; at least {@link #LEAST_WIDTH}
 * @param height in lines; at least 2
 * @param colors whether curves are told apart by colors; otherwise all but the first are crosses
 */
public record TextChart(int width, int height, boolean colors) {
  static final int LEAST_WIDTH = 20;
  private static final int LABEL = 8;
  private static final int EMPTY = 0x2800;
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  private static final double LOGARITHMIC = 50;

  /** Checks the size. */
  public TextChart {
    if (width < LEAST_WIDTH || height < 2) {
      throw new IllegalArgumentException("a chart of " + width + " x " + height + " characters; it takes " + LEAST_WIDTH
          + " x 2");
    }
  }

  /**
   * A curve.
   *
   * @param y at x = 0, 1, ...; what is not finite is a gap
   */
  record Curve(String name, double[] y) {
    private static final String[] COLORS = {"\033[34m", "\033[33m"};
    private static final String PLAIN = "\033[0m";

    static String colored(int number, String text) {
      return COLORS[number % COLORS.length] + text + PLAIN;
    }
  }

  /** The lines, none of them longer than the width; none where no curve has a value. */
  List<String> lines(List<Curve> curves) {
    double[] all =
        curves.stream().flatMapToDouble(curve -> DoubleStream.of(curve.y)).filter(Double::isFinite).toArray();
    if (all.length == 0) {
      return List.of();
    }
    double low = Arrays.stream(all).min().orElseThrow();
    double high = Arrays.stream(all).max().orElseThrow();
    boolean logarithmic = low > 0 && high / low > LOGARITHMIC;
    int points = curves.stream().mapToInt(curve -> curve.y.length).max().orElseThrow();
    List<int[][]> grids = curves.stream()
        .map(curve -> drawn(curve.y, points, y -> place(y, low, high, logarithmic))).toList();
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < height; row++) {
      String label = row == 0 ? Figures.loss(high) : row == height - 1 ? Figures.loss(low) : "";
      lines.add(label(label) + characters(grids, row));
    }
    return lines;
  }

  private static String label(String text) {
    String shown = text.length() > LABEL ? text.substring(0, LABEL) : text;
    return " ".repeat(LABEL - shown.length()) + shown + " ";
  }

  /** Where a value stands, from 0 at the bottom to 1 at the top. */
  private static double place(double y, double low, double high, boolean logarithmic) {
    if (low == high) {
      return 0.5;
    }
    return logarithmic ? Math.log(y / low) / Math.log(high / low) : (y - low) / (high - low);
  }

  private int columns() {
    return width - LABEL - 1;
  }

  /** The dots of a curve, as bits of the characters. */
  private int[][] drawn(double[] values, int points, DoubleUnaryOperator place) {
    int[][] cells = new int[height][columns()];
    int dotRows = 4 * height;
    int last = 2 * columns() - 1;
    int before = -1;
    int beforeColumn = -1;
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        before = -1;
        continue;
      }
      int column = points == 1 ? 0 : (int) Math.round((double) i * last / (points - 1));
      int row = dotRows - 1 - (int) Math.round(place.applyAsDouble(values[i]) * (dotRows - 1));
      if (before < 0) {
        dot(cells, row, column);
      } else {
        segment(cells, before, beforeColumn, row, column);
      }
      before = row;
      beforeColumn = column;
    }
    return cells;
  }

  private static void segment(int[][] cells, int fromRow, int fromColumn, int toRow, int toColumn) {
    int steps = Math.max(1, Math.max(toColumn - fromColumn, Math.abs(toRow - fromRow)));
    for (int step = 0; step <= steps; step++) {
      dot(cells, fromRow + Math.round((float) (toRow - fromRow) * step / steps),
          fromColumn + Math.round((float) (toColumn - fromColumn) * step / steps));
    }
  }

  private static void dot(int[][] cells, int row, int column) {
    cells[row / 4][column / 2] |= DOTS[row % 4][column % 2];
  }

  private String characters(List<int[][]> grids, int row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < columns(); column++) {
      int dots = 0;
      int top = 0;
      for (int number = 0; number < grids.size(); number++) {
        int own = grids.get(number)[row][column];
        dots |= own;
        top = own == 0 ? top : number;
      }
      if (dots == 0) {
        line.append(' ');
      } else if (colors) {
        line.append(Curve.colored(top, Character.toString(EMPTY + dots)));
      } else {
        line.append(top == 0 ? Character.toString(EMPTY + dots) : "×");
      }
    }
    return line.toString().stripTrailing();
  }
}
