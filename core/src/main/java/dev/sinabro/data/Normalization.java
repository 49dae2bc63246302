package dev.sinabro.data;

/** How numeric columns are brought to a common scale. */
public enum Normalization {
  /** To mean 0 and standard deviation 1, that of the population (divided by n). */
  STANDARD,
  /** To the range 0 to 1. */
  MIN_MAX,
  /** Not at all. */
  NONE;

  /** The scaling of a column, from the values of some rows, one at least. A constant column is shifted to 0. */
  Scaling fit(double[] values, int[] rows) {
    return switch (this) {
      case STANDARD -> isConstant(values, rows) ? new Scaling(values[rows[0]], 1) : standard(values, rows);
      case MIN_MAX -> isConstant(values, rows) ? new Scaling(values[rows[0]], 1) : minMax(values, rows);
      case NONE -> Scaling.IDENTITY;
    };
  }

  /** Asked of the values, since the variance of a constant column need not be 0: its mean is rounded. */
  private static boolean isConstant(double[] values, int[] rows) {
    for (int row : rows) {
      if (values[row] != values[rows[0]]) {
        return false;
      }
    }
    return true;
  }

  private static Scaling standard(double[] values, int[] rows) {
    double sum = 0;
    for (int row : rows) {
      sum += values[row];
    }
    double mean = sum / rows.length;
    double squares = 0;
    for (int row : rows) {
      squares += (values[row] - mean) * (values[row] - mean);
    }
    double deviation = Math.sqrt(squares / rows.length);
    return new Scaling(mean, deviation > 0 ? deviation : 1);
  }

  private static Scaling minMax(double[] values, int[] rows) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int row : rows) {
      least = Math.min(least, values[row]);
      most = Math.max(most, values[row]);
    }
    return new Scaling(least, most - least);
  }
}
