package dev.sinabro.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Scan;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.testkit.GradientCheck;
import dev.sinabro.testkit.Run;
import dev.sinabro.testkit.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The gradients of scans against central differences, and against those of the same steps written one by one. */
final class ScanGradientTest {
  private static final int BATCH = 2;
  private static final int WIDTH = 3;

  /** A recurrent network: the state after each step, and the last. */
  private record Network(String name, Function<Trial, Tensor> function) {}

  @TestFactory
  Stream<DynamicTest> gradients() {
    List<Network> rows = new ArrayList<>();
    for (int length : new int[] {1, 2, 5}) {
      rows.add(new Network("running sum of " + length, t -> {
        Scan scan = Scan.over(List.of(values(t, 1, length, 4)), List.of(values(t, 2, 4)), step -> {
          step.carry(0, step.carried(0).add(step.element(0).square()));
          step.emit(step.carried(0).mul(step.element(0)));
        });
        return scan.stacked(0).sum(0).add(scan.last(0));
      }));
      rows.add(new Network("tanh network of " + length, t -> simple(t, length, false).last(0)));
      rows.add(new Network("reversed tanh network of " + length, t -> simple(t, length, true).stacked(0)));
      rows.add(new Network("LSTM of " + length, t -> lstm(t, length)));
    }
    rows.add(new Network("what is captured in other ways", ScanGradientTest::captured));
    rows.add(new Network("what is carried unchanged, and integers", ScanGradientTest::unchanged));
    rows.add(new Network("a scan in a scan", ScanGradientTest::nested));
    rows.add(new Network("a gradient of a gradient", ScanGradientTest::second));
    return rows.stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> {
      GradientCheck.Report report = GradientCheck.of(row.function());
      assertEquals(List.of(), report.kinks());
      assertTrue(report.worst() < GradientCheck.LIMIT, () -> row.name() + ": " + report.errors());
    }));
  }

  private static Scan simple(Trial t, int length, boolean reversed) {
    Tensor xs = values(t, 3, length, BATCH, WIDTH);
    Tensor first = values(t, 4, BATCH, 4);
    Tensor input = values(t, 5, 4, WIDTH);
    Tensor recurrent = values(t, 6, 4, 4);
    Tensor bias = values(t, 7, 4);
    Consumer<Scan.Step> body = step -> {
      Tensor h = step.element(0).matmul(input, false, true).add(step.carried(0).matmul(recurrent)).add(bias).tanh();
      step.carry(0, h);
      step.emit(h);
    };
    return reversed
        ? Scan.over(Scan.Direction.BACKWARD, List.of(xs), List.of(first), body)
        : Scan.over(List.of(xs), List.of(first), body);
  }

  private static Tensor lstm(Trial t, int length) {
    Tensor xs = values(t, 8, length, BATCH, 4 * WIDTH);
    Tensor weight = values(t, 9, 4 * WIDTH, WIDTH);
    Tensor bias = values(t, 10, 4 * WIDTH);
    Scan scan = Scan.over(List.of(xs), List.of(values(t, 11, BATCH, WIDTH), values(t, 12, BATCH, WIDTH)), step -> {
      Tensor gates = step.element(0).add(step.carried(0).matmul(weight, false, true)).add(bias);
      Tensor c = gate(gates, 1).sigmoid().mul(step.carried(1)).add(gate(gates, 0).sigmoid().mul(gate(gates, 2).tanh()));
      Tensor h = gate(gates, 3).sigmoid().mul(c.tanh());
      step.carry(0, h);
      step.carry(1, c);
      step.emit(h);
    });
    return scan.stacked(0).sum(0).add(scan.last(1));
  }

  private static Tensor gate(Tensor gates, int index) {
    return gates.slice(1, index * WIDTH, (index + 1) * WIDTH);
  }

  /** Added up on the way, used twice, and as a factor that changes with no step. */
  private static Tensor captured(Trial t) {
    Tensor scale = values(t, 13, 3);
    Tensor square = values(t, 14, 3, 3);
    Scan scan = Scan.over(List.of(values(t, 15, 4, 3)), List.of(), step -> {
      Tensor row = step.element(0).reshape(1, 3);
      step.emit(row.matmul(square).mul(scale).add(row.matmul(square.transpose().square())).mul(scale.exp()));
    });
    return scan.stacked(0);
  }

  private static Tensor unchanged(Trial t) {
    Tensor counter = t.input(new Literal(TensorType.i32(), 3));
    Scan scan = Scan.over(List.of(values(t, 16, 3, 2)), List.of(values(t, 17, 2), counter), step -> {
      step.carry(1, step.carried(1).add(1));
      step.emit(step.carried(0).mul(step.element(0)).mul(step.carried(1).cast(DType.F32)));
    });
    return scan.stacked(0).add(scan.last(0));
  }

  private static Tensor nested(Trial t) {
    Tensor weight = values(t, 18, 3, 3);
    Scan rows = Scan.over(List.of(values(t, 19, 2, 4, 3)), List.of(values(t, 20, 1, 3)), row -> {
      Scan columns = Scan.over(List.of(row.element(0)), List.of(row.carried(0)), column -> {
        Tensor h = column.carried(0).matmul(weight).add(column.element(0)).tanh();
        column.carry(0, h);
        column.emit(h.mul(row.carried(0)));
      });
      row.carry(0, columns.last(0).add(columns.stacked(0).sum(0)));
    });
    return rows.last(0);
  }

  private static Tensor second(Trial t) {
    Tensor weight = values(t, 21, 3, 3);
    Tensor xs = values(t, 22, 3, 1, 3);
    Scan scan = Scan.over(List.of(xs), List.of(values(t, 23, 1, 3)), step -> {
      Tensor h = step.carried(0).matmul(weight).add(step.element(0)).tanh();
      step.carry(0, h);
      step.emit(h.square());
    });
    return Gradients.of(scan.stacked(0).sum(), weight).of(weight).square();
  }

  /** The same numbers, from a graph of the same steps without a scan. */
  @Test
  void equalToTheStepsWrittenOneByOne() {
    double[] scanned = gradient(t -> simple(t, 5, false).last(0));
    double[] written = gradient(t -> {
      Tensor xs = values(t, 3, 5, BATCH, WIDTH);
      Tensor h = values(t, 4, BATCH, 4);
      Tensor input = values(t, 5, 4, WIDTH);
      Tensor recurrent = values(t, 6, 4, 4);
      Tensor bias = values(t, 7, 4);
      for (int index = 0; index < 5; index++) {
        Tensor x = xs.slice(0, index, index + 1).reshape(BATCH, WIDTH);
        h = x.matmul(input, false, true).add(h.matmul(recurrent)).add(bias).tanh();
      }
      return h;
    });
    assertArrayEquals(written, scanned, 1e-13);
  }

  private static double[] gradient(Function<Trial, Tensor> network) {
    Trial trial = new Trial();
    Tensor loss = network.apply(trial).square().sum();
    List<Tensor> inputs = List.copyOf(trial.graph().inputs().values());
    Gradients gradients = Gradients.of(loss, inputs);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    inputs.forEach(input -> outputs.put(input.node().op().label(), gradients.of(input)));
    try (var backend = new ReferenceBackend(); var run = new Run(backend, trial, outputs)) {
      return run.once(0xFF).outputs().values().stream().flatMapToDouble(Arrays::stream).toArray();
    }
  }

  private static Tensor values(Trial trial, long seed, int... extents) {
    Random random = new Random(seed);
    TensorType type = TensorType.f32(extents);
    double[] values = random.doubles(type.shape().count(), -1, 1).map(value -> (float) value).toArray();
    return trial.input(new Literal(type, values));
  }
}
