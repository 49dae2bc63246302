package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.train.StepGraphs.DataShape;
import java.util.List;

/**
 * Data that is taken in steps of {@code batch} rows, of which the last may have fewer.
 *
 * @param purpose of the steps
 * @param data at least one row
 * @param batch at least 1; no more than there are rows
 */
record Portion(Workbench.Purpose purpose, Dataset data, int batch) {
  Portion {
    batch = Math.min(batch, data.rowCount());
  }

  int rows() {
    return data.rowCount();
  }

  /** The sizes that a step can have. */
  List<Integer> batches() {
    int last = rows() % batch;
    return last == 0 ? List.of(batch) : List.of(batch, last);
  }

  /** Rows of the step that begins at a row. */
  int batchAt(int row) {
    return Math.min(batch, rows() - row);
  }

  /** What a step of {@code rows} rows finds on the device. */
  DataShape shape(int rows, boolean streamed) {
    DataShape all = DataShape.of(data);
    return streamed ? all.ofStep(rows) : all;
  }

  Portion withBatch(int rows) {
    return new Portion(purpose, data, rows);
  }
}
