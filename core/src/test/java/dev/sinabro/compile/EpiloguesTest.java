package dev.sinabro.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.graph.Variable;
import dev.sinabro.graph.Window;
import dev.sinabro.nn.Convolution;
import dev.sinabro.testkit.MemoryUse;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What follows a product element by element is done with it. */
final class EpiloguesTest {
  private static final Predicate<Step> ANY = _ -> true;
  private static final Predicate<Step> NONE = step -> !(step instanceof Step.WithEpilogue);

  private static Program compile(Graph graph, Map<String, Tensor> outputs, Predicate<Step> supports,
      Variable... variables) {
    Program program = Compiler.compile(graph, outputs, new StateLayout(List.of(variables), DType.F32), supports);
    MemoryUse.of(program);
    return program;
  }

  private static List<String> labels(Program program) {
    return program.steps().stream().map(ProgramText::label).toList();
  }

  private static Tensor gelu(Tensor x) {
    return x.mul(0.5).mul(x.mul(Math.sqrt(0.5)).unary(UnaryFn.ERF).add(1));
  }

  private static Tensor dense(Graph g, Tensor x, int units) {
    int inputs = x.shape().lastExtent();
    int rows = x.shape().count() / inputs;
    Tensor z = x.reshape(rows, inputs).matmul(g.input("w" + x.node().id(), TensorType.f32(units, inputs)), false, true);
    return z.reshape(x.shape().with(x.shape().rank() - 1, units))
        .add(g.input("b" + z.node().id(), TensorType.f32(units)));
  }

  @Test
  void aDenseLayerWithGeluAtRank3IsOneStep() {
    Graph g = new Graph();
    Tensor y = gelu(dense(g, g.input("x", TensorType.f32(4, 8, 16)), 64));
    Program program = compile(g, Map.of("y", y), ANY);
    assertEquals(1, program.steps().size(), program::text);
    assertTrue(labels(program).getFirst().startsWith("matmul(a, bT) then {add r0 r1; mul r5 "), program::text);
    assertEquals(Slot.aligned(y.type().byteSize()), program.byteSize(Region.ARENA), "the product is not stored");
    Program apart = compile(g, Map.of("y", y), NONE);
    assertEquals(2, apart.steps().size(), apart::text);
    assertEquals(total(apart), total(program), "no arithmetic is lost");
  }

  private static long total(Program program) {
    return program.steps().stream().mapToLong(step -> StepCost.of(step).flops()).sum();
  }

