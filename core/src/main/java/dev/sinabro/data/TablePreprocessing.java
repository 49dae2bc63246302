package dev.sinabro.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * How the columns of a table become fields: fitted once, on training rows, and stored with the model, so that later tables
 * are treated the same, to the bit.
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

  /**
   * {@link Field#FEATURES}, where any column becomes features; a field for each column whose categories are numbered; and
   * {@link Field#TARGET}.
   */
  @Override
  public List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    if (width() > 0) {
      fields.add(featureField());
    }
    ids().forEach(ids -> fields.add(ids.field()));
    fields.add(target.field());
    return fields;
  }

  private Field featureField() {
    return Field.reals(Field.FEATURES, width()).meaning(new Meaning.Columns(featureNames()));
  }

  private List<FeatureEncoding.Ids> ids() {
    List<FeatureEncoding.Ids> ids = new ArrayList<>();
    for (FeatureEncoding feature : features) {
      if (feature instanceof FeatureEncoding.Ids field) {
        ids.add(field);
      }
    }
    return ids;
  }

  /** How a file of such a table is read. */
  public CsvFormat format() {
    return CsvFormat.USUAL.texts(features.stream().filter(FeatureEncoding::isOfTexts).map(FeatureEncoding::name)
        .toArray(String[]::new));
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
    InMemory fields = InMemory.rows(rows.length);
    if (width() > 0) {
      fields = fields.with(featureField(), numbers(table, rows));
    }
    for (var ids : ids()) {
      int[] codes = categories(ids.categories(), ids.missing(), ids.unknown(), ids.categories().size())
          .codes(table, ids.name(), rows);
      fields = fields.with(ids.field(), MemorySegment.ofArray(codes));
    }
    return fields;
  }

  private MemorySegment numbers(Table table, int[] rows) {
    int width = width();
    MemorySegment all = Scratch.allocate(table.source(), (long) rows.length * width * Float.BYTES);
    float[] block = new float[ROWS_PER_BLOCK * width];
    var writers = features.stream().map(feature -> writer(feature, table, rows)).toList();
    for (int from = 0; from < rows.length; from += ROWS_PER_BLOCK) {
      int to = Math.min(rows.length, from + ROWS_PER_BLOCK);
      Arrays.fill(block, 0);
      int at = 0;
      for (int i = 0; i < writers.size(); i++) {
        writers.get(i).write(block, from, to, at, width);
        at += features.get(i).featureNames().size();
      }
      MemorySegment.copy(block, 0, all, ValueLayout.JAVA_FLOAT, (long) from * width * Float.BYTES, (to - from) * width);
    }
    return all;
  }

  private static Categories categories(List<String> names, Optional<String> missing, Unknown unknown, int other) {
    return new Categories("category", names, missing, switch (unknown) {
      case REFUSE -> OptionalInt.empty();
      case OTHER -> OptionalInt.of(other);
    });
  }

  /** Writes the features of one column for some of the rows, all 0 before; the first number stands at {@code at}. */
  private interface ColumnWriter {
    void write(float[] values, int fromRow, int toRow, int at, int stride);
  }

  private static ColumnWriter writer(FeatureEncoding feature, Table table, int[] rows) {
    return switch (feature) {
      case FeatureEncoding.Numeric numeric -> writer(numeric, table, rows);
      case FeatureEncoding.OneHot(var name, var names, var missing, var unknown) -> {
        IntUnaryOperator coder = categories(names, missing, unknown, -1).coder(table, name, rows);
        yield (values, from, to, at, stride) -> {
          for (int i = from; i < to; i++) {
            int code = coder.applyAsInt(rows[i]);
            if (code >= 0) {
              values[at + (i - from) * stride + code] = 1;
            }
          }
        };
      }
      case FeatureEncoding.Dates(var name, var format, var parts, var scalings, var missing) -> {
        var dates = new Dates(table, table.texts(table.column(name)), format, missing);
        yield (values, from, to, at, stride) -> {
          for (int i = from; i < to; i++) {
            for (int part = 0; part < parts.size(); part++) {
              values[at + (i - from) * stride + part] =
                  scalings.get(part).apply(parts.get(part).of(dates.of(rows[i])));
            }
          }
        };
      }
      case FeatureEncoding.Words words -> writer(words, table, rows);
      case FeatureEncoding.Ids _ -> (_, _, _, _, _) -> {};
    };
  }

  private static ColumnWriter writer(FeatureEncoding.Words feature, Table table, int[] rows) {
    Column column = table.column(feature.name());
    if (feature.missing().isEmpty()) {
      table.requireWhole(column, rows);
    }
    Column.Texts texts = table.texts(column);
    var bag = new BagOfWords(feature);
    return (values, from, to, at, stride) -> {
      for (int i = from; i < to; i++) {
        String text = texts.isMissing(rows[i]) ? feature.missing().orElseThrow() : texts.text(rows[i]);
        bag.write(text, values, at + (i - from) * stride);
      }
    };
  }

  private static ColumnWriter writer(FeatureEncoding.Numeric feature, Table table, int[] rows) {
    IntToDoubleFunction numbers = table.reals(feature.name(), "");
    if (feature.missing().isEmpty()) {
      table.requireWhole(table.column(feature.name()), rows);
    }
    double missing = feature.missing().orElse(Double.NaN);
    return (values, from, to, at, stride) -> {
      for (int i = from; i < to; i++) {
        double number = numbers.applyAsDouble(rows[i]);
        values[at + (i - from) * stride] = feature.scaling().apply(Double.isNaN(number) ? missing : number);
      }
    };
  }
}
