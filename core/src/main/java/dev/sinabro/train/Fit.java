package dev.sinabro.train;

/**
 * How long to train and in what portions.
 *
 * @param epochs passes over the data, from where the trainer stands; at least 1
 * @param batchSize rows of a step, at least 1; the last of an epoch may have fewer
 */
public record Fit(int epochs, int batchSize) {
  /** Checks the ranges. */
  public Fit {
    if (epochs < 1 || batchSize < 1) {
      throw new IllegalArgumentException("epochs " + epochs + " and batch size " + batchSize + " must be at least 1");
    }
  }

  /** That many passes over the data, in batches of 32 rows. */
  public static Fit epochs(int epochs) {
    return new Fit(epochs, 32);
  }

  /** The same with another batch size. */
  public Fit batch(int rows) {
    return new Fit(epochs, rows);
  }
}
