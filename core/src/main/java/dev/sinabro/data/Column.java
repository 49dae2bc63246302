package dev.sinabro.data;

import java.util.List;

/** A column of a {@link Table}. The arrays are the table's own and must not be changed. */
sealed interface Column {
  String name();

  /** A numeric column: one finite number a row. */
  record Numbers(String name, double[] values) implements Column {}

  /** A categorical column: for each row the index of its text in {@code texts}, which are in order of appearance. */
  record Texts(String name, int[] codes, List<String> texts) implements Column {
    String text(int row) {
      return texts.get(codes[row]);
    }

    /** The first row that holds no number, or -1. */
    int firstWord() {
      for (int row = 0; row < codes.length; row++) {
        if (Double.isNaN(Numeral.parse(text(row)))) {
          return row;
        }
      }
      return -1;
    }
  }
}
