package dev.sinabro.cli.prediction;

import dev.sinabro.data.CsvRows;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Table;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The rows of a table: its file may be larger than memory.
 *
 * @param source what messages call it
 * @param rows that are read
 * @param kept columns that stand before the predictions
 * @param encoding makes of a table what the model sees
 * @param predicted how a prediction is written
 */
public record TableRows(String source, CsvRows rows, List<String> kept, Function<Table, Dataset> encoding,
    PredictedColumns predicted) implements PredictedRows {
  private static final int MOST_CELLS = 1 << 18;
  private static final int MOST_ROWS = 1 << 12;

  @Override
  public List<String> columns() {
    return Stream.concat(kept.stream(), predicted.behind(kept).names().stream()).toList();
  }

  /** As many as have some 260,000 cells, a power of two, so that a model is planned for few sizes of batches. */
  @Override
  public Optional<Block> next() {
    int most = Integer.highestOneBit(Math.clamp(MOST_CELLS / rows.columnNames().size(), 1, MOST_ROWS));
    return rows.next(most).map(some -> new Block(encoding.apply(some.table()),
        (row, prediction) -> List.of(Stream.concat(kept.stream().map(name -> some.cell(name, row)),
            predicted.cells().apply(prediction).stream()).toList()),
        row -> source + ":" + some.line(row)));
  }

  @Override
  public void close() {
    rows.close();
  }
}
