package dev.sinabro.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks up cells among known categories: by text, else by number, since a column of which some rows are words in one
 * file may hold numbers only in the next.
 */
final class Categories {
  private final String noun;
  private final List<String> names;
  private final Map<String, Integer> byText = new HashMap<>();
  private final Map<Double, Integer> byNumber = new HashMap<>();
  private final @Nullable Integer missing;
  private final @Nullable Integer other;

  /**
   * Of which none may be missing or unknown.
   *
   * @param noun what an error calls one
   */
  Categories(String noun, List<String> names) {
    this(noun, names, Optional.empty(), OptionalInt.empty());
  }

  /**
   * Categories of some names.
   *
   * @param noun what an error calls one
   * @param missing the name that stands in for a missing one; empty: none may be missing
   * @param other the index that stands for an unknown one; empty: none may be unknown
   */
  Categories(String noun, List<String> names, Optional<String> missing, OptionalInt other) {
    this.noun = noun;
    this.names = names;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      byText.put(name, i);
      double number = Numeral.parse(name) + 0.0;
      if (Numeral.format(number).equals(name)) {
        byNumber.put(number, i);
      } else if (!Double.isNaN(number)) {
        byNumber.putIfAbsent(number, i);
      }
    }
    this.other = other.isPresent() ? other.getAsInt() : null;
    this.missing = missing.map(this::code).orElse(null);
  }

  /** The index of the category of each of some rows. */
  int[] codes(Table table, String columnName, int[] rows) {
    return IntStream.of(rows).map(coder(table, columnName, rows)).toArray();
  }

  /**
   * What tells the index of the category of a row.
   *
   * @param rows that it is asked about
   */
  IntUnaryOperator coder(Table table, String columnName, int[] rows) {
    Column found = table.column(columnName);
    if (missing == null) {
      table.requireWhole(found, rows);
    }
    return switch (found) {
      case Column.Texts column -> {
        @Nullable Integer[] codeOfText = new Integer[column.texts().size()];
        for (int i = 0; i < codeOfText.length; i++) {
          codeOfText[i] = code(column.texts().get(i));
        }
        yield row -> {
          Integer code = column.isMissing(row) ? missing : codeOfText[column.code(row)];
          return code != null ? code : unknown(table, row, columnName, column.text(row));
        };
      }
      case Column.Numbers column -> row -> {
        double number = column.value(row);
        Integer code = Double.isNaN(number) ? missing : byNumber.get(number + 0.0);
        return code != null ? code : unknown(table, row, columnName, Numeral.format(number));
      };
    };
  }

  private @Nullable Integer code(String text) {
    Integer code = byText.get(text);
    if (code != null) {
      return code;
    }
    double number = Numeral.parse(text);
    return Double.isNaN(number) ? null : byNumber.get(number + 0.0);
  }

  private int unknown(Table table, int row, String column, String text) {
    if (other != null) {
      return other;
    }
    throw table.fault(row, column, "'" + text + "' is no " + noun + " known from training; expected one of "
        + Table.list(names));
  }
}
