package dev.sinabro.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Node;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.Variable;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.testkit.MemoryUse;
import dev.sinabro.testkit.RandomGraph;
import dev.sinabro.testkit.Run;
import dev.sinabro.testkit.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fusion and shared memory must not change, on random graphs; and what they must achieve. */
final class CompilerTest {
  private static final Predicate<Step> ANY = _ -> true;
  private static final Predicate<Step> SINGLE = step -> step instanceof Step.Single || step instanceof Step.Copy;

  static LongStream seeds() {
    return LongStream.range(1000, 1200);
  }

  private static Trial random(long seed) {
    Trial trial = new Trial();
    RandomGraph.build(trial, seed, 20 + (int) (seed % 100), seed % 4 == 0);
    return trial;
  }

  /**
   * Where each tensor is a result, none shares memory with another; where groups are refused, none is fused. All four ways
   * give the same bits for results and variables.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void fusionAndSharedMemoryChangeNoBit(long seed) {
    Trial trial = random(seed);
    Map<String, Tensor> all = new LinkedHashMap<>(trial.outputs());
    for (Node node : trial.graph().nodes()) {
      for (int index = 0; index < node.types().size(); index++) {
        all.put(node.id() + "." + index, node.result(index));
      }
    }
    Run.Result expected = run(trial, all, SINGLE);
    for (Run.Result actual : List.of(run(trial, all, ANY), run(trial, trial.outputs(), ANY),
        run(trial, trial.outputs(), SINGLE))) {
      actual.bytes().forEach((name, bytes) -> assertArrayEquals(expected.bytes().get(name), bytes, name));
    }
  }

  private static Run.Result run(Trial trial, Map<String, Tensor> outputs, Predicate<Step> supports) {
    try (var backend = new ReferenceBackend(); var run = new Run(backend, trial, outputs, DType.F64, supports)) {
      return run.once(0xFF);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noTwoLiveValuesShareBytes(long seed) {
    for (Predicate<Step> supports : List.of(ANY, SINGLE)) {
      for (DType floatType : List.of(DType.F32, DType.F64)) {
        Trial trial = random(seed);
        var layout = new StateLayout(List.copyOf(trial.state().keySet()), floatType);
        Program program = Compiler.compile(trial.graph(), trial.outputs(), layout, supports);
        MemoryUse use = MemoryUse.of(program);
        assertEquals(use.mostLive(), program.memory().liveBytes(), () -> "bytes in use at most\n" + program.text());
        assertEquals(use.unshared(), program.memory().unsharedBytes(), program::text);
        assertTrue(program.memory().arenaBytes() >= use.mostLive(), program::text);
        assertTrue(program.memory().arenaBytes() <= program.memory().unsharedBytes(), program::text);
        assertEquals(program.byteSize(Region.ARENA), program.memory().arenaBytes());
      }
    }
  }

  /** Places are given out well: over all random graphs, hardly more memory than is in use at one time. */
  @Test
  void littleMemoryIsLeftBetweenPlaces() {
    long arena = 0;
    long live = 0;
    for (long seed : seeds().toArray()) {
      Trial trial = random(seed);
      var layout = new StateLayout(List.copyOf(trial.state().keySet()), DType.F32);
      var memory = Compiler.compile(trial.graph(), trial.outputs(), layout, ANY).memory();
      arena += memory.arenaBytes();
      live += memory.liveBytes();
    }
    assertTrue(arena < 1.15 * live, arena + " bytes for " + live);
  }

