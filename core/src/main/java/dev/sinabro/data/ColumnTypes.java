package dev.sinabro.data;

import java.util.Map;

/**
 * What the columns of a table are taken for.
 *
 * @param told of some columns, by their names; the others are what their cells are
 * @param numbers what stands in for a missing number of those
 * @param texts what stands in for another missing value of those
 * @param unknown what becomes of an unknown category of those
 */
public record ColumnTypes(Map<String, ColumnType> told, Missing numbers, Missing texts, Unknown unknown) {
  /** Each column is what its cells are, and no value may be missing or unknown. */
  public static final ColumnTypes USUAL =
      new ColumnTypes(Map.of(), Missing.REFUSED, Missing.REFUSED, Unknown.REFUSE);

  /** Keeps a copy of the map. */
  public ColumnTypes {
    told = Map.copyOf(told);
  }

  /** The same where missing numbers become the median, and other missing values the most frequent one. */
  public ColumnTypes imputing() {
    return new ColumnTypes(told, Missing.MEDIAN, Missing.MOST_FREQUENT, unknown);
  }

  /** The same where unknown categories are all one. */
  public ColumnTypes tolerating() {
    return new ColumnTypes(told, numbers, texts, Unknown.OTHER);
  }

  /** The same with something else told. */
  public ColumnTypes with(Map<String, ColumnType> others) {
    return new ColumnTypes(others, numbers, texts, unknown);
  }

  ColumnType of(Column column) {
    ColumnType type = told.get(column.name());
    return type != null ? type : switch (column) {
      case Column.Numbers _ -> ColumnType.numeric().missing(numbers);
      case Column.Texts _ -> ColumnType.categorical().missing(texts).unknown(unknown);
    };
  }
}
