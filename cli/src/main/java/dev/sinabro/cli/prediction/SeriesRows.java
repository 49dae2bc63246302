package dev.sinabro.cli.prediction;

import dev.sinabro.data.CsvRows;
import dev.sinabro.data.DataException;
import dev.sinabro.data.SeriesPreprocessing;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The windows of a series, and the number behind each; of a series of any length some are in memory. */
final class SeriesRows implements PredictedRows {
  private static final int MOST_ROWS = 1 << 12;
  private static final int MOST_NUMBERS = 1 << 22;

  private final String source;
  private final CsvRows rows;
  private final SeriesPreprocessing series;
  /** As many as a window has but for the newest; none before the first rows. */
  private double[] before = new double[0];
  /** The number of the row that is predicted next, from 1. */
  private long next;

  SeriesRows(String source, CsvRows rows, SeriesPreprocessing series) {
    this.source = source;
    this.rows = rows.columnNames().contains(series.column())
        ? rows.without(rows.columnNames().stream().filter(name -> !name.equals(series.column())).toList())
        : rows;
    this.series = series;
    next = series.window() + 1;
  }

  /** The last row is of the number that is still to come. */
  @Override
  public List<String> columns() {
    return List.of("row", series.column());
  }

  @Override
  public Optional<Block> next() {
    int most = Math.clamp(MOST_NUMBERS / series.window(), 1, MOST_ROWS);
    boolean first = next == series.window() + 1;
    int least = first ? series.window() : 1;
    Optional<CsvRows.Rows> read = rows.next(Math.max(most, least));
    if (first && read.isEmpty()) {
      throw DataException.ofSource(source, "has no row; expected " + least + " numbers at least, since the model looks"
          + " back " + least);
    }
    return read.map(some -> {
      double[] numbers =
          DoubleStream.concat(Arrays.stream(before), Arrays.stream(series.numbers(some.table(), least))).toArray();
      before = Arrays.copyOfRange(numbers, numbers.length - series.window() + 1, numbers.length);
      long from = next;
      next += numbers.length - series.window() + 1;
      return new Block(series.features(numbers),
          (row, prediction) -> List.of(List.of(Long.toString(from + row), Float.toString(prediction[0]))),
          row -> source + ", row " + (from + row));
    });
  }

  @Override
  public void close() {
    rows.close();
  }
}
