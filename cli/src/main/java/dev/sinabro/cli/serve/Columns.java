package dev.sinabro.cli.serve;

import dev.sinabro.cli.http.Refusal;
import dev.sinabro.data.DataException;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Table;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;

/** The columns of a table in a request: one by one, or as one tensor. */
public final class Columns {
  private static final String SOURCE = "request";

  private Columns() {}

  /**
   * The table of a request.
   *
   * @param names of the columns in their order
   * @throws Refusal where one is missing or not known, or their lengths differ
   */
  static Table of(InferenceRequest request, List<String> names) {
    if (request.has(Field.FEATURES) && !names.contains(Field.FEATURES)) {
      return together(request.only(Field.FEATURES), names);
    }
    request.requireOnly(new HashSet<>(names));
    Table table = Table.of(SOURCE, request.rows());
    for (String name : names) {
      InputTensor column = request.input(name);
      table = column.datatype().isNumeric()
          ? with(table, name, column.numbers())
          : table.with(name, column.words());
    }
    return table;
  }

  private static Table together(InputTensor features, List<String> names) {
    double[] numbers = features.numbers(names.size());
    Table table = Table.of(SOURCE, features.rows());
    for (int column = 0; column < names.size(); column++) {
      double[] one = new double[features.rows()];
      for (int row = 0; row < one.length; row++) {
        one[row] = numbers[row * names.size() + column];
      }
      table = with(table, names.get(column), one);
    }
    return table;
  }

  private static Table with(Table table, String name, double[] numbers) {
    try {
      return table.with(name, numbers);
    } catch (DataException unsuited) {
      throw Refusal.malformed(unsuited.getMessage());
    }
  }

  /** @throws Refusal where a cell does not fit its column, with its row, from 1 */
  static Dataset encoded(Table table, Function<Table, Dataset> encoding) {
    try {
      return encoding.apply(table);
    } catch (DataException unsuited) {
      throw Refusal.malformed(unsuited.getMessage());
    }
  }
}
