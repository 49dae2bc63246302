package dev.sinabro.testkit;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Permutation;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Linear regression with two features, in double arithmetic. */
final class LinearByHand {
  private final Dataset data;
  private final long seed;
  double w0 = 0.25;
  double w1 = 0.25;
  double bias;

  LinearByHand(Dataset data, long seed) {
    this.data = data;
    this.seed = seed;
  }

  double output(Dataset rows, int row) {
    return w0 * feature(rows, row, 0) + w1 * feature(rows, row, 1) + bias;
  }

  double error(Dataset rows, int row) {
    return output(rows, row) - rows.values(Field.TARGET).value(row);
  }

  double loss(Dataset rows) {
    return IntStream.range(0, rows.rowCount()).mapToDouble(row -> Math.pow(error(rows, row), 2)).sum()
        / rows.rowCount();
  }

  /** The mean of the squared errors, each as it was met. */
  double epoch(int epoch, int batch, double rate) {
    int[] order = Permutation.of(seed, epoch, data.rowCount());
    double sum = 0;
    for (int from = 0; from < order.length; from += batch) {
      int to = Math.min(from + batch, order.length);
      double[] gradient = new double[3];
      for (int row : Arrays.copyOfRange(order, from, to)) {
        double error = error(data, row);
        sum += error * error;
        gradient[0] += 2 * error * feature(data, row, 0) / (to - from);
        gradient[1] += 2 * error * feature(data, row, 1) / (to - from);
        gradient[2] += 2 * error / (to - from);
      }
      w0 -= rate * gradient[0];
      w1 -= rate * gradient[1];
      bias -= rate * gradient[2];
    }
    return sum / order.length;
  }

  private static double feature(Dataset rows, int row, int column) {
    return rows.values(Field.FEATURES).value(2 * row + column);
  }
}
