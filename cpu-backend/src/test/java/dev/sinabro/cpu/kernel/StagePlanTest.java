package dev.sinabro.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How often a group that reduces columns goes over all of its rows, counted; its wide result is written over its operand. */
final class StagePlanTest {
  private final Graph g = new Graph();
  private final Tensor x = g.input("x", TensorType.f32(64, 32)).matmul(g.input("w", TensorType.f32(32, 48)));

  /** Of the group that computes a wide result, which a product reads, and a narrow one. */
  private int passes(Tensor wide, Tensor narrow) {
    Tensor product = wide.matmul(g.input("v", TensorType.f32(48, 8)));
    Program program = Compiler.compile(g, Map.of("product", product, "narrow", narrow),
        new StateLayout(List.of(), DType.F32), Kernels::supports);
    List<Step.Reducing> groups =
        program.steps().stream().filter(Step.Reducing.class::isInstance).map(Step.Reducing.class::cast).toList();
    assertEquals(1, groups.size(), program::text);
    Step.Reducing group = groups.getFirst();
    assertTrue(group.inputs().stream().anyMatch(input -> group.outputs().contains(input)), program::text);
    StagePlan plan = new StagePlan(group, false, StagePlanTest::address);
    return (int) plan.stages().stream().filter(StagePlan.Stage::isWide).count();
  }

  private static long address(View view) {
    return ((long) view.region().ordinal() << 32) + view.offset();
  }

  /** The bias of a layer and its update by momentum: behind the sum, nothing goes over rows. */
  @Test
  void whatFollowsASumOfColumnsTakesNoPassOfItsOwn() {
    Tensor gradient = x.sigmoid();
    Tensor bias = g.input("bias", TensorType.f32(48));
    Tensor momentum = g.input("momentum", TensorType.f32(48)).mul(0.9).add(gradient.sum(0));
    assertEquals(1, passes(gradient, bias.sub(momentum.mul(0.1))));
  }

  @Test
  void whatNeedsASumTakesASecondPass() {
    Tensor mean = x.mean(0);
    assertEquals(2, passes(x.sub(mean), mean.sqrt()));
  }

  /** The last sum reads the operand once more, so that it may be written over in that pass only. */
  @Test
  void aResultWaitsForTheLastReductionOfItsOperand() {
    Tensor centered = x.sub(x.mean(0));
    assertEquals(3, passes(centered, x.mul(centered.square().mean(0)).sum(0)));
  }
}
