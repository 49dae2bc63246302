package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Columns of numbers of one kind, such as the pixels of an image, which all have the same scaling. What is learned is to
 * give them back: they are features and target in one, {@link Field#FEATURES} alone.
 *
 * @param columns their names, in the order in which the network reads them
 * @param scaling of every number
 */
public record NumbersPreprocessing(List<String> columns, Scaling scaling) implements Preprocessing {
  /** Keeps a copy of the list. */
  public NumbersPreprocessing {
    columns = List.copyOf(columns);
  }

  /** See {@link Table#numbers(double, double, long, Normalization)}. */
  static Prepared<NumbersPreprocessing> prepare(Table table, RowSplit rows, Normalization normalization) {
    List<String> columns = table.columnNames();
    double[] training = new double[rows.training().length * columns.size()];
    for (int column = 0; column < columns.size(); column++) {
      double[] numbers = table.numbers(columns.get(column), ", since each number is to be given back");
      for (int i = 0; i < rows.training().length; i++) {
        training[i * columns.size() + column] = numbers[rows.training()[i]];
      }
    }
    Scaling scaling = normalization.fit(each -> training[each], IntStream.range(0, training.length).toArray());
    return new NumbersPreprocessing(columns, scaling).prepared(table, rows);
  }

  /** The three parts as this scales them. */
  Prepared<NumbersPreprocessing> prepared(Table table, RowSplit rows) {
    return new Prepared<>(encode(table, rows.training()), encode(table, rows.validation()), encode(table, rows.test()),
        this);
  }

  @Override
  public List<Field> fields() {
    return List.of(Field.reals(Field.FEATURES, columns.size()).meaning(new Meaning.Scaled(scaling)));
  }

  /**
   * The numbers of a table, whose columns may be in any order and more.
   *
   * @throws DataException where a column is missing or holds something else than numbers
   */
  public Dataset dataset(Table table) {
    return encode(table, IntStream.range(0, table.rowCount()).toArray());
  }

  private Dataset encode(Table table, int[] rows) {
    float[] values = new float[Math.multiplyExact(rows.length, columns.size())];
    for (int column = 0; column < columns.size(); column++) {
      double[] numbers = table.numbers(columns.get(column), "");
      for (int i = 0; i < rows.length; i++) {
        values[i * columns.size() + column] = scaling.apply(numbers[rows[i]]);
      }
    }
    return InMemory.rows(rows.length).with(fields().getFirst(), MemorySegment.ofArray(values));
  }
}
