package dev.sinabro.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.testkit.MemoryUse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which values of the forward pass are kept for the gradient, and which are computed again. */
final class RecomputationTest {

  /** Two products with a function between them, of [rows, 64], and the gradients by both weights. */
  private static Program network(int rows, UnaryOperator<Tensor> function) {
    Graph graph = new Graph();
    Tensor first = graph.input("first", TensorType.f32(64, 64));
    Tensor second = graph.input("second", TensorType.f32(64, 64));
    Tensor z = graph.input("x", TensorType.f32(rows, 64)).matmul(first);
    Tensor loss = function.apply(z).matmul(second).square().sum();
    Gradients gradients = Gradients.of(loss, first, second);
    Map<String, Tensor> outputs = new LinkedHashMap<>();
    outputs.put("first", gradients.of(first));
    outputs.put("second", gradients.of(second));
    Program program = Compiler.compile(graph, outputs, new StateLayout(List.of(), DType.F32), _ -> true);
    MemoryUse.of(program);
    return program;
  }

  private static Tensor gelu(Tensor x) {
    return x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).unary(UnaryFn.ERF).add(1));
  }

  private static long count(Program program, UnaryFn fn) {
    return program.steps().stream().flatMap(RecomputationTest::operations).filter(op -> op.equals(new Op.Unary(fn)))
        .count();
  }

  private static Stream<Op> operations(Step step) {
    return switch (step) {
      case Step.Fused fused -> fused.instructions().stream().map(Instruction::op);
      case Step.Reducing reducing ->
        reducing.stages().stream().flatMap(stage -> stage.instructions().stream()).map(Instruction::op);
      case Step.Single single -> Stream.of(single.op());
      case Step.WithEpilogue both -> operations(both.epilogue());
      case Step.WindowProduct _, Step.FoldProduct _, Step.Copy _ -> Stream.of();
    };
  }

  /** From 16 KB a value on: [64, 64] real numbers. */
  @Test
  void geluIsComputedAgainFromTheProduct() {
    assertEquals(2, count(network(64, RecomputationTest::gelu), UnaryFn.ERF));
    assertEquals(1, count(network(63, RecomputationTest::gelu), UnaryFn.ERF));
  }

  /** The product, the GELU, and what the gradients are made of: each of [rows, 64] once. */
  @Test
  void theGradientOfAGeluKeepsTwoValues() {
    int rows = 1024;
    long value = 4L * rows * 64;
    assertTrue(network(rows, RecomputationTest::gelu).byteSize(Region.ARENA) <= 4 * value + 6 * 4 * 64 * 64,
        () -> network(rows, RecomputationTest::gelu).text());
  }

  /** Its result is kept anyway, for the next product's gradient. */
  @Test
  void reluIsNotComputedAgain() {
    assertEquals(1, count(network(64, Tensor::relu), UnaryFn.RELU));
    assertEquals(1, count(network(64, Tensor::tanh), UnaryFn.TANH));
  }

  /** What it is computed from would take as much. */
  @Test
  void aSumIsNotComputedAgain() {
    Program kept = network(64, x -> x.add(x.exp().matmul(x, true, false)).sin());
    assertEquals(1, count(kept, UnaryFn.EXP));
  }
}
