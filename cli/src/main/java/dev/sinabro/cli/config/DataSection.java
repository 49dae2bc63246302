package dev.sinabro.cli.config;

import static dev.sinabro.cli.catalogue.Entry.entry;
import static dev.sinabro.cli.catalogue.Range.FRACTION;

import dev.sinabro.cli.catalogue.Absent.By;
import dev.sinabro.cli.catalogue.Entry;
import dev.sinabro.cli.catalogue.Key;
import dev.sinabro.cli.catalogue.Kind;
import dev.sinabro.data.Normalization;
import dev.sinabro.data.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is learned from.
 *
 * @param source where the rows come from
 * @param target the column that is learned
 * @param task null: follows from the target
 * @param ignore columns that are left out
 * @param delimiter what stands between two fields of a line; null: found out
 */
public record DataSection(DataSource source, String target, @Nullable Task task, List<String> ignore, Split split,
    Normalization normalize, @Nullable Character delimiter) {

  static final Key<String> PATH = Key.required("path", new Kind.Text(DataSource.WANTED),
      "name " + DataSource.WANTED + ", such as path: wine.csv", "a CSV file, relative to this file, or builtin:NAME");
  static final Key<String> TARGET = Key.required("target", new Kind.Text("the name of a column"),
      "name the column to learn, such as target: species", "the column to learn");
  static final Key<Task> TASK = Key.open("task", new Kind.Word<>(Task.class), By.DATA, "classification",
      "follows from the target if absent");
  static final Key<List<String>> IGNORE =
      Key.of("ignore", new Kind.Texts("a list of columns, such as [id, date]"), List.of(),
          "columns to leave out, such as row numbers");

  /** How a configuration says it. */
  static final Entry<DataSection> ENTRY = entry("data", "what is learned from", k -> new DataSection(
      DataSource.of(k.get(PATH)),
      k.get(TARGET),
      k.find(TASK).orElse(null),
      k.get(IGNORE),
      k.get(Key.section(Split.ENTRY)).build(),
      k.word("normalize", Normalization.STANDARD, "mean 0 and deviation 1, or 0 to 1, or as it is"),
      k.find(Key.open("delimiter", new Kind.Symbol(), By.DATA, "','", "between two fields of a line")).orElse(null)));

  /**
   * The parts that are kept out of training.
   *
   * @param validation the fraction of rows whose loss is watched while training, at least 0
   * @param test the fraction of rows that is measured once at the end, at least 0; both together below 1
   * @param seed null: the run's seed
   */
  public record Split(double validation, double test, @Nullable Long seed) {

    static final Entry<Split> ENTRY = entry("split", "what is kept out of training", k -> new Split(
        k.number("validation", 0.1, FRACTION, "fraction of rows watched while training"),
        k.number("test", 0.2, FRACTION, "fraction of rows measured once, at the end"),
        k.find(Key.open("seed", new Kind.Whole(0, Long.MAX_VALUE), By.READER, "42",
            "of the split; the run's seed if absent")).orElse(null)));
  }
}
