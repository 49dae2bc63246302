package dev.sinabro.cli.experiment;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Prepared;
import dev.sinabro.data.TablePreprocessing;
import dev.sinabro.data.TargetEncoding;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A target of whole numbers, too many different ones to be taken for classes by themselves, and few enough to be such: grades,
 * letters by number, months.
 *
 * @param column its name
 * @param values how many different ones there are
 */
record IntegerTarget(String column, int values) {
  private static final int MOST_VALUES = 256;
  private static final int ROWS_OF_A_VALUE = 3;
  private static final double NEAR = 1e-3;

  /** That of a table which was taken for a number; empty where it is no such target. */
  static Optional<IntegerTarget> of(Prepared<?> data) {
    if (!(data.preprocessing() instanceof TablePreprocessing table)
        || !(table.target() instanceof TargetEncoding.Values target)) {
      return Optional.empty();
    }
    Set<Long> values = new HashSet<>();
    int rows = 0;
    for (Dataset part : List.of(data.training(), data.validation(), data.test())) {
      rows += part.rowCount();
      for (float scaled : part.isEmpty() ? new float[0] : part.values(Field.TARGET).floats()) {
        double value = scaled * target.scaling().scale() + target.scaling().shift();
        values.add(Math.round(value));
        if (Math.abs(value - Math.rint(value)) > NEAR || values.size() > MOST_VALUES) {
          return Optional.empty();
        }
      }
    }
    return rows < ROWS_OF_A_VALUE * values.size()
        ? Optional.empty()
        : Optional.of(new IntegerTarget(target.name(), values.size()));
  }

  String note() {
    return "'" + column + "' has " + values
        + " different whole numbers, which are learned as a number; if they are classes,"
        + " say data.task: classification";
  }
}
