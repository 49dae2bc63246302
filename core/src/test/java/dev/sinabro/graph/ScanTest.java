package dev.sinabro.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a scan takes from around it, and what is told where it is put together wrongly. */
final class ScanTest {
  private final Graph graph = new Graph();
  private final Tensor xs = graph.input("xs", TensorType.f32(5, 2));
  private final Tensor zero = graph.constant(0.0).broadcast(Shape.of(2));

  private static void assertRefused(String reason, Executable build) {
    String message = assertThrows(GraphException.class, build).getMessage();
    assertTrue(message.contains(reason), message);
  }

  @Test
  void whatDependsOnNoStepIsBuiltOutside() {
    Tensor weight = graph.input("weight", TensorType.f32(2, 2));
    Scan scan = Scan.over(List.of(xs), List.of(), step -> step.emit(step.element(0).mul(weight.exp().sum(0))));
    assertEquals("sum(axis 0)",
        scan.stacked(0).node().operands().getLast().node().operands().getFirst().node().op().label());
    assertEquals(TensorType.f32(5, 2), scan.stacked(0).type());
  }

  @Test
  void sequencesOfOtherLengthsAreRefused() {
    Tensor brief = graph.input("short", TensorType.f32(4, 2));
    assertRefused("operand 1 is f32[4, 2] where the step needs f32[5, 2]",
        () -> Scan.over(List.of(xs, brief), List.of(), step -> step.emit(step.element(1))));
  }

  @Test
  void whatIsCarriedKeepsItsType() {
    assertRefused("what is carried as number 0 begins as f32[2] and becomes f32[]; it must keep its type",
        () -> Scan.over(List.of(xs), List.of(zero), step -> step.carry(0, step.element(0).sum())));
  }

  @Test
  void aScanNeedsASequence() {
    assertRefused("needs a sequence to go over", () -> Scan.over(List.of(), List.of(zero), _ -> {}));
    assertRefused("needs a sequence to go over", () -> Scan.over(List.of(graph.constant(1.0)), List.of(), _ -> {}));
    Tensor none = graph.input("none", TensorType.f32(0, 2));
    assertRefused("at least one step", () -> Scan.over(List.of(none), List.of(), step -> step.emit(step.element(0))));
  }

  @Test
  void tensorsOfAStepStayInIt() {
    List<Tensor> escaped = new ArrayList<>();
    Scan scan = Scan.over(List.of(xs), List.of(), step -> {
      escaped.add(step.element(0).exp());
      step.emit(escaped.getFirst());
    });
    assertRefused("takes a tensor of a scan's step, outside of the step; emit or carry it",
        () -> escaped.getFirst().add(zero));
    assertRefused("emits 1 tensors, there is no number 1", () -> scan.stacked(1));
    Tensor foreign = new Graph().scalar("x", 1);
    assertRefused("is of another graph", () -> Scan.over(List.of(xs), List.of(), step -> step.emit(foreign)));
  }

  @Test
  void aStepAssignsNothing() {
    Variable total = new Variable("total", TensorType.f32(2));
    assertRefused("carry the value, and assign what is left of it after the scan",
        () -> Scan.over(List.of(xs), List.of(),
            step -> step.element(0).graph().assign(total, step.element(0))));
  }
}
