package dev.sinabro.cli.catalogue;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FRACTION;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.data.Normalization;
import dev.sinabro.data.Task;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is learned from. */
public sealed interface DataSection {

  Key<String> PATH = Key.required("path", new Kind.Text(DataSource.WANTED),
      "name " + DataSource.WANTED + ", such as path: wine.csv", "a file, relative to this one, or builtin:NAME");
  Key<String> TARGET = Key.required("target", new Kind.Text("the name of a column"),
      "name the column to learn, such as target: species", "the column to learn");
  Key<String> COLUMN = Key.required("column", new Kind.Text("the name of a column"),
      "name the column that is the series, such as column: passengers", "the column that is the series");
  Key<String> EDGES = Key.required("edges", new Kind.Text(DataSource.WANTED),
      "name " + DataSource.WANTED + " whose first two columns are the nodes that each edge joins",
      "a table whose first two columns are the nodes that each edge joins, in either direction");
  Key<String> NODE = Key.required("node", new Kind.Text("the name of a column"),
      "name the column that names the nodes, such as node: id", "the column that names the nodes");
  Key<Task> TASK = Key.open("task", new Kind.Word<>(Task.class), By.DATA, "classification",
      "follows from the target if absent");
  Key<List<String>> IGNORE = Key.of("ignore", new Kind.Texts("a list of columns, such as [id, date]"), List.of(),
      "columns to leave out, such as row numbers");

  /** What data can be; the first holds where no kind is named. */
  Catalogue<DataSection> DATA = Catalogue.of("data", "data",

      entry("table", "rows of columns, of which one is learned from the others", k -> new OfTable(
          DataSource.of(k.get(PATH)),
          k.get(TARGET),
          k.find(TASK).orElse(null),
          k.get(IGNORE),
          k.get(Key.section(Split.ENTRY)).build(),
          k.word("normalize", Normalization.STANDARD, "mean 0 and deviation 1, or 0 to 1, or as it is"),
          delimiter(k))),

      entry("numbers", "rows of numbers of one kind, such as pixels, that are learned to be given back",
          k -> new OfNumbers(
              DataSource.of(k.get(PATH)),
              k.get(IGNORE),
              k.get(Key.section(Split.ENTRY)).build(),
              k.word("normalize", Normalization.STANDARD, "all numbers alike: to deviation 1, or 0 to 1, or as it is"),
              delimiter(k))),

      entry("series", "a column in the order of time, of which each number is learned from those before it",
          k -> new OfSeries(
              DataSource.of(k.get(PATH)),
              k.get(COLUMN),
              k.whole("window", 1, "how many numbers are looked back upon"),
              k.get(Key.section(Split.ENTRY)).build(),
              k.word("normalize", Normalization.STANDARD, "mean 0 and deviation 1, or 0 to 1, or as it is"),
              delimiter(k))),

      entry("text", "lines of which each character is learned from those before it", k -> new OfText(
          DataSource.of(k.get(PATH)),
          k.whole("context", 1, "characters of a row; of lines, one more than the longest has"),
          k.flag("lines", true, "whether each line is a row, as words are; else the text runs on"),
          k.get(Key.section(Split.ENTRY)).build())),

      entry("graph", "nodes and edges, of which the classes of some nodes are known and those of the others learned",
          k -> new OfGraph(
              DataSource.of(k.get(PATH)),
              DataSource.of(k.get(EDGES)),
              k.get(NODE),
              k.get(TARGET),
              k.get(Key.of("known", new Kind.Texts("a list of nodes, such as [0, 33]"), List.of(),
                  "the nodes to learn from, all others are for the test; drawn as split says if absent")),
              k.get(IGNORE),
              k.get(Key.section(Split.ENTRY)).build(),
              k.word("normalize", Normalization.STANDARD, "mean 0 and deviation 1, or 0 to 1, or as it is"),
              delimiter(k))));

  private static @Nullable Character delimiter(Keys k) {
    return k.find(Key.open("delimiter", new Kind.Symbol(), By.DATA, "','", "between two fields of a line"))
        .orElse(null);
  }

  /** Where the rows come from. */
  DataSource source();

  /** The parts that are kept out of training. */
  Split split();

  /** What is learned; null: follows from the data. */
  @Nullable Task task();

  /** The metric that says most of such data; empty: that of the task. */
  default Optional<String> metric() {
    return Optional.empty();
  }

  /**
   * A table.
   *
   * @param target the column that is learned
   * @param task null: follows from the target
   * @param ignore columns that are left out
   * @param delimiter what stands between two fields of a line; null: found out
   */
  record OfTable(DataSource source, String target, @Nullable Task task, List<String> ignore, Split split,
      Normalization normalize, @Nullable Character delimiter) implements DataSection {}

  /**
   * Columns of a table that are features and target in one.
   *
   * @param ignore columns that are left out
   * @param delimiter what stands between two fields of a line; null: found out
   */
  record OfNumbers(DataSource source, List<String> ignore, Split split, Normalization normalize,
      @Nullable Character delimiter) implements DataSection {
    @Override
    public Task task() {
      return Task.REGRESSION;
    }

    @Override
    public Optional<String> metric() {
      return Optional.of("unexplained-variance");
    }
  }

  /**
   * A series.
   *
   * @param column its name
   * @param window how many numbers a row looks back, at least 1
   * @param delimiter what stands between two fields of a line; null: found out
   */
  record OfSeries(DataSource source, String column, int window, Split split, Normalization normalize,
      @Nullable Character delimiter) implements DataSection {
    @Override
    public Task task() {
      return Task.REGRESSION;
    }
  }

  /**
   * A text.
   *
   * @param context characters of a row, at least 1
   * @param lines whether each line is a row
   */
  record OfText(DataSource source, int context, boolean lines, Split split) implements DataSection {
    @Override
    public Task task() {
      return Task.CLASSIFICATION;
    }

    @Override
    public Optional<String> metric() {
      return Optional.of("bits-per-character");
    }
  }

  /**
   * A graph.
   *
   * @param source of the nodes
   * @param edges where the edges come from
   * @param node the column that names the nodes
   * @param target the column of the classes
   * @param known the nodes to learn from; none: drawn
   * @param ignore columns that are left out
   * @param delimiter what stands between two fields of a line; null: found out
   */
  record OfGraph(DataSource source, DataSource edges, String node, String target, List<String> known,
      List<String> ignore, Split split, Normalization normalize, @Nullable Character delimiter) implements DataSection {
    @Override
    public Task task() {
      return Task.CLASSIFICATION;
    }
  }

  /**
   * The parts that are kept out of training: drawn at random; of a series and of running text the last ones.
   *
   * @param validation the fraction of rows whose loss is watched while training, at least 0
   * @param test the fraction of rows that is measured once at the end, at least 0; both together below 1
   * @param seed null: the run's seed
   */
  record Split(double validation, double test, @Nullable Long seed) {

    static final Entry<Split> ENTRY = entry("split", "what is kept out of training", k -> new Split(
        k.number("validation", 0.1, FRACTION, "fraction of rows watched while training"),
        k.number("test", 0.2, FRACTION, "fraction of rows measured once, at the end"),
        k.find(Key.open("seed", new Kind.Whole(0, Long.MAX_VALUE), By.READER, "42",
            "of the split; the run's seed if absent")).orElse(null)));
  }
}
