package dev.sinabro.cuda.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Groups that reduce columns stay together, and are few jobs. */
final class ColumnGroupTest {

  private static Tensor batchNorm(Tensor x, Tensor gain, Tensor shift) {
    Tensor centered = x.sub(x.mean(0));
    return centered.div(centered.square().mean(0).add(1e-5).sqrt()).mul(gain).add(shift);
  }

  private static Program compiled(Graph graph, Map<String, Tensor> outputs) {
    return Compiler.compile(graph, outputs, new StateLayout(List.of(), DType.F32), Works::supports);
  }

  @Test
  void aBatchNormAndItsGradientsAreGroups() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(32, 64));
    Tensor gain = g.input("gain", TensorType.f32(64));
    Tensor shift = g.input("shift", TensorType.f32(64));
    Tensor y = batchNorm(x, gain, shift);
    Gradients gradients = Gradients.of(y.mul(g.input("dy", TensorType.f32(32, 64))).sum(), x, gain, shift);
    Map<String, Tensor> outputs = new LinkedHashMap<>(Map.of("y", y));
    List.of(x, gain, shift).forEach(by -> outputs.put("d" + outputs.size(), gradients.of(by)));
    Program program = compiled(g, outputs);
    assertTrue(program.steps().size() <= 3, program::text);
    assertTrue(
        program.steps().stream()
            .noneMatch(step -> step instanceof Step.Single single && single.op() instanceof Op.Reduce),
        program::text);
  }

  /** A job for each of three stages, and one for the mean, which is a result. */
  @ParameterizedTest
  @CsvSource({"64, 8, true, 1, 0", "64, 256, false, 1, 0", "256, 64, false, 1, 0", "257, 64, false, 4, 5",
      "131072, 32, false, 4, 1024", "131072, 33, false, 4, 512", "257, 32736, false, 4, 2", "257, 32737, false, 1, 0"})
  void longColumnsAreCutWhereTheGpuWouldNotBeBusy(int rows, int columns, boolean small, int jobs, int parts) {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(rows, columns));
    Tensor y = batchNorm(x, g.input("gain", TensorType.f32(columns)), g.input("shift", TensorType.f32(columns)));
    Program program = compiled(g, Map.of("y", y, "mean", x.mean(0)));
    assertEquals(1, program.steps().size(), program::text);
    Step step = program.steps().getFirst();
    List<? extends Work> works = Works.of(step, View::offset, 1L << 40);
    assertEquals(jobs, works.size());
    works.forEach(work -> assertEquals(small, ((Work.Job) work).small()));
    assertEquals(2L * Float.BYTES * parts * columns, Works.scratchBytes(step));
  }

  /** What only updates a bias goes over the rows once. */
  @Test
  void aStageOfWhatIsNarrowIsNoSweep() {
    Graph g = new Graph();
    Tensor dy = g.input("dy", TensorType.f32(10_000, 16));
    Program program = compiled(g, Map.of("next", g.input("bias", TensorType.f32(16)).sub(dy.sum(0).mul(0.1))));
    assertEquals(1, program.steps().size(), program::text);
    assertEquals(2, Works.of(program.steps().getFirst(), View::offset, 1L << 40).size());
  }
}
