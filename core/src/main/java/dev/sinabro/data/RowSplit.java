package dev.sinabro.data;

import dev.sinabro.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The rows of the three parts of a split: each row in one part, in an order drawn from the seed. The arrays must not be
 * changed.
 */
public record RowSplit(int[] training, int[] validation, int[] test) {

  /**
   * Draws the rows of each part. Of n rows, round(n * test) are for the test and round(n * validation) for validation.
   *
   * <p>Where field {@link Field#TARGET} holds a class for each row, both parts are stratified: a class with m rows has floor or ceil of m * test in the test part, and
   * likewise in the validation part; the rows that rounding leaves over go to the largest remainders. Only where a
   * class would have no training row another class gives a row in its place.
   *
   * @throws IllegalArgumentException where a fraction is negative, both make 1 or more, or no row of the data or of
   *     some class is left for training
   */
  public static RowSplit of(Dataset data, double validation, double test, long seed) {
    return of(data, validation, test, seed, IllegalArgumentException::new);
  }

  static RowSplit of(Dataset data, double validation, double test, long seed,
      Function<String, RuntimeException> unsuited) {
    if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
      throw new IllegalArgumentException("validation " + validation + " and test " + test
          + ": expected fractions of 0 or more whose sum is below 1, so that rows are left for training");
    }
    int rows = data.rowCount();
    int[] classOfRow = new int[rows];
    List<String> names = classes(data, classOfRow);
    int[] available = new int[names.size()];
    for (int label : classOfRow) {
      available[label]++;
    }
    int[] size = available.clone();
    double[] owed = new double[size.length];
    int[] testRows = draw(size, test, Math.round(rows * test), available, owed);
    int[] validationRows = draw(size, validation, Math.round(rows * validation), available, owed);
    checkTraining(rows, names, size, available, unsuited);
    return deal(Permutation.of(seed, Permutation.SPLIT_STREAM, 0, rows), classOfRow, testRows, validationRows);
  }

  /**
   * One of several parts of about equal size as the test. The parts of one seed have no row in common, and together all; they
   * differ by one row at most, and so do the rows that each has of a class. Of the other rows, validation has its share.
   *
   * @param fold which part, from 1
   * @param folds how many there are, at least 2
   * @param validation the fraction of the other rows, from 0
   */
  static RowSplit ofFold(Dataset data, int fold, int folds, double validation, long seed,
      Function<String, RuntimeException> unsuited) {
    int rows = data.rowCount();
    if (rows < folds) {
      throw unsuited.apply("of " + TableBuilder.count(rows, "row") + " none is left for some of " + folds
          + " folds; add rows or ask for fewer folds");
    }
    int[] classOfRow = new int[rows];
    int classes = classes(data, classOfRow).size();
    int[] order = Permutation.of(seed, Permutation.SPLIT_STREAM, 0, rows);
    int[] foldOfRow = new int[rows];
    int dealt = 0;
    for (int label = 0; label < classes; label++) {
      for (int row : order) {
        if (classOfRow[row] == label) {
          foldOfRow[row] = 1 + dealt++ % folds;
        }
      }
    }
    int[] test = Arrays.stream(order).filter(row -> foldOfRow[row] == fold).toArray();
    int[] others = Arrays.stream(order).filter(row -> foldOfRow[row] != fold).toArray();
    RowSplit split = of(data.select(others), validation, 0, seed, unsuited);
    return new RowSplit(Arrays.stream(split.training).map(i -> others[i]).toArray(),
        Arrays.stream(split.validation).map(i -> others[i]).toArray(), test);
  }

  /** The names of the classes; one class of all rows where the target has none. */
  private static List<String> classes(Dataset data, int[] classOfRow) {
    for (Field field : data.fields()) {
      if (field.name().equals(Field.TARGET) && field.meaning() instanceof Meaning.Classes classes
          && field.row().equals(TensorType.i32())) {
        System.arraycopy(data.values(Field.TARGET).ints(), 0, classOfRow, 0, classOfRow.length);
        return classes.names();
      }
    }
    return List.of("");
  }

  /**
   * How many rows of each class a part takes, {@code total} in all.
   *
   * @param size the rows of each class
   * @param available those that no part has taken yet; what is taken is subtracted
   * @param owed by how much the parts before took less than the class's share; updated
   */
  private static int[] draw(int[] size, double fraction, long total, int[] available, double[] owed) {
    int[] taken = new int[size.length];
    double[] remainder = new double[size.length];
    List<Integer> order = new ArrayList<>();
    long left = total;
    for (int label = 0; label < size.length; label++) {
      double share = size[label] * fraction;
      taken[label] = Math.min((int) share, available[label]);
      remainder[label] = share - taken[label];
      owed[label] += remainder[label];
      left -= taken[label];
      order.add(label);
    }
    order.sort(Comparator.<Integer, Boolean>comparing(label -> available[label] - taken[label] <= 1)
        .thenComparing(label -> remainder[label] == 0)
        .thenComparing(label -> owed[label], Comparator.reverseOrder())
        .thenComparing(Comparator.naturalOrder()));
    for (int label : order) {
      if (left > 0 && available[label] > taken[label]) {
        taken[label]++;
        owed[label]--;
        left--;
      }
      available[label] -= taken[label];
    }
    return taken;
  }

  private static void checkTraining(int rows, List<String> names, int[] size, int[] left,
      Function<String, RuntimeException> unsuited) {
    String remedy = "; add rows or ask for smaller parts";
    if (Arrays.stream(left).sum() == 0) {
      throw unsuited.apply("of " + TableBuilder.count(rows, "row")
          + " none is left for training" + remedy);
    }
    for (int label = 0; label < left.length; label++) {
      if (size[label] > 0 && left[label] == 0) {
        throw unsuited.apply("class '" + names.get(label) + "' has " + TableBuilder.count(size[label], "row")
            + ", of which none is left for training" + remedy);
      }
    }
  }

  /** Deals the rows in the given order: of each class first to test, then to validation, then to training. */
  private static RowSplit deal(int[] order, int[] classOfRow, int[] testRows, int[] validationRows) {
    int[] test = new int[Arrays.stream(testRows).sum()];
    int[] validation = new int[Arrays.stream(validationRows).sum()];
    int[] training = new int[order.length - test.length - validation.length];
    int tests = 0;
    int validations = 0;
    int trainings = 0;
    for (int row : order) {
      int label = classOfRow[row];
      if (testRows[label] > 0) {
        testRows[label]--;
        test[tests++] = row;
      } else if (validationRows[label] > 0) {
        validationRows[label]--;
        validation[validations++] = row;
      } else {
        training[trainings++] = row;
      }
    }
    return new RowSplit(training, validation, test);
  }
}
