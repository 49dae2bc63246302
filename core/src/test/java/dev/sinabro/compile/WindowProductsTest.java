package dev.sinabro.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.graph.Window;
import dev.sinabro.nn.Convolution;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Columns, which are larger than all else, are never in memory. */
final class WindowProductsTest {
  private static final List<Window> SAME = List.of(Window.of(3).padding(1, 1), Window.of(3).padding(1, 1));

  private static Program program(boolean transposed, int groups, Predicate<Step> supports) {
    Graph g = new Graph();
    Variable weight = new Variable("weight", TensorType.f32(16, 16 / groups, 3, 3));
    Tensor x = g.input("x", TensorType.f32(4, 10, 12, 16)).mul(2);
    Tensor w = g.read(weight);
    Tensor y = transposed
        ? Convolution.transposed(x, w, SAME, List.of(10, 12), groups)
        : Convolution.of(x, w, SAME, groups);
    Gradients gradients = Gradients.of(y.square().sum(), x, w);
    return Compiler.compile(g, Map.of("y", y, "dx", gradients.of(x), "dw", gradients.of(w)),
        new StateLayout(List.of(weight), DType.F32), supports);
  }

  private static long columns(Program program) {
    return program.steps()
        .stream()
        .flatMap(step -> Stream.concat(step.inputs().stream(), step.outputs().stream()))
        .filter(view -> view.slot().byteSize() >= 4L * 4 * 10 * 12 * 16 * 9)
        .count();
  }

  private static Step product(Step step) {
    return step instanceof Step.WithEpilogue both ? both.product() : step;
  }

  private static long count(Program program, Predicate<Step> kind) {
    return program.steps().stream().map(WindowProductsTest::product).filter(kind).count();
  }

  @Test
  void noColumnsAreStoredForwardAndInBothGradients() {
    for (int groups : new int[] {1, 4, 16}) {
      for (boolean transposed : new boolean[] {false, true}) {
        Program program = program(transposed, groups, _ -> true);
        assertEquals(0, columns(program), program::text);
        assertEquals(2, count(program, Step.WindowProduct.class::isInstance), program::text);
        assertEquals(1, count(program, Step.FoldProduct.class::isInstance), program::text);
        assertEquals(0, count(program, step -> step instanceof Step.Single(Op.MatMul _, _, _, _)), program::text);
      }
    }
  }

  @Test
  void columnsAreStoredWhereTheBackendRefuses() {
    Program program = program(false, 1,
        step -> !(step instanceof Step.WindowProduct) && !(step instanceof Step.FoldProduct));
    assertTrue(columns(program) > 0, program::text);
    assertEquals(3, count(program, step -> step instanceof Step.Single(Op.MatMul _, _, _, _)), program::text);
  }

  @Test
  void aRefusedProductLeavesTheOthers() {
    Program program = program(false, 1, step -> !(step instanceof Step.FoldProduct));
    assertEquals(2, count(program, Step.WindowProduct.class::isInstance), program::text);
    assertEquals(1, count(program, step -> step instanceof Step.Single(Op.Fold _, _, _, _)), program::text);
  }

  @Test
  void aProductWithWindowsCountsAsTheProductThatItIs() {
    Program program = program(false, 1, _ -> true);
    long multiplications = 2L * 4 * 10 * 12 * 16 * 16 * 9;
    assertEquals(List.of(multiplications, multiplications),
        program.steps()
            .stream()
            .map(WindowProductsTest::product)
            .filter(Step.WindowProduct.class::isInstance)
            .map(step -> StepCost.of(step).flops())
            .toList());
  }
}
