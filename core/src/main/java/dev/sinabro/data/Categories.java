package dev.sinabro.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** @param noun what an error calls one */
  Categories(String noun, List<String> names) {
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
  }

  /** The index of the category of each of some rows. */
  int[] codes(Table table, String columnName, int[] rows) {
    int[] codes = new int[rows.length];
    switch (table.column(columnName)) {
      case Column.Texts column -> {
        @Nullable Integer[] codeOfText = new Integer[column.texts().size()];
        for (int i = 0; i < codeOfText.length; i++) {
          codeOfText[i] = code(column.texts().get(i));
        }
        for (int i = 0; i < rows.length; i++) {
          codes[i] = known(codeOfText[column.codes()[rows[i]]], table, rows[i], columnName, column.text(rows[i]));
        }
      }
      case Column.Numbers column -> {
        for (int i = 0; i < rows.length; i++) {
          double number = column.values()[rows[i]];
          codes[i] = known(byNumber.get(number + 0.0), table, rows[i], columnName, Numeral.format(number));
        }
      }
    }
    return codes;
  }

  private @Nullable Integer code(String text) {
    Integer code = byText.get(text);
    if (code != null) {
      return code;
    }
    double number = Numeral.parse(text);
    return Double.isNaN(number) ? null : byNumber.get(number + 0.0);
  }

  private int known(@Nullable Integer code, Table table, int row, String column, String text) {
    if (code == null) {
      throw table.fault(row, column, "'" + text + "' is no " + noun + " known from training; expected one of "
          + Table.list(names));
    }
    return code;
  }
}
