package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.train.StepShape.Purpose;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Data that is taken in batches, of which the last may have fewer rows.
 *
 * @param purpose of the batches; TRAINING where some of them together are a step
 * @param data at least one row
 * @param rows of it that are taken
 * @param batch at least 1; no more than there are rows
 * @param accumulated batches of a step
 * @param watched whether some of the steps tell what the user watches
 */
record Portion(Purpose purpose, Dataset data, int rows, int batch, int accumulated, boolean watched) {
  Portion {
    batch = Math.min(batch, rows);
  }

  /** Rows to be trained on. */
  static Portion training(Dataset data, Fit fit, boolean watched) {
    return new Portion(Purpose.TRAINING, data, fit.rowsOf(data.rowCount()), fit.batchSize(), fit.accumulated(),
        watched);
  }

  /** Rows to be evaluated. */
  static Portion evaluation(Dataset data, int batch) {
    return new Portion(Purpose.EVALUATION, data, data.rowCount(), batch, 1, false);
  }

  /** Rows of the batch that begins at a row. */
  int batchAt(int row) {
    return Math.min(batch, rows - row);
  }

  /** Whether the weights change after the batch that begins at a row. */
  boolean completesAt(int row) {
    return row + batch >= rows || (row / batch + 1) % accumulated == 0;
  }

  /** Steps of all rows before one. */
  int stepsBefore(int row) {
    int batches = (row + batch - 1) / batch;
    return row == rows ? (batches + accumulated - 1) / accumulated : batches / accumulated;
  }

  /**
   * What tells the steps of a portion apart.
   *
   * @param rows of the step
   */
  record Kind(Purpose purpose, int rows, boolean watched) {}

  /** The step on the batch that begins at a row. */
  Kind kindAt(int row, boolean watched) {
    return new Kind(purposeAt(row), batchAt(row), watched);
  }

  private Purpose purposeAt(int row) {
    if (purpose != Purpose.TRAINING || accumulated == 1) {
      return purpose;
    }
    return completesAt(row) ? Purpose.COMPLETING : Purpose.ACCUMULATING;
  }

  /** A step of it, on its rows on the device or on those that are sent. */
  StepShape shape(Kind kind, boolean resident) {
    StepShape shape = resident
        ? StepShape.resident(kind.purpose, data, kind.rows)
        : StepShape.streamed(kind.purpose, data.fields(), kind.rows);
    return kind.watched ? shape.watching() : shape;
  }

  /** The steps that there can be: those on the first batch, on the last one of a step, and on the last one of all. */
  List<Kind> kinds() {
    return IntStream.of(0, accumulated - 1, (rows - 1) / batch)
        .filter(number -> number <= (rows - 1) / batch)
        .mapToObj(number -> number * batch)
        .flatMap(row -> watched && completesAt(row)
            ? Stream.of(kindAt(row, false), kindAt(row, true))
            : Stream.of(kindAt(row, false)))
        .distinct().toList();
  }

  /** Bytes of all fields. */
  long byteSize() {
    return data.fields().stream().mapToLong(field -> data.rowCount() * field.row().byteSize()).sum();
  }

  Portion withBatch(int batch) {
    return new Portion(purpose, data, rows, batch, accumulated, watched);
  }
}
