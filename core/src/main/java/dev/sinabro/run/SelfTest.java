package dev.sinabro.run;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.Optional;

/** A small program whose results are known, to tell a usable device from one that computes wrong. */
public final class SelfTest {
  private static final int ROWS = 37;
  private static final int INNER = 129;
  private static final int COLUMNS = 65;
  private static final double TOLERANCE = 1e-4;

  private SelfTest() {}

  /** What is wrong with a device, in one sentence; nothing where it agrees with the reference backend. */
  public static Optional<String> run(Device device) {
    Graph graph = new Graph();
    Tensor a = waves(graph, Shape.of(ROWS, INNER), 0.37);
    Tensor b = waves(graph, Shape.of(COLUMNS, INNER), 0.73);
    Tensor product = a.matmul(b, false, true);
    Tensor activated = product.mul(0.1).sigmoid().add(product.relu().mul(product.tanh()));
    Tensor probabilities = activated.softmax();
    Tensor sums = probabilities.log().neg().sum(0);
    Tensor largest = activated.argMax(1);
    try (Device reference = Devices.open("reference")) {
      Eval expected = Eval.of(reference, product, activated, sums, largest);
      Eval actual = Eval.of(device, product, activated, sums, largest);
      return firstDifference("a matrix product", expected.of(product), actual.of(product))
          .or(() -> firstDifference("element-wise functions", expected.of(activated), actual.of(activated)))
          .or(() -> firstDifference("softmax and a sum", expected.of(sums), actual.of(sums)))
          .or(() -> firstDifference("an argmax", expected.of(largest), actual.of(largest)));
    }
  }

  /** Numbers between -1 and 1 that no structure of the data can make cancel. */
  private static Tensor waves(Graph graph, Shape shape, double step) {
    double[] values = new double[shape.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(step * i);
    }
    return graph.tensor("wave " + step, shape, values);
  }

  private static Optional<String> firstDifference(String what, double[] expected, double[] actual) {
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(expected[i] - actual[i]) <= TOLERANCE * Math.max(1, Math.abs(expected[i])))) {
        return Optional.of("%s gives %s instead of %s at element %d".formatted(what, actual[i], expected[i], i));
      }
    }
    return Optional.empty();
  }
}
