package dev.sinabro.cli.terminal;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of texts as columns, each as wide as its widest text.
 *
 * @param sides at which the texts of each column stand
 */
public record Columns(List<Side> sides) {
  private static final String GAP = "  ";
  private static final int LEAST = 8;

  /** Where a text stands in its column. */
  public enum Side {
    LEFT, RIGHT
  }

  /** Columns of the given sides. */
  public static Columns of(Side... sides) {
    return new Columns(List.of(sides));
  }

  /**
   * The rows as lines.
   *
   * @param giving the column whose texts are cut off, with an ellipsis, so that lines have no more than {@code most}
   *     characters; it keeps 8 at least
   */
  public String text(List<List<String>> rows, int giving, int most) {
    int[] widths = IntStream.range(0, sides.size())
        .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)).toArray();
    int others = IntStream.of(widths).sum() - widths[giving] + GAP.length() * (sides.size() - 1);
    widths[giving] = Math.clamp(most - others, Math.min(LEAST, widths[giving]), widths[giving]);
    var text = new StringBuilder();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        line.append(column == 0 ? "" : GAP).append(cell(row.get(column), widths[column], sides.get(column)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String cell(String text, int width, Side side) {
    String shown = text.length() <= width ? text : text.substring(0, width - 1) + "…";
    String rest = " ".repeat(width - shown.length());
    return switch (side) {
      case LEFT -> shown + rest;
      case RIGHT -> rest + shown;
    };
  }
}
