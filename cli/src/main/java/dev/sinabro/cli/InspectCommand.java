package dev.sinabro.cli;

import static dev.sinabro.cli.terminal.Columns.Side.LEFT;
import static dev.sinabro.cli.terminal.Columns.Side.RIGHT;

import dev.sinabro.cli.exit.ExitCode;
import dev.sinabro.cli.terminal.Columns;
import dev.sinabro.cli.terminal.Figures;
import dev.sinabro.data.ColumnSummary;
import dev.sinabro.data.ColumnSummary.Count;
import dev.sinabro.data.Csv;
import dev.sinabro.data.CsvFormat;
import dev.sinabro.data.ImageFiles;
import dev.sinabro.data.Npy;
import dev.sinabro.data.Table;
import dev.sinabro.graph.HostTensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinabro data inspect}. */
@Command(name = "inspect", description = "Tells what is in a file, and what a configuration for it could look like:"
    + " a table, arrays of NumPy, or a folder of images.")
final class InspectCommand implements Callable<Integer> {
  private static final int FIRST_ROWS = 5;
  private static final int MOST_CLASSES = 20;
  private static final int MOST_COLUMNS = 100;
  private static final int WIDEST = 120;
  private static final int LONGEST_CELL = 60;

  @Spec
  private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE",
      description = "A CSV file, an .npy or .npz file, or a folder of pictures in a folder for"
          + " each class.")
  private Path file = Path.of("");

  @Option(names = "--target", paramLabel = "COLUMN", description = "What is to be learned. Default: the last column.")
  private @Nullable String target;

  @Option(names = "--delimiter", paramLabel = "CHARACTER",
      description = "Between two fields of a line. Default: found out.")
  private @Nullable Character delimiter;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String name = String.valueOf(file.getFileName());
    if (Files.isDirectory(file)) {
      images(out);
    } else if (name.endsWith(".npz")) {
      arrays(Npy.archive(file), out);
    } else if (name.endsWith(".npy")) {
      arrays(Map.of(name, Npy.read(file)), out);
    } else {
      table(Csv.read(file, delimiter == null ? CsvFormat.USUAL : CsvFormat.USUAL.delimiter(delimiter)), out);
    }
    return ExitCode.DONE.code();
  }

  private void table(Table table, PrintWriter out) {
    List<String> names = table.columnNames();
    String learned = target == null ? names.getLast() : target;
    if (!names.contains(learned)) {
      throw new ParameterException(spec.commandLine(),
          "there is no column '" + learned + "'; the columns are " + String.join(", ", names));
    }
    List<ColumnSummary> summaries = names.stream().map(table::summary).toList();
    out.printf("%s · %s rows · %d columns%n%n", file, Figures.count(table.rowCount()), names.size());
    List<List<String>> rows = new ArrayList<>(List.of(List.of("column", "type", "missing", "distinct", "values")));
    summaries.stream().limit(MOST_COLUMNS)
        .forEach(each -> rows.add(List.of(shown(each.name()), type(each), each.missing() == 0
            ? "-"
            : Figures.count(each.missing()), Figures.count(each.distinct()), values(each))));
    out.print(Columns.of(LEFT, LEFT, RIGHT, RIGHT, LEFT).text(rows, 4, WIDEST));
    if (summaries.size() > MOST_COLUMNS) {
      out.printf("and %s more columns%n", Figures.count(summaries.size() - MOST_COLUMNS));
    }
    notes(table, out);
    balance(table, learned, out);
    firstRows(table, out);
    if (names.size() > 1) {
      out.printf("%na configuration to begin with:%n%n%s", new SuggestedConfiguration(file, table, learned).text());
    }
  }

  /** What is rarely meant so. */
  private static void notes(Table table, PrintWriter out) {
    List<String> names = table.columnNames();
    if (names.size() == 1) {
      out.printf(
          "%nthere is one column, so that nothing is there to learn it from; if others are meant, name what separates"
              + " them by --delimiter%n");
    }
    names.stream().filter(name -> !table.isNumeric(name))
        .filter(name -> table.counts(name).stream().anyMatch(count -> count.value().equals(name))).findFirst()
        .ifPresent(
            name -> out.printf("%n'%s' is the name of a column and one of its values; if the first line is a row, put"
                + " a line of names before it%n", shown(name)));
  }

  private static String type(ColumnSummary column) {
    return switch (column.values()) {
      case ColumnSummary.None _ -> "nothing";
      case ColumnSummary.Numbers numbers -> numbers.whole() ? "whole number" : "number";
      case ColumnSummary.Dates _ -> "date";
      case ColumnSummary.Texts _ -> "text";
    };
  }

  private static String values(ColumnSummary column) {
    return switch (column.values()) {
      case ColumnSummary.None _ -> "";
      case ColumnSummary.Numbers(_, double least, double most, double mean, double median) ->
        number(least) + " to " + number(most) + " · mean " + number(mean) + " · median " + number(median);
      case ColumnSummary.Dates(_, String first, String last) -> first + " to " + last;
      case ColumnSummary.Texts(List<Count> frequent, _) when frequent.getFirst().rows() == 1 ->
        "each once, such as " + shown(frequent.getFirst().value());
      case ColumnSummary.Texts(List<Count> frequent, _) -> listed(frequent);
    };
  }

  /** A cell on a line of its own, and no longer than that. */
  private static String shown(String cell) {
    String line = cell.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_CELL ? line : line.substring(0, LONGEST_CELL - 1) + "…";
  }

  private static String listed(List<Count> counts) {
    return counts.stream().map(count -> shown(count.value()) + " " + Figures.count(count.rows()))
        .collect(Collectors.joining(", "));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /** Where the target can be told to be of classes. */
  private static void balance(Table table, String target, PrintWriter out) {
    List<Count> counts = table.counts(target);
    if (counts.size() > MOST_CLASSES && table.isNumeric(target)) {
      return;
    }
    out.printf("%nclasses of %s%n", target);
    List<List<String>> rows = counts.stream().limit(MOST_CLASSES)
        .map(count -> List.of("  " + shown(count.value()), Figures.count(count.rows()),
            String.format(Locale.ROOT, "%.1f %%", 100.0 * count.rows() / table.rowCount())))
        .toList();
    out.print(Columns.of(LEFT, RIGHT, RIGHT).text(rows, 0, WIDEST));
    if (counts.size() > MOST_CLASSES) {
      out.printf("  and %s more%n", Figures.count(counts.size() - MOST_CLASSES));
    }
  }

  private static void firstRows(Table table, PrintWriter out) {
    List<String> names = table.columnNames();
    List<List<String>> rows = new ArrayList<>(List.of(names.stream().map(InspectCommand::shown).toList()));
    for (int row = 0; row < Math.min(FIRST_ROWS, table.rowCount()); row++) {
      int each = row;
      rows.add(names.stream().map(name -> shown(table.cell(each, name))).toList());
    }
    Columns columns = new Columns(Collections.nCopies(names.size(), LEFT));
    out.printf("%nfirst rows%n");
    columns.text(rows, 0, WIDEST).lines()
        .forEach(line -> out.println("  " + (line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…")));
  }

  private void arrays(Map<String, HostTensor> arrays, PrintWriter out) {
    out.printf("%s%n%n", file);
    List<List<String>> rows = new ArrayList<>(List.of(List.of("array", "type", "values")));
    arrays.forEach((name, array) -> rows.add(List.of(name, array.type().toString(), range(array))));
    out.print(Columns.of(LEFT, LEFT, LEFT).text(rows, 0, WIDEST));
  }

  private static String range(HostTensor array) {
    long count = array.type().byteSize() / array.type().dtype().byteSize();
    if (count == 0 || count > Integer.MAX_VALUE) {
      return "";
    }
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    long missing = 0;
    for (int i = 0; i < count; i++) {
      double value = array.value(i);
      least = Math.min(least, Double.isNaN(value) ? least : value);
      most = Math.max(most, Double.isNaN(value) ? most : value);
      missing += Double.isNaN(value) ? 1 : 0;
    }
    return number(least) + " to " + number(most) + (missing == 0 ? "" : " · " + Figures.count(missing) + " NaN");
  }

  private void images(PrintWriter out) {
    try (Stream<Path> content = Files.list(file)) {
      List<List<String>> rows = new ArrayList<>(List.of(List.of("class", "pictures")));
      content.filter(Files::isDirectory).sorted().forEach(folder -> rows.add(
          List.of(String.valueOf(folder.getFileName()), Figures.count(ImageFiles.pictures(folder).size()))));
      out.printf("%s%n%n", file);
      out.print(Columns.of(LEFT, RIGHT).text(rows, 0, WIDEST));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
