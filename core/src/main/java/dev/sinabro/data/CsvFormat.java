package dev.sinabro.data;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How a CSV file is read.
 *
 * @param delimiter between two fields of a line; empty: a comma, a semicolon, a tab or a bar, whichever the header
 *     holds most of
 * @param texts columns whose cells are texts even where all of them are numbers; those that are not there do not matter
 * @param ignored columns that are not read; likewise
 */
public record CsvFormat(Optional<Character> delimiter, Set<String> texts, Set<String> ignored) {
  /** The delimiter and the type of each column are found out. */
  public static final CsvFormat USUAL = new CsvFormat(Optional.empty(), Set.of(), Set.of());

  /** Keeps copies of the sets. */
  public CsvFormat {
    texts = Set.copyOf(texts);
    ignored = Set.copyOf(ignored);
  }

  /** The same with a delimiter. */
  public CsvFormat delimiter(char symbol) {
    return new CsvFormat(Optional.of(symbol), texts, ignored);
  }

  /** The same with more columns of texts. */
  public CsvFormat texts(String... columns) {
    return new CsvFormat(delimiter, with(texts, columns), ignored);
  }

  /** The same with more columns that are not read. */
  public CsvFormat without(String... columns) {
    return new CsvFormat(delimiter, texts, with(ignored, columns));
  }

  private static Set<String> with(Set<String> some, String... others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(Arrays.asList(others));
    return all;
  }
}
