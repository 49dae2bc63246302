package dev.sinabro.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.compile.Compiler;
import dev.sinabro.compile.Program;
import dev.sinabro.compile.StateLayout;
import dev.sinabro.compile.Step;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which products take an epilogue, by their shape; the conformance suite has cases of both sides. */
class EpilogueTest {
  @BeforeAll
  static void load() {
    OpenBlas.load();
  }

  private static Program compile(Map<String, Tensor> results) {
    Graph graph = results.values().iterator().next().graph();
    return Compiler.compile(graph, results, new StateLayout(List.of(), DType.F32), Kernels::supports);
  }

  private static long epilogues(Program program) {
    return program.steps().stream().filter(Step.WithEpilogue.class::isInstance).count();
  }

  private static Tensor product(Graph g, int m, int k, int n) {
    return g.input("x", TensorType.f32(m, k)).matmul(g.input("w", TensorType.f32(k, n)));
  }

  @ParameterizedTest
  @CsvSource({"3, 4, 5", "1, 1, 1", "512, 2048, 2048", "4096, 256, 1024", "5, 4000, 272", "5, 4000, 261",
      "261, 4000, 5"})
  void tilesOfWholeRowsAndOfManyColumnsHaveOne(int m, int k, int n) {
    Program program = compile(Map.of("y", product(new Graph(), m, k, n).relu()));
    assertEquals(1, epilogues(program), program::text);
    assertEquals(1, program.steps().size(), program::text);
  }

  /** Tiles that are not packed have few columns where the sums are long. */
  @Test
  void narrowTilesHaveNone() {
    long narrow = OpenBlas.hasUnpackedKernels() ? 0 : 1;
    assertEquals(narrow, epilogues(compile(Map.of("y", product(new Graph(), 40, 120, 224).relu()))));
    assertEquals(narrow, epilogues(compile(Map.of("y", product(new Graph(), 64, 784, 128).relu()))));
    assertEquals(1, epilogues(compile(Map.of("y", product(new Graph(), 40, 90, 288).relu()))));
  }

  /** Half of a worker's scratch is for a tile that is not stored. */
  @Test
  void aLargeTileHasNoneUnlessItIsStored() {
    assertEquals(1, epilogues(compile(Map.of("y", product(new Graph(), 30_000, 64, 64).relu()))));
    assertEquals(0, epilogues(compile(Map.of("y", product(new Graph(), 66_000, 64, 64).relu()))));
    Tensor z = product(new Graph(), 66_000, 64, 64);
    assertEquals(1, epilogues(compile(Map.of("y", z.relu(), "z", z))));
  }

  /** Rows of windows, but not sums over them. */
  @Test
  void windowsAreTilesOfRows() {
    Graph g = new Graph();
    Tensor columns = g.input("x", TensorType.f32(2, 50, 6)).windows(1, List.of(Window.of(3)), 0).reshape(96, 18);
    Tensor forward = columns.matmul(g.input("w", TensorType.f32(18, 7))).relu();
    Tensor sums = columns.matmul(g.input("dy", TensorType.f32(96, 7)), true, false).relu();
    Program program = compile(Map.of("forward", forward, "sums", sums));
    assertEquals(1, epilogues(program), program::text);
    assertEquals(3, program.steps().size(), program::text);
  }
}
