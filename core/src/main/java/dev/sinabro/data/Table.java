package dev.sinabro.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of named columns, each numeric or categorical. Cells may be missing: whoever reads such a column refuses it, unless
 * {@link #typed} says what stands in for them.
 */
public final class Table {
  private static final int MOST_INFERRED_CLASSES = 20;
  private static final int FEWEST_ROWS_OF_INFERRED_CLASS = 2;
  private static final int MOST_NAMES_IN_MESSAGE = 12;

  private final String source;
  private final List<Column> columns;
  private final int rowCount;
  private final IntUnaryOperator lines;
  private final ColumnTypes types;

  /** @param lines the line of each row in the source */
  Table(String source, List<Column> columns, int[] lines) {
    this(source, columns, lines.length, row -> lines[row]);
  }

  /** @param lines the line of each row in the source */
  Table(String source, List<Column> columns, int rowCount, IntUnaryOperator lines) {
    this(source, columns, rowCount, lines, ColumnTypes.USUAL);
  }

  private Table(String source, List<Column> columns, int rowCount, IntUnaryOperator lines, ColumnTypes types) {
    this.source = source;
    this.columns = List.copyOf(columns);
    this.rowCount = rowCount;
    this.lines = lines;
    this.types = types;
  }

  /**
   * Rows that are in memory, without columns yet; {@link #with(String, double[])} adds one.
   *
   * @param source what errors call them
   */
  public static Table of(String source, int rows) {
    return new Table(source, List.of(), IntStream.rangeClosed(1, rows).toArray());
  }

  /**
   * The same rows with a column of numbers more, NaN where one is missing.
   *
   * @throws IllegalArgumentException where there are not as many, or the name is taken
   * @throws DataException where one is beyond float32
   */
  public Table with(String name, double[] numbers) {
    for (int row = 0; row < numbers.length; row++) {
      if (Math.abs(numbers[row]) > Float.MAX_VALUE) {
        throw DataException.ofCell(source, row + 1, name,
            "expected a finite number up to 3.4e38, found '" + numbers[row] + "'");
      }
    }
    return with(new Column.Numbers(name, numbers.clone()), numbers.length);
  }

  /**
   * The same rows with a column of words more, empty where one is missing.
   *
   * @throws IllegalArgumentException where there are not as many, or the name is taken
   */
  public Table with(String name, List<String> words) {
    Map<String, Integer> codes = new LinkedHashMap<>();
    int[] codeOfRow = words.stream().mapToInt(word -> {
      int next = codes.size();
      return word.isEmpty() ? Column.Texts.MISSING : codes.computeIfAbsent(word, _ -> next);
    }).toArray();
    return with(new Column.Texts(name, codeOfRow, List.copyOf(codes.keySet())), words.size());
  }

  private Table with(Column column, int rows) {
    if (rows != rowCount() || find(column.name()) != null) {
      throw new IllegalArgumentException(source + " has " + TableBuilder.count(rowCount(), "row") + " of "
          + list(columnNames()) + "; column '" + column.name() + "' has " + rows
          + ", and needs as many and a name of its own");
    }
    List<Column> more = new ArrayList<>(columns);
    more.add(column);
    return new Table(source, more, rowCount, lines);
  }

  /** The file, or the name under which a stream was read. */
  public String source() {
    return source;
  }

  /** The number of rows. */
  public int rowCount() {
    return rowCount;
  }

  /** The names of the columns, in order. */
  public List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** Whether each cell of a column is a number. */
  public boolean isNumeric(String column) {
    return switch (column(column)) {
      case Column.Numbers _ -> true;
      case Column.Texts _ -> false;
    };
  }

  /** What a column holds, to be looked at. */
  public ColumnSummary summary(String column) {
    return ColumnSummary.of(this, column(column));
  }

  /** How many rows have each value of a column, the most frequent one first; rows without a value do not count. */
  public List<ColumnSummary.Count> counts(String column) {
    return ColumnSummary.counts(this, texts(column(column)));
  }

  /** The cell of a row, from 0, as a text; empty where it is missing. */
  public String cell(int row, String name) {
    Column column = column(name);
    return column.isMissing(row) ? "" : switch (column) {
      case Column.Numbers numbers -> Numeral.format(numbers.value(row));
      case Column.Texts texts -> texts.text(row);
    };
  }

  /** This table without some of its columns, such as row numbers and names. */
  public Table without(String... names) {
    var rest = new ArrayList<>(columns);
    for (String name : names) {
      rest.remove(column(name));
    }
    return new Table(source, rest, rowCount, lines, types);
  }

  /**
   * The same, of which some columns are taken for what is told; the others for what their cells are.
   *
   * @param told by the names of the columns
   * @throws DataException where there is no column of a name
   */
  public Table typed(Map<String, ColumnType> told) {
    return typed(types.with(told));
  }

  /**
   * The same, whose columns are taken for what is told.
   *
   * @throws DataException where there is no column of a name
   */
  public Table typed(ColumnTypes told) {
    told.told().keySet().forEach(this::column);
    return new Table(source, columns, rowCount, lines, told);
  }

  /**
   * Chooses the column to be learned; all others are features. The task is classification where the column is
   * categorical, or holds integers, at most 20 different ones and each at least twice; else regression.
   */
  public Labeled target(String name) {
    return target(name, inferTask(column(name)));
  }

  /** Chooses the column to be learned, and the task; all others are features. */
  public Labeled target(String name, Task task) {
    return new Labeled(this, name, task);
  }

  /** One column as a series, each row of which follows on the one before it. */
  public Series series(String column) {
    return new Series(this, column);
  }

  /**
   * The rows as the nodes of a graph; see {@link GraphTable}.
   *
   * @param node the column that names them
   * @param edges whose first two columns name the nodes that each edge joins, in either direction
   * @throws DataException where two nodes bear one name, an edge names none, or there is no edge
   */
  public GraphTable graph(String node, Table edges) {
    return new GraphTable(this, node, edges);
  }

  /**
   * All columns as numbers of one kind, such as pixels, to be learned to be given back; see {@link NumbersPreprocessing}.
   *
   * @param validation the fraction of the rows, from 0; 0 for none
   * @param test the fraction of the rows, from 0; both together below 1
   * @param normalization of all numbers alike, fitted to those of the training rows
   * @throws DataException where a column holds something else than numbers, or there are too few rows
   */
  public Prepared<NumbersPreprocessing> numbers(double validation, double test, long seed,
      Normalization normalization) {
    return NumbersPreprocessing.prepare(this, rows(validation, test, seed), normalization);
  }

  /** The same rows of each part, as a model learned to see them. */
  public Prepared<NumbersPreprocessing> numbers(double validation, double test, long seed,
      NumbersPreprocessing learned) {
    return learned.prepared(this, rows(validation, test, seed));
  }

  private RowSplit rows(double validation, double test, long seed) {
    return RowSplit.of(InMemory.rows(rowCount()), validation, test, seed,
        detail -> DataException.ofSource(source, detail));
  }

  List<Column> columns() {
    return columns;
  }

  int line(int row) {
    return lines.applyAsInt(row);
  }

  Column column(String name) {
    var column = find(name);
    if (column == null) {
      throw DataException.ofSource(source, "there is no column '" + name + "'; the columns are " + list(columnNames()));
    }
    return column;
  }

  @Nullable Column find(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst().orElse(null);
  }

  DataException fault(String column, String detail) {
    return DataException.ofColumn(source, column, detail);
  }

  DataException fault(int row, String column, String detail) {
    return DataException.ofCell(source, lines.applyAsInt(row), column, detail);
  }

  /** Whether it was told what a column is taken for. */
  boolean isTyped(String column) {
    return types.told().containsKey(column);
  }

  /** What a column is taken for. */
  ColumnType type(Column column) {
    return types.of(column);
  }

  /** Refuses a column that misses a value. */
  void requireWhole(Column column) {
    for (int row = 0; row < rowCount(); row++) {
      requireValue(column, row);
    }
  }

  /** Refuses a column that misses a value in one of these rows. */
  void requireWhole(Column column, int[] rows) {
    for (int row : rows) {
      requireValue(column, row);
    }
  }

  private void requireValue(Column column, int row) {
    if (column.isMissing(row)) {
      throw fault(row, column.name(),
          "expected a value, found none (an empty field, ?, NA, N/A, NaN or null); fill it in,"
              + " remove the row, or say what stands in for missing values");
    }
  }

  /** The numbers of a column of which none is missing, or the error that names its first cell without one. */
  double[] numbers(String name, String reason) {
    IntToDoubleFunction values = reals(name, reason);
    requireWhole(column(name));
    return IntStream.range(0, rowCount()).mapToDouble(values::applyAsDouble).toArray();
  }

  /** The number of each row, NaN where it is missing, or the error that names the first cell with something else. */
  IntToDoubleFunction reals(String name, String reason) {
    return switch (column(name)) {
      case Column.Numbers numbers -> numbers.values();
      case Column.Texts texts -> {
        int row = texts.firstWord(rowCount());
        if (row >= 0) {
          throw fault(row, name, "expected a number" + reason + ", found '" + texts.text(row) + "'");
        }
        double[] values = texts.texts().stream().mapToDouble(Numeral::parse).toArray();
        yield each -> texts.isMissing(each) ? Double.NaN : values[texts.code(each)];
      }
    };
  }

  /** The cells of a column as texts, of numbers as they are usually written. */
  Column.Texts texts(Column column) {
    return switch (column) {
      case Column.Texts texts -> texts;
      case Column.Numbers numbers -> {
        Map<Double, Integer> codes = new LinkedHashMap<>();
        int[] code = new int[rowCount()];
        for (int row = 0; row < code.length; row++) {
          code[row] = numbers.isMissing(row)
              ? Column.Texts.MISSING
              : codes.computeIfAbsent(numbers.value(row) + 0.0, _ -> codes.size());
        }
        yield new Column.Texts(column.name(), code, codes.keySet().stream().map(Numeral::format).toList());
      }
    };
  }

  static String list(List<String> names) {
    String shown = names.stream().limit(MOST_NAMES_IN_MESSAGE).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMES_IN_MESSAGE;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }

  private Task inferTask(Column column) {
    return switch (column) {
      case Column.Texts _ -> Task.CLASSIFICATION;
      case Column.Numbers numbers -> holdsFewIntegers(numbers) ? Task.CLASSIFICATION : Task.REGRESSION;
    };
  }

  private boolean holdsFewIntegers(Column.Numbers numbers) {
    Map<Double, Integer> rowsOfValue = new HashMap<>();
    for (int row = 0; row < rowCount(); row++) {
      requireValue(numbers, row);
      double value = numbers.value(row);
      rowsOfValue.merge(value + 0.0, 1, Integer::sum);
      if (!Numeral.isInteger(value) || rowsOfValue.size() > MOST_INFERRED_CLASSES) {
        return false;
      }
    }
    return rowsOfValue.values().stream().allMatch(rows -> rows >= FEWEST_ROWS_OF_INFERRED_CLASS);
  }

  /** For example {@code iris.csv: 150 rows of sepal_length, sepal_width, species}. */
  @Override
  public String toString() {
    return source + ": " + TableBuilder.count(rowCount(), "row") + " of " + list(columnNames());
  }
}
