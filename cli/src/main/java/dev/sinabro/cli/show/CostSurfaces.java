package dev.sinabro.cli.show;

import dev.sinabro.cli.picture.Chart;
import dev.sinabro.cli.picture.Plane;
import dev.sinabro.cli.picture.Series;
import dev.sinabro.data.Dataset;
import dev.sinabro.data.Field;
import dev.sinabro.data.Meaning;
import dev.sinabro.graph.HostTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * The cost of a logistic regression over two of its weights, the largest, while the others stay as they were learned: once
 * as cross-entropy, {@code cross-entropy.svg}, and once as squared error of the probability, {@code squared-error.svg}.
 */
public record CostSurfaces() implements Show {
  private static final int CELLS = 48;
  /** How far the drawn weights go, in multiples of the larger one. */
  private static final double REACH = 6;

  @Override
  public List<String> of(Trained trained) throws IOException {
    Dataset rows = trained.data().training();
    HostTensor weight = trained.trainer().parameters().get("0.weight");
    HostTensor bias = trained.trainer().parameters().get("0.bias");
    boolean classes = rows.fields().stream()
        .anyMatch(field -> field.name().equals(Field.TARGET) && field.meaning() instanceof Meaning.Classes);
    if (weight == null || bias == null || weight.shape().extent(0) != 1 || weight.shape().count() < 2 || !classes) {
      throw new ShowException(
          "cost surfaces are drawn of a logistic regression: one dense layer of one unit, with a bias,"
              + " two features at least, and a target of two classes");
    }
    int[] largest = IntStream.range(0, weight.shape().count()).boxed()
        .sorted((a, b) -> Double.compare(Math.abs(weight.value(b)), Math.abs(weight.value(a)))).limit(2)
        .mapToInt(Integer::intValue).toArray();
    double reach = REACH * Math.abs(weight.value(largest[0]));
    Plane plane = Plane.around(new double[] {-reach, reach}, new double[] {-reach, reach}, CELLS, CELLS);
    float[][] features = rows.values(Field.FEATURES).rows();
    int[] labels = rows.values(Field.TARGET).ints();
    List<String> names = rows.field(Field.FEATURES).meaning() instanceof Meaning.Columns(var columns)
        ? List.of(columns.get(largest[0]), columns.get(largest[1]))
        : List.of("feature " + largest[0], "feature " + largest[1]);
    double[] rest = IntStream.range(0, features.length)
        .mapToDouble(row -> score(features[row], weight, bias, largest)).toArray();
    draw(trained, "cross-entropy", plane, names, weight, largest, cost(plane, features, labels, largest, rest,
        (score, label) -> Math.max(score, 0) - score * label + Math.log1p(Math.exp(-Math.abs(score)))));
    draw(trained, "squared-error", plane, names, weight, largest, cost(plane, features, labels, largest, rest,
        (score, label) -> Math.pow(1 / (1 + Math.exp(-score)) - label, 2)));
    return List.of("cross-entropy.svg, squared-error.svg: the cost over two weights; the one is a bowl, the other has"
        + " plateaus");
  }

  /** What all other weights say of a row. */
  private static double score(float[] features, HostTensor weight, HostTensor bias, int[] without) {
    double score = bias.value(0);
    for (int i = 0; i < features.length; i++) {
      score += i == without[0] || i == without[1] ? 0 : weight.value(i) * features[i];
    }
    return score;
  }

  private static double[] cost(Plane plane, float[][] features, int[] labels, int[] two, double[] rest,
      DoubleBinaryOperator loss) {
    return IntStream.range(0, CELLS * CELLS).mapToDouble(cell -> {
      double sum = 0;
      for (int row = 0; row < features.length; row++) {
        double score =
            rest[row] + plane.x(cell) * features[row][two[0]] + plane.y(cell) * features[row][two[1]];
        sum += loss.applyAsDouble(score, labels[row]);
      }
      return sum / features.length;
    }).toArray();
  }

  private static void draw(Trained trained, String name, Plane plane, List<String> names, HostTensor weight, int[] two,
      double[] values) throws IOException {
    List<Series> series = new ArrayList<>(plane.evenShades(values));
    series.add(new Series("learned", new double[] {weight.value(two[0])}, new double[] {weight.value(two[1])},
        Series.Style.POINTS, 1));
    new Chart(name.replace('-', ' ') + ", darker is more", "weight of " + names.get(0), "weight of " + names.get(1),
        false, series).write(trained.folder().resolve(name + ".svg"));
  }
}
