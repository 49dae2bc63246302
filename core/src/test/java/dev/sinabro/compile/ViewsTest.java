package dev.sinabro.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.testkit.MemoryUse;
import dev.sinabro.testkit.ViewPrograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What needs no step and no memory of its own, counted. */
final class ViewsTest {
  private static final Predicate<Step> ANY = _ -> true;
  private static final Predicate<Step> IN_ORDER = step -> step instanceof Step.Copy || step.inputs()
      .stream().allMatch(View::isWhole) && step.outputs().stream().allMatch(View::isWhole);

  private static Program compiled(Graph graph, Tensor y, Predicate<Step> supports) {
    Program program = Compiler.compile(graph, Map.of("y", y), new StateLayout(List.of(), DType.F32), supports);
    MemoryUse.of(program);
    return program;
  }

  @Test
  void attentionOnlyComputes() {
    Program program = ViewPrograms.attention(ANY);
    assertEquals(0, ViewPrograms.copies(program), program::text);
    MemoryUse.of(program);
  }

  /** From 20 steps on, 20 more take as much memory as 20 more after that; and no step is large. */
  @Test
  void aSequenceCutIntoStepsTakesMemoryInProportionToItsLength() {
    long[] bytes = new long[3];
    for (int index = 0; index < bytes.length; index++) {
      Program program = ViewPrograms.unrolled(20 << index, ANY);
      MemoryUse.of(program);
      bytes[index] = program.byteSize(Region.ARENA);
      assertTrue(program.steps().stream().noneMatch(step -> step instanceof Step.Single(Op.Pad _, _, _, _)),
          program::text);
    }
    double first = bytes[1] - bytes[0];
    double second = bytes[2] - bytes[1];
    assertTrue(second < 2.1 * first, "20, 40 and 80 steps take " + bytes[0] + ", " + bytes[1] + " and " + bytes[2]);
  }

  @Test
  void viewsOfViewsAreReadWhereTheTensorIs() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(6, 4, 10));
    Tensor y = x.transpose(2, 0, 1).slice(0, 3, 9).reshape(3, 2, 6, 4).slice(1, 1, 2).neg();
    Program program = compiled(g, y, ANY);
    assertEquals(1, program.steps().size(), program::text);
    View read = program.steps().getFirst().inputs().getFirst();
    assertEquals(Shape.of(3, 1, 6, 4), read.shape());
    assertEquals(List.of(2, 0, 40, 10), read.strides());
    assertEquals(4 * 4, read.offset());
  }

  /** The copy that one reader needs is the copy that all read. */
  @Test
  void whatABackendCannotReadIsCopiedOnce() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(6, 4)).transpose();
    Tensor y = x.softmax().matmul(x, true, false).add(x.argMax(0).cast(DType.F32));
    Program program = compiled(g, y, IN_ORDER);
    assertEquals(1, ViewPrograms.copies(program), program::text);
    assertEquals(0, ViewPrograms.copies(compiled(g, y, ANY)));
  }

  @Test
  void operandsOfAConcatenationAreComputedIntoIt() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(6, 4));
    Tensor y = g.concat(1, List.of(x.exp(), x.matmul(x, false, true), x)).softmax();
    Program program = compiled(g, y, ANY);
    assertEquals(1, ViewPrograms.copies(program), program::text);
    assertEquals(3, ViewPrograms.copies(compiled(g, y, IN_ORDER)));
    View part = program.steps().getFirst().outputs().getFirst();
    assertFalse(part.isContiguous(), program::text);
  }

  @Test
  void whatIsCutOutOfAConcatenationDoesNotNeedTheRest() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(6, 4));
    Tensor y = g.concat(1, List.of(x.exp(), x.neg().softmax())).slice(1, 1, 4).neg();
    Program program = compiled(g, y, ANY);
    assertTrue(program.text().contains("exp") && !program.text().contains("softmax"), program::text);
  }

  /** Three places are filled, one of them twice, and one is left free: two concatenations, the second of one part. */
  @Test
  void disjointPadsThatAreAddedAreOneConcatenation() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(4, 3)).exp();
    List<Tensor> pads = new ArrayList<>();
    for (int from : new int[] {6, 0, 3, 3}) {
      pads.add(g.add(new Op.Pad(List.of(0, from), Shape.of(4, 10)), x));
    }
    Program program = compiled(g, pads.stream().reduce(Tensor::add).orElseThrow(), ANY);
    assertEquals(1, program.steps().stream().filter(step -> step instanceof Step.Single(Op.Pad _, _, _, _)).count(),
        program::text);
    assertEquals(6, program.steps().size(), program::text);
  }

  @Test
  void transposesCancel() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(2, 3, 4));
    Tensor y = x.transpose(1, 2, 0).transpose(1, 2, 0).transpose(1, 2, 0).exp();
    Program program = compiled(g, y, IN_ORDER);
    assertEquals(1, program.steps().size(), program::text);
  }
}
