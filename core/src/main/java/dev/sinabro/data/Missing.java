package dev.sinabro.data;

/** What becomes of a missing value of a column. Whatever stands in for it is learned from the training rows alone. */
public sealed interface Missing {
  /** None may be missing. */
  Missing REFUSED = new Refused();
  /** The mean of the numbers. */
  Missing MEAN = new Mean();
  /** The median of the numbers; of an even count the mean of the two in the middle. */
  Missing MEDIAN = new Median();
  /** The most frequent value; of several the least number, or the first by alphabet. */
  Missing MOST_FREQUENT = new MostFrequent();

  /** See {@link #REFUSED}. */
  record Refused() implements Missing {}

  /** See {@link #MEAN}. */
  record Mean() implements Missing {}

  /** See {@link #MEDIAN}. */
  record Median() implements Missing {}

  /** See {@link #MOST_FREQUENT}. */
  record MostFrequent() implements Missing {}

  /**
   * A value of one's own.
   *
   * @param value as a cell would hold it
   */
  record Constant(String value) implements Missing {}
}