  /** Losses are [1000], gradients [1000, 10]: what nobody reads makes room at once. */
  @Test
  void aResultThatNobodyReadsIsFreedAtOnce() {
    Graph g = new Graph();
    Tensor logits = g.input("x", TensorType.f32(1000, 10));
    Tensor labels = g.input("labels", TensorType.i32(1000));
    Tensor gradient = g.node(new Op.SoftmaxCrossEntropy(), List.of(logits, labels)).result(1);
    Tensor y = gradient.sum(1).reshape(1000, 1).matmul(g.input("w", TensorType.f32(1, 1)));
    Program program = Compiler.compile(g, Map.of("y", y), state(), ANY);
    assertEquals(Slot.aligned(40000) + Slot.aligned(4000), program.byteSize(Region.ARENA), program::text);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void fusionLeavesFewerSteps(long seed) {
    Trial trial = random(seed);
    var layout = new StateLayout(List.copyOf(trial.state().keySet()), DType.F32);
    Program fused = Compiler.compile(trial.graph(), trial.outputs(), layout, ANY);
    Program single = Compiler.compile(trial.graph(), trial.outputs(), layout, SINGLE);
    assertTrue(fused.steps().size() <= single.steps().size());
    assertEquals(nodes(single), nodes(fused), "each node is computed once");
  }

  /** How often each operation is executed, by label. */
  private static Map<String, Integer> nodes(Program program) {
    Map<String, Integer> counts = new TreeMap<>();
    program.steps().forEach(step -> count(step, counts));
    return counts;
  }

  private static void count(Step step, Map<String, Integer> counts) {
    switch (step) {
      case Step.Single single -> counts.merge(
          single.op() instanceof Op.Reduce reduce ? reduce.fn().name() : single.op().label(), 1, Integer::sum);
      case Step.Fused fused -> fused.instructions().forEach(next -> counts.merge(next.op().label(), 1, Integer::sum));
      case Step.WindowProduct product -> counts.merge(product.op().label(), 1, Integer::sum);
      case Step.FoldProduct product -> counts.merge(product.op().label(), 1, Integer::sum);
      case Step.WithEpilogue both -> {
        count(both.product(), counts);
        count(both.epilogue(), counts);
      }
      case Step.Reducing reducing -> reducing.stages().forEach(stage -> {
        stage.instructions().forEach(next -> counts.merge(next.op().label(), 1, Integer::sum));
        stage.reductions().forEach(next -> counts.merge(next.fn().name(), 1, Integer::sum));
      });
      case Step.Copy _ -> {
        // copies differ: a sweep can write into a variable where a single step cannot
      }
    }
  }

  @Test
  void anElementwiseChainIsOneStepInOnePlace() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(100));
    Tensor y = x.add(1).relu().mul(x).exp().sub(2);
    Program program = Compiler.compile(g, Map.of("y", y), state(), ANY);
    assertEquals(1, program.steps().size(), program::text);
    Program single = Compiler.compile(g, Map.of("y", y), state(), SINGLE);
    assertEquals(5, single.steps().size(), single::text);
    assertEquals(448, single.byteSize(Region.ARENA), "each step writes where the one before wrote");
  }

  /** a feeds b through a matrix product and b reads a too: one group of both would wait for itself. */
  @Test
  void aGroupNeverWaitsForItself() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(5, 5));
    Tensor a = x.relu();
    Tensor b = a.matmul(x).add(a);
    Program program = Compiler.compile(g, Map.of("b", b), state(), ANY);
    assertEquals(List.of("relu", "matmul then {add r0 r1}"),
        program.steps().stream().map(ProgramText::label).toList(), program::text);
  }

  /** The derivative of each activation is cheap: it is computed where it is used, not kept from the forward pass. */
  @Test
  void valuesAreComputedAsLateAsPossible() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(5000));
    Tensor mask = x.square().add(3);
    Tensor forward = x.abs().sum().broadcast(x.shape());
    Program program = Compiler.compile(g, Map.of("y", forward.mul(mask)), state(), ANY);
    assertEquals(List.of(1, 1, 4), program.steps()
        .stream()
        .map(step -> step instanceof Step.Fused fused ? fused.instructions().size() : 1)
        .toList(), program::text);
  }

  @Test
  void longChainsCompileFastAndWithoutRecursion() {
    Graph g = new Graph();
    Tensor elementwise = g.input("x", TensorType.f32(7, 7));
    Tensor mixed = elementwise;
    for (int link = 0; link < 2000; link++) {
      elementwise = elementwise.add(link + 1).neg().relu();
      mixed = mixed.matmul(elementwise).add(mixed).relu();
    }
    Tensor first = elementwise;
    Tensor second = mixed;
    assertTimeout(Duration.ofSeconds(10), () -> {
      Program program = Compiler.compile(g, Map.of("y", first, "z", second), state(), ANY);
      assertEquals(MemoryUse.of(program).mostLive(), program.memory().liveBytes());
    });
  }

  /** A value with thousands of readers, and sums of thousands of values. */
  @Test
  void wideGraphsCompileFast() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(7));
    List<Tensor> parts = new ArrayList<>();
    for (int index = 0; index < 4000; index++) {
      parts.add(x.mul(index + 2).exp());
    }
    Tensor total = x;
    for (Tensor part : parts) {
      total = total.add(part);
    }
    Tensor result = total;
    assertTimeout(Duration.ofSeconds(10), () -> MemoryUse.of(Compiler.compile(g, Map.of("y", result), state(), ANY)));
  }

  @Test
  void aStepThatTheDeviceLacksIsNamedWithItsLine() {
    Graph g = new Graph();
    Tensor y = g.input("x", TensorType.f32(3, 4)).softmax();
    String line = y.node().source();
    var refusal =
        assertThrows(IllegalArgumentException.class, () -> Compiler.compile(g, Map.of("y", y), state(), _ -> false));
    assertEquals("the device cannot execute softmax of [inputs+0 f32[3, 4]], built at " + line, refusal.getMessage());
  }

  @Test
  void resultsNeverLieWhereOnlyTheExecutableCanRead() {
    Graph g = new Graph();
    Program program = Compiler.compile(g, Map.of("y", g.constant(2.0).mul(3)), state(), ANY);
    assertEquals(Set.of(Region.ARENA), new HashSet<>(program.outputs().values().stream().map(Slot::region).toList()));
  }

  @Test
  void aResultIsNotOverwrittenByTheLastStep() {
    Graph g = new Graph();
    Tensor first = g.input("x", TensorType.f32(9)).relu();
    Program program = Compiler.compile(g, Map.of("first", first, "second", first.exp()), state(), SINGLE);
    assertEquals(2, MemoryUse.of(program).mostLive() / Slot.ALIGNMENT, program::text);
  }

  @Test
  void variablesOfOneNameAreRefused() {
    var twins = List.of(new Variable("w", TensorType.f32(1)), new Variable("w", TensorType.f32(2)));
    assertEquals("two variables are named w; give each its own name",
        assertThrows(IllegalArgumentException.class, () -> new StateLayout(twins, DType.F32)).getMessage());
  }

  @Test
  void onlyReductionsOfLiveValuesAreKept() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(9));
    x.exp().sum();
    Program program = Compiler.compile(g, Map.of("y", x.sum()), state(), ANY);
    assertEquals(1, program.steps().size(), program::text);
    assertTrue(program.steps().getFirst() instanceof Step.Single single && single.op() instanceof Op.Reduce);
  }

  private static StateLayout state() {
    return new StateLayout(List.of(), DType.F32);
  }
}
