package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the columns of a table become features and target: fitted once, on training rows, and stored with the model, so
 * that later tables are treated the same, to the bit.
 *
 * @param features the encoding of each feature column, in the order in which the network reads them
 * @param target the encoding of the column to be learned
 */
public record TablePreprocessing(List<FeatureEncoding> features, TargetEncoding target)
    implements Preprocessing {
  /** Rows encoded together, column after column: few enough to stay in the cache. */
  private static final int ROWS_PER_BLOCK = 64;

  public TablePreprocessing {
    features = List.copyOf(features);
  }

  /** The number of features of a row. */
  public int width() {
    return featureNames().size();
  }

  /** The names of the features; one of a categorical column is called {@code column=category}. */
  public List<String> featureNames() {
    return features.stream().flatMap(feature -> feature.featureNames().stream()).toList();
  }

  /** {@link Field#FEATURES} and {@link Field#TARGET}. */
  @Override
  public List<Field> fields() {
    return List.of(featureField(), target.field());
  }

  private Field featureField() {
    return Field.reals(Field.FEATURES, width()).meaning(new Meaning.Columns(featureNames()));
  }

  /**
   * The features of a table and no target, to predict for; columns may be in any order, the target may be among them.
   *
   * @throws DataException where a column is missing or was not there in training, or a cell does not fit its column
   */
  public Dataset features(Table table) {
    checkColumns(table);
    return encodeFeatures(table, allRows(table));
  }

  /**
   * The features and the target of a table, whose columns may be in any order.
   *
   * @throws DataException where a column is missing or was not there in training, or a cell does not fit its column
   */
  public Dataset dataset(Table table) {
    checkColumns(table);
    return encode(table, allRows(table));
  }

  Dataset encode(Table table, int[] rows) {
    return encodeFeatures(table, rows).with(target.field(), target.encode(table, rows));
  }

  private static int[] allRows(Table table) {
    return IntStream.range(0, table.rowCount()).toArray();
  }

  private void checkColumns(Table table) {
    var expected = new HashSet<String>();
    expected.add(target.name());
    for (var feature : features) {
      table.column(feature.name());
      expected.add(feature.name());
    }
    for (String name : table.columnNames()) {
      if (!expected.contains(name)) {
        throw table.fault(name, "the model was trained without this column; remove it. Its columns are "
            + Table.list(features.stream().map(FeatureEncoding::name).toList()));
      }
    }
  }

  InMemory encodeFeatures(Table table, int[] rows) {
    var names = featureNames();
    if ((long) rows.length * names.size() > Integer.MAX_VALUE) {
      throw DataException.ofSource(table.source(), rows.length + " rows of " + names.size()
          + " features are more than 2^31 numbers; use fewer rows, or leave out columns of many categories");
    }
    float[] values = new float[rows.length * names.size()];
    var writers = features.stream().map(feature -> writer(feature, table, rows)).toList();
    for (int from = 0; from < rows.length; from += ROWS_PER_BLOCK) {
      int to = Math.min(rows.length, from + ROWS_PER_BLOCK);
      int at = from * names.size();
      for (int i = 0; i < writers.size(); i++) {
        writers.get(i).write(values, from, to, at, names.size());
        at += width(features.get(i));
      }
    }
    return InMemory.rows(rows.length).with(featureField(), MemorySegment.ofArray(values));
  }

  private static int width(FeatureEncoding feature) {
    return switch (feature) {
      case FeatureEncoding.Numeric _ -> 1;
      case FeatureEncoding.OneHot oneHot -> oneHot.categories().size();
    };
  }

  /** Writes the features of one column for some of the rows; the first number stands at {@code at}. */
  private interface ColumnWriter {
    void write(float[] values, int fromRow, int toRow, int at, int stride);
  }

  private static ColumnWriter writer(FeatureEncoding feature, Table table, int[] rows) {
    return switch (feature) {
      case FeatureEncoding.Numeric(String name, Scaling scaling) -> {
        double[] numbers = table.numbers(name, "");
        yield (values, from, to, at, stride) -> {
          for (int i = from; i < to; i++) {
            values[at + (i - from) * stride] = scaling.apply(numbers[rows[i]]);
          }
        };
      }
      case FeatureEncoding.OneHot(String name, List<String> categories) -> {
        int[] codes = new Categories("category", categories).codes(table, name, rows);
        yield (values, from, to, at, stride) -> {
          for (int i = from; i < to; i++) {
            values[at + (i - from) * stride + codes[i]] = 1;
          }
        };
      }
    };
  }
}
