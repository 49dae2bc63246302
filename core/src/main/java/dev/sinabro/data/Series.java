package dev.sinabro.data;

import java.util.stream.IntStream;

/**
 * Numbers in the order of time, of which each is to be told from those before it.
 *
 * <pre>{@code
 * var data = Csv.read(Path.of("passengers.csv")).series("passengers").windows(12, 1 / 12.0, 1 / 6.0, Normalization.STANDARD);
 * }</pre>
 */
public final class Series {
  private final Table table;
  private final String column;
  private final double[] numbers;

  Series(Table table, String column) {
    this.table = table;
    this.column = column;
    numbers = table.numbers(column, ", since it is a series");
  }

  /** How many numbers there are. */
  public int length() {
    return numbers.length;
  }

  /**
   * A row for each number that has a whole window before it: the window, and that number. Parts follow each other in time:
   * the last round(length * test) numbers are those of the test rows, those of validation stand before them. A window may
   * reach into the part before its own, as it would when the number is still to come. The scaling is that of the numbers
   * that training sees.
   *
   * @param window how many numbers a row looks back, at least 1
   * @param validation the fraction of the numbers, from 0; 0 for none
   * @param test the fraction of the numbers, from 0; both together below 1
   * @throws DataException where no row is left for training
   */
  public Prepared<SeriesPreprocessing> windows(int window, double validation, double test,
      Normalization normalization) {
    int validated = parts(window, validation, test)[0];
    var scaling = normalization.fit(row -> numbers[row], IntStream.range(0, validated).toArray());
    var preprocessing = new SeriesPreprocessing(column, window, scaling);
    return windows(validation, test, preprocessing);
  }

  /** The same parts, as a model learned to see them. */
  public Prepared<SeriesPreprocessing> windows(double validation, double test, SeriesPreprocessing learned) {
    int window = learned.window();
    int[] ends = parts(window, validation, test);
    return new Prepared<>(learned.windows(numbers, window, ends[0]), learned.windows(numbers, ends[0], ends[1]),
        learned.windows(numbers, ends[1], numbers.length), learned);
  }

  /** Where the numbers of training end, and those of validation. */
  private int[] parts(int window, double validation, double test) {
    if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
      throw new IllegalArgumentException("validation " + validation + " and test " + test
          + ": expected fractions of 0 or more whose sum is below 1, so that rows are left for training");
    }
    int tested = Math.toIntExact(numbers.length - Math.round(numbers.length * test));
    int validated = Math.toIntExact(tested - Math.round(numbers.length * validation));
    if (validated <= window) {
      throw table.fault(column,
          "of " + numbers.length + " numbers, " + validated + " are for training, but a window of "
              + window + " needs " + (window + 1) + " at least; add rows, shorten the window or ask for smaller parts");
    }
    return new int[] {validated, tested};
  }
}
