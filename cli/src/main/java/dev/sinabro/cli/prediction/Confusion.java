package dev.sinabro.cli.prediction;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.sinabro.cli.terminal.Columns;
import dev.sinabro.cli.terminal.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many rows of each class were taken for each class. Only pairs that occur are kept: of 20,000 classes there could be
 * 400 million.
 */
public final class Confusion {
  private static final int MOST_IN_A_MATRIX = 20;
  private static final int MOST_PAIRS = 20;
  private static final int WIDEST_NAME = 24;
  private static final int WIDEST_HEAD = 12;

  private final List<String> names;
  private final Map<Pair, Integer> counts = new TreeMap<>();
  private final int[] rowsOf;

  private record Pair(int truth, int predicted) implements Comparable<Pair> {
    boolean isRight() {
      return truth == predicted;
    }

    @Override
    public int compareTo(Pair other) {
      return truth == other.truth
          ? Integer.compare(predicted, other.predicted)
          : Integer.compare(truth, other.truth);
    }
  }

  /** @param names of the classes */
  public Confusion(List<String> names) {
    this.names = names;
    rowsOf = new int[names.size()];
  }

  /** Counts a row. */
  public void add(int truth, int predicted) {
    counts.merge(new Pair(truth, predicted), 1, Integer::sum);
    rowsOf[truth]++;
  }

  /** As people read it: the whole matrix of up to 20 classes, of more those that are confused most. */
  public List<String> lines() {
    return names.size() <= MOST_IN_A_MATRIX ? matrix() : confusedMost();
  }

  /** Rows are the true classes, columns the predicted ones; the last column is the share that was found. */
  private List<String> matrix() {
    int nameWidth = Math.min(WIDEST_NAME, widest(names));
    int width = 2 + Math.max(3, Math.max(Math.min(WIDEST_HEAD, widest(names)),
        widest(counts.values().stream().map(Figures::count).toList())));
    List<String> lines = new ArrayList<>();
    lines.add("confusion matrix: a row for each true class, a column for each predicted one");
    var head = new StringBuilder(" ".repeat(nameWidth + 2));
    names.forEach(name -> head.append(right(shortened(name, WIDEST_HEAD), width)));
    lines.add(head + "   found");
    for (int truth = 0; truth < names.size(); truth++) {
      var line = new StringBuilder("  ").append(left(shortened(names.get(truth), WIDEST_NAME), nameWidth));
      for (int predicted = 0; predicted < names.size(); predicted++) {
        int count = count(truth, predicted);
        line.append(right(count == 0 ? "·" : Figures.count(count), width));
      }
      lines.add(line + right(found(truth), 8));
    }
    return lines;
  }

  private List<String> confusedMost() {
    List<Map.Entry<Pair, Integer>> wrong = counts.entrySet().stream().filter(entry -> !entry.getKey().isRight())
        .sorted(Map.Entry.<Pair, Integer>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()))
        .toList();
    if (wrong.isEmpty()) {
      return List.of("no class of " + Figures.count(names.size()) + " was taken for another");
    }
    List<String> lines = new ArrayList<>();
    lines.add("confused most, of " + Figures.count(names.size()) + " classes: the true one, what it was taken for,"
        + " how often, of how many rows");
    var rows = wrong.stream().limit(MOST_PAIRS).map(entry -> List.of(
        shortened(names.get(entry.getKey().truth), WIDEST_NAME),
        shortened(names.get(entry.getKey().predicted), WIDEST_NAME), Figures.count(entry.getValue()),
        "of " + Figures.count(rowsOf[entry.getKey().truth]))).toList();
    Columns.of(Columns.Side.LEFT, Columns.Side.LEFT, Columns.Side.RIGHT, Columns.Side.RIGHT)
        .text(rows, 0, Integer.MAX_VALUE).lines().forEach(line -> lines.add("  " + line));
    if (wrong.size() > MOST_PAIRS) {
      lines.add("  and " + Figures.count(wrong.size() - MOST_PAIRS) + " more pairs; --confusion FILE writes all");
    }
    return lines;
  }

  /** How many pairs of classes occur. */
  public long pairs() {
    return counts.size();
  }

  /** Writes all pairs that occur, as CSV: {@code true,predicted,rows}. */
  public void write(Writer writer) throws IOException {
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
    try {
      csv.writeRecord("true", "predicted", "rows");
      counts.forEach((pair, count) -> csv.writeRecord(names.get(pair.truth), names.get(pair.predicted),
          Integer.toString(count)));
    } catch (UncheckedIOException unwritable) {
      throw unwritable.getCause();
    }
    csv.flush();
  }

  private int count(int truth, int predicted) {
    return counts.getOrDefault(new Pair(truth, predicted), 0);
  }

  private String found(int truth) {
    return rowsOf[truth] == 0 ? "–" : "%.3f".formatted((double) count(truth, truth) / rowsOf[truth]);
  }

  private static int widest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }

  private static String left(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String right(String text, int width) {
    return " ".repeat(width - text.length()) + text;
  }
}
