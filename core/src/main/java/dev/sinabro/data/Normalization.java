package dev.sinabro.data;

import java.util.function.IntToDoubleFunction;

/** How numeric columns are brought to a common scale. */
public enum Normalization {
  /** To mean 0 and standard deviation 1, that of the population (divided by n). */
  STANDARD,
  /** To the range 0 to 1. */
  MIN_MAX,
  /** Not at all. */
  NONE;

  /** The scaling of a column, from the values of some rows, one at least. A constant column is shifted to 0. */
  Scaling fit(IntToDoubleFunction values, int[] rows) {
    return switch (this) {
      case STANDARD ->
        isConstant(values, rows) ? new Scaling(values.applyAsDouble(rows[0]), 1) : standard(values, rows);
      case MIN_MAX -> isConstant(values, rows) ? new Scaling(values.applyAsDouble(rows[0]), 1) : minMax(values, rows);
      case NONE -> Scaling.IDENTITY;
    };
  }

  /** Asked of the values, since the variance of a constant column need not be 0: its mean is rounded. */
  private static boolean isConstant(IntToDoubleFunction values, int[] rows) {
    for (int row : rows) {
      if (values.applyAsDouble(row) != values.applyAsDouble(rows[0])) {
        return false;
      }
    }
    return true;
  }

  private static Scaling standard(IntToDoubleFunction values, int[] rows) {
    double sum = 0;
    for (int row : rows) {
      sum += values.applyAsDouble(row);
    }
    double mean = sum / rows.length;
    double squares = 0;
    for (int row : rows) {
      squares += (values.applyAsDouble(row) - mean) * (values.applyAsDouble(row) - mean);
    }
    double deviation = Math.sqrt(squares / rows.length);
    return new Scaling(mean, deviation > 0 ? deviation : 1);
  }

  private static Scaling minMax(IntToDoubleFunction values, int[] rows) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int row : rows) {
      least = Math.min(least, values.applyAsDouble(row));
      most = Math.max(most, values.applyAsDouble(row));
    }
    return new Scaling(least, most - least);
  }
}
