package dev.sinabro.data;

import java.util.List;

/**
 * A series cut into windows: {@link Field#FEATURES} [window, 1] is what came before, oldest first, {@link Field#TARGET} [1]
 * the number that follows.
 *
 * @param column the name of the series
 * @param window how many numbers a row looks back, at least 1
 * @param scaling of every number
 */
public record SeriesPreprocessing(String column, int window, Scaling scaling) implements Preprocessing {
  /** Checks the range. */
  public SeriesPreprocessing {
    if (window < 1) {
      throw new IllegalArgumentException("a window of " + window + " numbers; it must be 1 at least");
    }
  }

  @Override
  public List<Field> fields() {
    return List.of(features(), target());
  }

  private Field features() {
    return Field.reals(Field.FEATURES, window, 1);
  }

  private Field target() {
    return Field.reals(Field.TARGET, 1).meaning(new Meaning.Scaled(scaling));
  }

  /**
   * A row for each number that has a whole window before it.
   *
   * @throws DataException where there is none, or the column is missing or holds something else than numbers
   */
  public Dataset dataset(Table table) {
    double[] numbers = numbers(table, window + 1);
    return windows(numbers, window, numbers.length);
  }

  /**
   * The windows of {@link #dataset}, and the last one, whose number is still to come; without targets.
   *
   * @throws DataException where there is none, or the column is missing or holds something else than numbers
   */
  public Dataset features(Table table) {
    return features(numbers(table, window));
  }

  /**
   * The windows of some numbers that follow one another, oldest first, without targets.
   *
   * @param numbers of {@link #numbers}, at least as many as a window has
   */
  public Dataset features(double[] numbers) {
    return features(numbers, window, numbers.length + 1);
  }

  /**
   * The numbers of the series in a table, or in a part of one.
   *
   * @throws DataException where there are fewer than asked for, or the column is missing or holds something else
   */
  public double[] numbers(Table table, int least) {
    double[] numbers = table.numbers(column, ", since it is a series");
    if (numbers.length < least) {
      throw table.fault(column, "expected " + least + " numbers at least, since the model looks back " + window
          + ", found " + numbers.length);
    }
    return numbers;
  }

  /** Rows whose targets are the numbers from one, included, to another, excluded. */
  Dataset windows(double[] numbers, int from, int to) {
    float[] targets = new float[to - from];
    for (int i = from; i < to; i++) {
      targets[i - from] = scaling.apply(numbers[i]);
    }
    return features(numbers, from, to).with(target(), targets);
  }

  private InMemory features(double[] numbers, int from, int to) {
    float[] values = new float[Math.multiplyExact(to - from, window)];
    for (int i = 0; i < values.length; i++) {
      values[i] = scaling.apply(numbers[from + i / window - window + i % window]);
    }
    return InMemory.rows(to - from).with(features(), values);
  }
}
