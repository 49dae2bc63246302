package dev.sinabro.data;

import java.util.List;

/**
 * A table of which each row is for training, validation or test, before its columns are made features.
 *
 * @param labeled the table and its target
 * @param rows the rows of each part
 */
public record Split(Labeled labeled, RowSplit rows) {

  /** Numeric columns, and a numeric target, with mean 0 and standard deviation 1 over the training rows. */
  public Prepared<TablePreprocessing> standardized() {
    return normalized(Normalization.STANDARD);
  }

  /** Numeric columns, and a numeric target, from 0 to 1 over the training rows. */
  public Prepared<TablePreprocessing> minMax() {
    return normalized(Normalization.MIN_MAX);
  }

  /** Numbers as they are. */
  public Prepared<TablePreprocessing> raw() {
    return normalized(Normalization.NONE);
  }

  /**
   * The three parts as features and target. Shift and scale are those of the training rows, for each part; categories
   * and classes are those of all rows. A categorical column becomes a feature of 0 or 1 for each category. What was told of
   * a column by {@link Table#typed} comes first.
   *
   * @throws DataException where a cell of a feature is missing, and it was not told what stands in for it
   */
  public Prepared<TablePreprocessing> normalized(Normalization normalization) {
    var fitting = new Fitting(labeled.table(), rows.training(), normalization);
    List<FeatureEncoding> features = labeled.featureColumns().stream().map(fitting::of).toList();
    var preprocessing = new TablePreprocessing(features, labeled.encoding(normalization, rows.training()));
    return encoded(preprocessing);
  }

  /**
   * The three parts as a model learned to see them.
   *
   * @throws DataException where a column is missing, or a cell does not fit its column
   */
  public Prepared<TablePreprocessing> encoded(TablePreprocessing preprocessing) {
    return new Prepared<>(preprocessing.encode(labeled.table(), rows.training()),
        preprocessing.encode(labeled.table(), rows.validation()), preprocessing.encode(labeled.table(), rows.test()),
        preprocessing);
  }
}