  /** The gradient by the product before is zero where that was negative: a product and its epilogue. */
  @Test
  void theDerivativeOfReluIsDoneWithTheProductBeforeIt() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(32, 16));
    Tensor first = g.input("first", TensorType.f32(16, 64));
    Tensor second = g.input("second", TensorType.f32(64, 8));
    Tensor y = x.matmul(first).relu().matmul(second);
    Gradients gradients = Gradients.of(y.square().sum(), first, second);
    Program program =
        compile(g, Map.of("y", y, "first", gradients.of(first), "second", gradients.of(second)), ANY);
    List<Step> joined = program.steps().stream().filter(Step.WithEpilogue.class::isInstance).toList();
    assertEquals(List.of("relu", "mul", "select"), joined.stream().map(EpiloguesTest::lastOperation).toList(),
        program::text);
    assertEquals(5, program.steps().size(), program::text);
  }

  private static String lastOperation(Step step) {
    return ((Step.WithEpilogue) step).epilogue().instructions().getLast().op().label();
  }

  @Test
  void aProductThatIsNeededElsewhereIsStoredBesideWhatFollowsIt() {
    Graph g = new Graph();
    Tensor z = g.input("x", TensorType.f32(3, 4)).matmul(g.input("w", TensorType.f32(4, 5)));
    Program program = compile(g, Map.of("y", z.relu(), "z", z), ANY);
    assertEquals(List.of("matmul then {relu r0}"), labels(program), program::text);
    Step step = program.steps().getFirst();
    assertEquals(2, step.outputs().size(), program::text);
    assertEquals(2, step.inputs().size(), program::text);
  }

  /** The last of the products that a sum needs is done with it. */
  @Test
  void aGroupOfTwoProductsGoesWithTheLaterOne() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(3, 4));
    Tensor a = x.matmul(g.input("a", TensorType.f32(4, 5)));
    Tensor b = x.matmul(g.input("b", TensorType.f32(4, 5)));
    Program program = compile(g, Map.of("y", a.add(b).tanh()), ANY);
    assertEquals(List.of("matmul", "matmul then {add r1 r0; tanh r2}"), labels(program), program::text);
  }

  @Test
  void anUpdateIsDoneWithItsGradientUnlessTheOldContentIsReadLater() {
    for (boolean later : new boolean[] {false, true}) {
      Graph g = new Graph();
      Variable w = new Variable("w", TensorType.f32(6, 5));
      Tensor x = g.input("x", TensorType.f32(4, 6));
      Tensor dy = g.input("dy", TensorType.f32(4, 5));
      Tensor before = later ? x : dy.matmul(g.read(w), false, true);
      Tensor gradient = x.matmul(dy, true, false);
      Tensor after = later ? dy.matmul(g.read(w), false, true) : before;
      g.assign(w, g.read(w).sub(gradient.mul(0.1)));
      Program program = compile(g, Map.of("y", after), ANY, w);
      assertEquals(later ? 3 : 2, program.steps().size(), program::text);
      assertEquals(!later, program.steps().getLast() instanceof Step.WithEpilogue, program::text);
      assertFalse(program.steps().stream().anyMatch(Step.Copy.class::isInstance), program::text);
    }
  }

  @Test
  void whatDependsOnMoreThanTheProductWaits() {
    Graph g = new Graph();
    Tensor z = g.input("x", TensorType.f32(4, 3)).matmul(g.input("w", TensorType.f32(3, 4)));
    Tensor y = z.add(z.matmul(z)).relu();
    Program program = compile(g, Map.of("y", y), ANY);
    assertEquals(List.of("matmul", "matmul then {add r1 r0; relu r2}"), labels(program), program::text);
  }

  @Test
  void repetitionsReductionsAndEmptyProductsAreNoEpilogues() {
    Graph g = new Graph();
    Tensor narrow = g.input("x", TensorType.f32(3, 4)).matmul(g.input("w", TensorType.f32(4, 1)));
    Tensor empty = g.input("e", TensorType.f32(3, 0)).matmul(g.input("f", TensorType.f32(0, 2)));
    Program program = compile(g, Map.of("wide", narrow.broadcast(Shape.of(3, 5)).add(1), "sum", narrow.sum(0), "none",
        empty.relu()), ANY);
    assertFalse(program.steps().stream().anyMatch(Step.WithEpilogue.class::isInstance), program::text);
  }

  @Test
  void windowsAndFoldsAreProductsToo() {
    Graph g = new Graph();
    List<Window> same = List.of(Window.of(3).padding(1, 1), Window.of(3).padding(1, 1));
    Tensor x = g.input("x", TensorType.f32(2, 6, 6, 4));
    Tensor w = g.input("w", TensorType.f32(4, 4, 3, 3));
    Tensor b = g.input("b", TensorType.f32(4));
    Tensor y = Convolution.of(Convolution.of(x, w, same, 1).add(b).relu(), w, same, 1);
    Program program = compile(g, Map.of("dx", Gradients.of(y.square().sum(), x).of(x)), ANY);
    long folded = program.steps()
        .stream()
        .filter(step -> step instanceof Step.WithEpilogue both && both.product() instanceof Step.FoldProduct)
        .count();
    long windows = program.steps()
        .stream()
        .filter(step -> step instanceof Step.WithEpilogue both && both.product() instanceof Step.WindowProduct)
        .count();
    assertEquals(1, folded, program::text);
    assertEquals(2, windows, program::text);
  }
}
