package dev.sinabro.train;

import dev.sinabro.data.Dataset;
import dev.sinabro.train.StepShape.Purpose;
import java.util.List;
import java.util.stream.Stream;

/**
 * Data that is taken in steps of {@code batch} rows, of which the last may have fewer.
 *
 * @param purpose of the steps
 * @param data at least one row
 * @param batch at least 1; no more than there are rows
 */
record Portion(Purpose purpose, Dataset data, int batch) {
  Portion {
    batch = Math.min(batch, data.rowCount());
  }

  int rows() {
    return data.rowCount();
  }

  /** Rows of the step that begins at a row. */
  int batchAt(int row) {
    return Math.min(batch, rows() - row);
  }

  /** The step on so many rows. */
  StepShape step(int rows, boolean resident) {
    return resident
        ? StepShape.resident(purpose, data, rows)
        : StepShape.streamed(purpose, data.fields(), rows);
  }

  /** The steps that there can be. */
  List<StepShape> steps(boolean resident) {
    return Stream.of(batch, batchAt((rows() - 1) / batch * batch)).distinct().map(rows -> step(rows, resident))
        .toList();
  }

  /** Whether each field can be one tensor. */
  boolean canBeResident() {
    return data.fields().stream()
        .allMatch(field -> (long) rows() * field.row().shape().count() <= Integer.MAX_VALUE);
  }

  /** Bytes of all fields. */
  long byteSize() {
    return data.fields().stream().mapToLong(field -> rows() * field.row().byteSize()).sum();
  }

  Portion withBatch(int rows) {
    return new Portion(purpose, data, rows);
  }
}
