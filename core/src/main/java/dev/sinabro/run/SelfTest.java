package dev.sinabro.run;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A small program whose results are known, to tell a usable device from one that computes wrong. */
public final class SelfTest {
  private static final int ROWS = 37;
  private static final int INNER = 129;
  private static final int COLUMNS = 65;
  private static final double TOLERANCE = 1e-4;
  /** A device may give the first run call by call, record the second, and replay what was recorded from then on. */
  private static final int RUNS = 3;

  private final Graph graph = new Graph();
  private final Tensor a = graph.tensor("a", Shape.of(ROWS, INNER), waves(ROWS * INNER, 0.37));
  private final Tensor b = graph.tensor("b", Shape.of(COLUMNS, INNER), waves(COLUMNS * INNER, 0.73));
  private final Map<String, Tensor> results = new LinkedHashMap<>();

  private SelfTest() {
    Tensor product = a.matmul(b, false, true);
    Tensor activated = product.mul(0.1).sigmoid().add(product.relu().mul(product.tanh()));
    results.put("a matrix product", product);
    results.put("element-wise functions", activated);
    results.put("softmax and a sum", activated.softmax().log().neg().sum(0));
    results.put("an argmax", activated.argMax(1));
  }

  /**
   * What is wrong with a device, in one sentence; nothing where it agrees with the reference backend in each of three
   * runs, of which each has values of its own, so that what an earlier one left behind is not taken for a result.
   */
  public static Optional<String> run(Device device) {
    return new SelfTest().firstDifference(device);
  }

  private Optional<String> firstDifference(Device device) {
    try (Device reference = Devices.open("reference");
        Session session = new Session(device, List.of());
        Execution execution = session.prepare(graph, results);
        Inputs inputs = session.inputs(execution.program())) {
      execution.on(inputs);
      Optional<String> wrong = Optional.empty();
      for (int run = 1; run <= RUNS && wrong.isEmpty(); run++) {
        double[] values = waves(ROWS * INNER, 0.37 + 0.01 * run);
        inputs.set("a", values);
        execution.run();
        Eval expected = Eval.of(reference, Map.of("a", values), results.values().toArray(Tensor[]::new));
        for (Map.Entry<String, Tensor> result : results.entrySet()) {
          wrong = wrong.or(() -> firstDifference(result.getKey(), expected.of(result.getValue()),
              execution.read(result.getKey())));
        }
        int number = run;
        wrong = wrong.map(what -> what + ", in run " + number + " of " + RUNS);
      }
      return wrong;
    }
  }

  /** Numbers between -1 and 1 that no structure of the data can make cancel. */
  private static double[] waves(int count, double step) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> (float) Math.sin(step * i));
    return values;
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
