package dev.sinabro.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Scan;
import dev.sinabro.graph.ScanBody;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.testkit.MemoryUse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a training step of a recurrent network costs, counted. */
final class ScanProgramTest {
  private static final int BATCH = 8;
  private static final int UNITS = 16;

  /** The sum of squares of an LSTM's states, and its gradient by the recurrent weight and the bias. */
  private record Network(Graph graph, Scan scan, Map<String, Tensor> gradients) {
    static Network of(int length) {
      Graph graph = new Graph();
      Tensor xs = graph.input("xs", TensorType.f32(length, BATCH, 4 * UNITS));
      Tensor weight = graph.input("weight", TensorType.f32(4 * UNITS, UNITS));
      Tensor bias = graph.input("bias", TensorType.f32(4 * UNITS));
      Tensor zero = graph.constant(0.0).broadcast(Shape.of(BATCH, UNITS));
      Scan scan = Scan.over(List.of(xs), List.of(zero, zero), step -> {
        Tensor gates = step.element(0).add(step.carried(0).matmul(weight, false, true)).add(bias);
        Tensor c =
            gate(gates, 1).sigmoid().mul(step.carried(1)).add(gate(gates, 0).sigmoid().mul(gate(gates, 2).tanh()));
        step.carry(0, gate(gates, 3).sigmoid().mul(c.tanh()));
        step.carry(1, c);
      });
      Gradients gradients = Gradients.of(scan.last(0).square().sum(), weight, bias);
      return new Network(graph, scan, Map.of("weight", gradients.of(weight), "bias", gradients.of(bias)));
    }

    private static Tensor gate(Tensor gates, int index) {
      return gates.slice(1, index * UNITS, (index + 1) * UNITS);
    }

    Program program() {
      return Compiler.compile(graph, gradients, new StateLayout(List.of(), DType.F32), _ -> true);
    }
  }

  private static long products(Program program) {
    return program.steps()
        .stream()
        .map(step -> step instanceof Step.WithEpilogue both ? both.product() : step)
        .filter(step -> step instanceof Step.Single single && single.op() instanceof Op.MatMul)
        .count();
  }

  /** A step of the loop has one product forward and one backward; the weight's gradient is one behind the loop. */
  @Test
  void gradientsOfWeightsAreOneProductBehindTheLoop() {
    assertEquals(2 * 12 - 1 + 1, products(Network.of(12).program()), () -> Network.of(12).program().text());
  }

  /** What was carried into a step and the product are kept; the gates are computed again. */
  @Test
  void whatIsKeptForTheGradient() {
    ScanBody body = ((Op.Scan) Network.of(3).scan.last(0).node().op()).body();
    assertEquals(List.of("input(carried0)", "input(carried1)", "matmul(a, bT)"),
        body.stacked().stream().map(tensor -> tensor.node().op().label()).toList());
  }

  @Test
  void memoryGrowsWithTheLengthAndNoFaster() {
    long ten = arena(10);
    long twenty = arena(20);
    long forty = arena(40);
    assertTrue(Math.abs((forty - twenty) - 2 * (twenty - ten)) <= (twenty - ten) / 10,
        "arenas of 10, 20 and 40 steps: " + ten + ", " + twenty + ", " + forty);
    long kept = (long) BATCH * UNITS * 6 * Float.BYTES;
    assertTrue((forty - twenty) / 20 <= 3 * kept,
        "a step adds " + (forty - twenty) / 20 + " bytes, where it keeps " + kept);
  }

  private static long arena(int length) {
    Program program = Network.of(length).program();
    MemoryUse.of(program);
    return program.byteSize(Region.ARENA);
  }

  @Test
  void longScansCompileFast() {
    assertTimeout(Duration.ofSeconds(20), () -> Network.of(1000).program());
  }
}
