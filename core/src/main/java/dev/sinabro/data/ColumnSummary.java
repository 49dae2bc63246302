package dev.sinabro.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a column of a table holds, to be looked at.
 *
 * @param missing how many rows have no value
 * @param distinct how many different values there are
 * @param values what they are
 */
public record ColumnSummary(String name, int missing, int distinct, Values values) {
  private static final int MOST_LISTED = 5;
  private static final List<DateFormat> FORMATS = Stream.of("", "dd.MM.yyyy", "MM/dd/yyyy", "dd/MM/yyyy", "yyyy/MM/dd",
      "dd.MM.yyyy HH:mm", "MM/dd/yyyy HH:mm").map(DateFormat::new).toList();

  /** What the values of a column are. */
  public sealed interface Values {}

  /** There are none. */
  public record None() implements Values {}

  /**
   * Numbers.
   *
   * @param whole whether all of them are integers
   */
  public record Numbers(boolean whole, double least, double most, double mean, double median) implements Values {}

  /**
   * Dates.
   *
   * @param first the text of the earliest one
   * @param last that of the latest one
   */
  public record Dates(DateFormat format, String first, String last) implements Values {}

  /**
   * Texts.
   *
   * @param frequent the most frequent ones, five at most, with the number of rows of each
   * @param words of which the different ones consist, as a mean
   */
  public record Texts(List<Count> frequent, double words) implements Values {}

  /** How many rows have a value. */
  public record Count(String value, int rows) {}

  static ColumnSummary of(Table table, Column column) {
    int missing = (int) IntStream.range(0, table.rowCount()).filter(column::isMissing).count();
    return switch (column) {
      case Column.Numbers numbers -> {
        double[] sorted = IntStream.range(0, table.rowCount()).filter(row -> !numbers.isMissing(row))
            .mapToDouble(numbers::value).sorted().toArray();
        yield new ColumnSummary(column.name(), missing, distinct(sorted), values(sorted));
      }
      case Column.Texts texts -> new ColumnSummary(column.name(), missing, texts.texts().size(), values(table, texts));
    };
  }

  private static int distinct(double[] sorted) {
    return (int) IntStream.range(0, sorted.length).filter(i -> i == 0 || sorted[i] != sorted[i - 1]).count();
  }

  private static Values values(double[] sorted) {
    if (sorted.length == 0) {
      return new None();
    }
    double middle = sorted[sorted.length / 2];
    double median = sorted.length % 2 == 1 ? middle : (sorted[sorted.length / 2 - 1] + middle) / 2;
    return new Numbers(Arrays.stream(sorted).allMatch(Numeral::isInteger), sorted[0], sorted[sorted.length - 1],
        Arrays.stream(sorted).average().orElseThrow(), median);
  }

  private static Values values(Table table, Column.Texts column) {
    Optional<Dates> dates = FORMATS.stream().flatMap(format -> dates(column.texts(), format).stream()).findFirst();
    return dates.isPresent()
        ? dates.get()
        : new Texts(counts(table, column).stream().limit(MOST_LISTED).toList(),
            column.texts().stream().mapToInt(text -> text.strip().split("\\s+").length).average().orElse(0));
  }

  private static Optional<Dates> dates(List<String> texts, DateFormat format) {
    DateFormat.Parser parser = format.parser();
    if (texts.isEmpty() || !texts.stream().allMatch(text -> parser.parse(text).isPresent())) {
      return Optional.empty();
    }
    Comparator<String> byTime = Comparator.comparing(text -> parser.parse(text).orElseThrow());
    return Optional
        .of(new Dates(format, texts.stream().min(byTime).orElseThrow(), texts.stream().max(byTime).orElseThrow()));
  }

  /** How many rows have each value, the most frequent one first; of equal ones by alphabet. */
  static List<Count> counts(Table table, Column.Texts column) {
    int[] rows = new int[column.texts().size()];
    for (int row = 0; row < table.rowCount(); row++) {
      if (!column.isMissing(row)) {
        rows[column.code(row)]++;
      }
    }
    return IntStream.range(0, rows.length).mapToObj(code -> new Count(column.texts().get(code), rows[code]))
        .sorted(Comparator.comparingInt((Count count) -> -count.rows()).thenComparing(Count::value)).toList();
  }
}
