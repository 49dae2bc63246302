package dev.sinabro.data;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/** A column of a {@link Table}, of which some cells may be missing. */
sealed interface Column {
  String name();

  /** Whether a row has no value. */
  boolean isMissing(int row);

  /**
   * A numeric column.
   *
   * @param values the finite number of a row, NaN where it is missing
   */
  record Numbers(String name, IntToDoubleFunction values) implements Column {
    Numbers(String name, double[] values) {
      this(name, row -> values[row]);
    }

    double value(int row) {
      return values.applyAsDouble(row);
    }

    @Override
    public boolean isMissing(int row) {
      return Double.isNaN(value(row));
    }
  }

  /**
   * A categorical column.
   *
   * @param codes for each row the index of its text, {@link #MISSING} where there is none
   * @param texts in the order of appearance
   */
  record Texts(String name, IntUnaryOperator codes, List<String> texts) implements Column {
    static final int MISSING = -1;

    Texts(String name, int[] codes, List<String> texts) {
      this(name, row -> codes[row], texts);
    }

    int code(int row) {
      return codes.applyAsInt(row);
    }

    /** The text of a row that has one. */
    String text(int row) {
      return texts.get(code(row));
    }

    @Override
    public boolean isMissing(int row) {
      return code(row) == MISSING;
    }

    /** The first of some rows that holds a text which is no number, or -1. */
    int firstWord(int rows) {
      for (int row = 0; row < rows; row++) {
        if (!isMissing(row) && Double.isNaN(Numeral.parse(text(row)))) {
          return row;
        }
      }
      return -1;
    }
  }
}
