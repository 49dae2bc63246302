package dev.sinabro.cli.show;

import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.graph.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How far the weights of one linear layer are from the least squares solution (X^T X) w = X^T t, which needs no steps. X has
 * a column of ones for the bias; the system is solved in float64 by elimination with pivots.
 */
public record ClosedForm() implements Show {

  @Override
  public List<String> of(Trained trained) {
    Dataset rows = trained.data().training();
    float[][] features = rows.values(Field.FEATURES).rows();
    float[] targets = rows.values(Field.TARGET).floats();
    double[] learned = learned(trained.trainer().parameters(), features[0].length);
    if (targets.length != features.length) {
      throw new ShowException("a closed form is known for one number to be learned; these rows have "
          + targets.length / features.length);
    }
    double[] exact = leastSquares(features, targets);
    double error = Math.sqrt(squares(difference(learned, exact)) / squares(exact));
    return List.of("closed form: the weights differ by a relative error of %.1e".formatted(error));
  }

  /** Weights, and behind them the bias. */
  private static double[] learned(Map<String, HostTensor> parameters, int width) {
    HostTensor weight = parameters.get("0.weight");
    HostTensor bias = parameters.get("0.bias");
    if (parameters.size() != 2 || weight == null || bias == null || weight.floats().length != width) {
      throw new ShowException("a closed form is known for one dense layer of one unit; this network has the parameters "
          + parameters.keySet());
    }
    double[] all = new double[width + 1];
    for (int i = 0; i < width; i++) {
      all[i] = weight.value(i);
    }
    all[width] = bias.value(0);
    return all;
  }

  private static double[] leastSquares(float[][] features, float[] targets) {
    int size = features[0].length + 1;
    double[][] system = new double[size][size + 1];
    for (int row = 0; row < features.length; row++) {
      for (int i = 0; i < size; i++) {
        double left = entry(features[row], i);
        for (int j = 0; j < size; j++) {
          system[i][j] += left * entry(features[row], j);
        }
        system[i][size] += left * targets[row];
      }
    }
    return solved(system);
  }

  private static double entry(float[] row, int column) {
    return column == row.length ? 1 : row[column];
  }

  private static double[] solved(double[][] system) {
    int size = system.length;
    for (int column = 0; column < size; column++) {
      int at = column;
      double[] pivot = Arrays.stream(system).skip(column)
          .max((a, b) -> Double.compare(Math.abs(a[at]), Math.abs(b[at]))).orElseThrow();
      system[Arrays.asList(system).indexOf(pivot)] = system[column];
      system[column] = pivot;
      for (int row = 0; row < size; row++) {
        if (row != column) {
          double factor = system[row][column] / pivot[column];
          for (int i = column; i <= size; i++) {
            system[row][i] -= factor * pivot[i];
          }
        }
      }
    }
    double[] solution = new double[size];
    Arrays.setAll(solution, i -> system[i][size] / system[i][i]);
    return solution;
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    return difference;
  }

  private static double squares(double[] values) {
    return Arrays.stream(values).map(value -> value * value).sum();
  }
}
