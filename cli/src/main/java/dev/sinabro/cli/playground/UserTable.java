package dev.sinabro.cli.playground;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sinabro.cli.http.Refusal;
import dev.sinabro.data.Csv;
import dev.sinabro.data.DataException;
import dev.sinabro.data.Table;
import dev.sinabro.data.Task;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of the user's. Rows whose target is missing are left out.
 *
 * @param table of at least two numeric columns and another one
 */
record UserTable(Table table) {
  private static final int MOST_ROWS = 20_000;
  private static final int MOST_COLUMNS = 100;
  private static final int MOST_CLASSES = 100;

  /**
   * Reads CSV.
   *
   * @throws Refusal where it cannot be used
   */
  static UserTable read(String csv) {
    Table table;
    try {
      table = Csv.read("the file", new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
    } catch (DataException unusable) {
      throw new Refusal(Refusal.UNUSABLE, String.valueOf(unusable.getMessage()));
    }
    if (table.rowCount() > MOST_ROWS || table.columnNames().size() > MOST_COLUMNS) {
      throw new Refusal(Refusal.UNUSABLE, "the file has " + table.rowCount() + " rows and " + table.columnNames().size()
          + " columns; the playground takes " + MOST_ROWS + " rows and " + MOST_COLUMNS + " columns; train it by"
          + " sinabro train");
    }
    UserTable read = new UserTable(table);
    if (read.numeric("").size() < 2 || table.columnNames().size() < 3) {
      throw new Refusal(Refusal.UNUSABLE, "the file needs two columns of numbers and one to be learned");
    }
    return read;
  }

  /** The names of its columns, and which of them are numbers. */
  JsonObject json() {
    JsonArray columns = new JsonArray();
    for (String name : table.columnNames()) {
      JsonObject column = new JsonObject();
      column.addProperty("name", name);
      column.addProperty("numeric", table.isNumeric(name));
      columns.add(column);
    }
    JsonObject json = new JsonObject();
    json.addProperty("rows", table.rowCount());
    json.add("columns", columns);
    return json;
  }

  /** Names of the columns of numbers but one. */
  List<String> numeric(String except) {
    return table.columnNames().stream().filter(name -> table.isNumeric(name) && !name.equals(except)).toList();
  }

  /**
   * With the plane of two columns; all others stand at their median.
   *
   * @throws Refusal where there are no such columns
   */
  PlayTable over(String x, String y, String target) {
    List<String> names = numeric(target);
    if (!names.contains(x) || !names.contains(y) || x.equals(y)) {
      throw new Refusal(Refusal.UNUSABLE, "the axes must be two of the columns " + names);
    }
    if (!table.columnNames().contains(target)) {
      throw new Refusal(Refusal.UNUSABLE, "the file has no column " + target);
    }
    int[] rows = IntStream.range(0, table.rowCount()).filter(row -> !table.cell(row, target).isEmpty()).toArray();
    List<String> targets = Arrays.stream(rows).mapToObj(row -> table.cell(row, target)).toList();
    List<double[]> values = names.stream().map(name -> values(name, rows)).toList();
    double[] medians = values.stream().mapToDouble(UserTable::median).toArray();
    boolean ofClasses = isOfClasses(target, targets, values.getFirst());
    if (ofClasses) {
      requireClasses(target, targets.stream().distinct().count());
    }
    int across = names.indexOf(x);
    int up = names.indexOf(y);
    PlayTable.FeatureMap map = (here, there) -> {
      double[] features = medians.clone();
      features[across] = here;
      features[up] = there;
      return features;
    };
    double[] xs = values.get(across);
    double[] ys = values.get(up);
    return new PlayTable(names,
        IntStream.range(0, rows.length)
            .mapToObj(row -> values.stream().mapToDouble(column -> column[row]).toArray()).toList(),
        target, targets, ofClasses, "standard",
        new PlayTable.Plane(x, y, low(xs), high(xs), low(ys), high(ys), map, xs, ys));
  }

  /** As {@code data.task} of a configuration is, where it is not said. */
  private boolean isOfClasses(String target, List<String> targets, double[] beside) {
    Table known = Table.of(table.source(), targets.size()).with("beside " + target, beside);
    return (table.isNumeric(target)
        ? known.with(target, targets.stream().mapToDouble(Double::parseDouble).toArray())
        : known.with(target, targets)).target(target).task() == Task.CLASSIFICATION;
  }

  private static void requireClasses(String target, long classes) {
    if (classes < 2 || classes > MOST_CLASSES) {
      throw new Refusal(Refusal.UNUSABLE, "the column " + target + " has " + classes + " different classes; the"
          + " playground tells 2 to " + MOST_CLASSES + " apart; learn another column");
    }
  }

  /** Of some rows; where one is missing, the median of the others stands in. */
  private double[] values(String name, int[] rows) {
    double[] values = Arrays.stream(rows).mapToObj(row -> table.cell(row, name))
        .mapToDouble(cell -> cell.isEmpty() ? Double.NaN : Double.parseDouble(cell)).toArray();
    double median = median(Arrays.stream(values).filter(Double::isFinite).toArray());
    return Arrays.stream(values).map(value -> Double.isFinite(value) ? value : median).toArray();
  }

  /** 0 of none. */
  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  private static double low(double[] values) {
    return Arrays.stream(values).min().orElse(0) - margin(values);
  }

  private static double high(double[] values) {
    return Arrays.stream(values).max().orElse(1) + margin(values);
  }

  private static double margin(double[] values) {
    double spread = Arrays.stream(values).max().orElse(1) - Arrays.stream(values).min().orElse(0);
    return spread == 0 ? 1 : 0.05 * spread;
  }
}
