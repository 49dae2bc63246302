package dev.sinabro.data;

import java.util.List;
import java.util.stream.IntStream;

/** A table of which one column is to be learned from the others. */
public final class Labeled {
  private static final int MOST_CATEGORIES_AMONG_NUMBERS = 20;

  private final Table table;
  private final String targetName;
  private final Task task;
  private final List<String> classNames;

  Labeled(Table table, String targetName, Task task) {
    this.table = table;
    this.targetName = targetName;
    this.task = task;
    classNames = switch (task) {
      case CLASSIFICATION -> classNames(table, targetName);
      case REGRESSION -> {
        table.numbers(targetName, ", since the task is regression");
        yield List.of();
      }
    };
    checkFeatures();
  }

  /** All columns. */
  public Table table() {
    return table;
  }

  /** The name of the column to be learned. */
  public String targetName() {
    return targetName;
  }

  /** What is to be learned of it. */
  public Task task() {
    return task;
  }

  /** The names of the classes, by number where all are numbers, else by alphabet; none for regression. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * Draws validation and test rows, the rest is for training. With classes, each part holds its share of each class;
   * see {@link RowSplit#of}.
   *
   * @param validation the fraction of the rows, from 0 to 1; 0 for none
   * @param test the fraction of the rows, from 0 to 1; 0 for none
   * @throws IllegalArgumentException where the fractions leave nothing for training
   * @throws DataException where there are too few rows for that
   */
  public Split split(double validation, double test, long seed) {
    return new Split(this, RowSplit.of(targets(), validation, test, seed, detail -> table.fault(targetName, detail)));
  }

  /**
   * Takes one of several parts of equal size as the test, as cross-validation does with each of them. With classes, each part
   * has its share of each class.
   *
   * @param fold which part, from 1
   * @param folds how many there are, at least 2
   * @param validation the fraction of the other rows, from 0; 0 for none
   * @throws DataException where there are too few rows for that
   */
  public Split fold(int fold, int folds, double validation, long seed) {
    if (folds < 2 || fold < 1 || fold > folds) {
      throw new IllegalArgumentException("fold " + fold + " of " + folds + "; there are 2 at least, from 1 on");
    }
    return new Split(this,
        RowSplit.ofFold(targets(), fold, folds, validation, seed, detail -> table.fault(targetName, detail)));
  }

  private Dataset targets() {
    int[] all = IntStream.range(0, table.rowCount()).toArray();
    var target = encoding(Normalization.NONE, all);
    return InMemory.rows(all.length).with(target.field(), target.encode(table, all));
  }

  List<Column> featureColumns() {
    return table.columns().stream().filter(column -> !column.name().equals(targetName)).toList();
  }

  /** How the target is encoded when it is fitted to some rows. */
  TargetEncoding encoding(Normalization normalization, int[] rows) {
    return switch (task) {
      case CLASSIFICATION -> new TargetEncoding.Classes(targetName, classNames);
      case REGRESSION ->
        new TargetEncoding.Values(targetName, normalization.fit(table.reals(targetName, ""), rows));
    };
  }

  static List<String> classNames(Table table, String name) {
    var column = table.column(name);
    table.requireWhole(column);
    var names = switch (column) {
      case Column.Texts texts -> texts.texts().stream().sorted().toList();
      case Column.Numbers numbers ->
        IntStream.range(0, table.rowCount()).mapToDouble(numbers::value).distinct().sorted()
            .mapToObj(Numeral::format).distinct().toList();
    };
    if (names.size() < 2) {
      throw table.fault(name, "expected two classes at least, found '" + names.getFirst() + "' only");
    }
    return names;
  }

  private void checkFeatures() {
    if (featureColumns().isEmpty()) {
      throw table.fault(targetName, "is the only column; expected features beside the target");
    }
    for (var column : featureColumns().stream().filter(each -> !table.isTyped(each.name())).toList()) {
      switch (column) {
        case Column.Numbers _ -> {
        }
        case Column.Texts texts -> checkCategories(texts);
      }
    }
  }

  private void checkCategories(Column.Texts column) {
    int categories = column.texts().size();
    boolean perRow = categories == table.rowCount();
    long numbers = column.texts().stream().filter(text -> !Double.isNaN(Numeral.parse(text))).count();
    if (2 * numbers > categories && (perRow || categories > MOST_CATEGORIES_AMONG_NUMBERS)) {
      int row = column.firstWord(table.rowCount());
      throw table.fault(row, column.name(),
          "expected a number as in most rows, found '" + column.text(row) + "'; correct it or remove the row");
    }
    if (perRow) {
      throw table.fault(column.name(), "each of the " + categories
          + " rows has a text of its own, from which nothing can be learned; leave the column out,"
          + " or take it for text where its words tell something");
    }
  }
}
