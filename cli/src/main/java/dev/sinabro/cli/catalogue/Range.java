package dev.sinabro.cli.catalogue;

/**
 * The numbers that a key may have.
 *
 * @param text how a message says it, such as {@code of at least 0 and below 1}; empty where all numbers are allowed
 */
public record Range(double low, boolean withLow, double high, boolean withHigh, String text) {

  /** From 0 to below 1. */
  public static final Range FRACTION = new Range(0, true, 1, false, "of at least 0 and below 1");
  /** Above 0 to 1. */
  public static final Range FACTOR = new Range(0, false, 1, true, "above 0 and at most 1");
  /** Between 0 and 1, both excluded. */
  public static final Range OPEN = new Range(0, false, 1, false, "above 0 and below 1");
  /** From 0 to 1, both included. */
  public static final Range UNIT = new Range(0, true, 1, true, "from 0 to 1");
  public static final Range POSITIVE = new Range(0, false, Double.MAX_VALUE, true, "above 0");
  public static final Range NOT_NEGATIVE = new Range(0, true, Double.MAX_VALUE, true, "of at least 0");
  public static final Range ANY = new Range(-Double.MAX_VALUE, true, Double.MAX_VALUE, true, "");

  public boolean contains(double x) {
    return (withLow ? x >= low : x > low) && (withHigh ? x <= high : x < high);
  }
}
