package dev.sinabro.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Scan;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import dev.sinabro.graph.Window;
import dev.sinabro.testkit.Coverage;
import dev.sinabro.testkit.GradientCheck;
import dev.sinabro.testkit.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each derivative against central differences in float64. */
final class DerivativesTest {
  /** A function of inputs that it declares, smooth where it is evaluated. */
  private record Row(String name, Function<Trial, Tensor> function) {}

  @TestFactory
  Stream<DynamicTest> derivatives() {
    return rows().stream().map(row -> DynamicTest.dynamicTest(row.name(), () -> {
      GradientCheck.Report report = GradientCheck.of(row.function());
      assertEquals(List.of(), report.kinks());
      assertTrue(report.worst() < GradientCheck.LIMIT, () -> row.name() + ": " + report.errors());
    }));
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (UnaryFn fn : UnaryFn.values()) {
      if (fn != UnaryFn.NOT) {
        rows.add(new Row(fn.name(), t -> values(t, 1, 0.3, 2.7, 3, 4).unary(fn)));
        if (fn != UnaryFn.LOG && fn != UnaryFn.SQRT && fn != UnaryFn.LOG1P) {
          rows.add(new Row(fn + " of negatives", t -> values(t, 2, -2.7, -0.3, 3, 4).unary(fn)));
        }
      }
    }
    for (BinaryFn fn : BinaryFn.values()) {
      if (!fn.isComparison() && fn != BinaryFn.AND && fn != BinaryFn.OR) {
        int[][][] pairs =
            {{{3, 4}, {3, 4}}, {{3, 4}, {4}}, {{4}, {3, 4}}, {{3, 1}, {1, 4}}, {{}, {3, 4}}, {{2, 3, 4}, {3, 1}},
                {{1, 4}, {2, 1, 1}}, {{1}, {1, 1}}};
        for (int[][] pair : pairs) {
          rows.add(new Row(fn + Arrays.deepToString(pair),
              t -> values(t, 3, 0.3, 2.7, pair[0]).binary(fn, values(t, 4, 0.31, 2.71, pair[1]))));
        }
        rows.add(new Row(fn + " of functions of one input", t -> {
          Tensor x = values(t, 5, 0.3, 2.7, 3, 4);
          return x.square().binary(fn, x.add(0.37));
        }));
      }
    }
    rows.add(new Row("LOG1P of negatives", t -> values(t, 2, -0.9, -0.3, 3, 4).unary(UnaryFn.LOG1P)));
    rows.add(new Row("REMAINDER of negatives",
        t -> values(t, 61, -9, -1, 5).binary(BinaryFn.REMAINDER, values(t, 62, 1, 2, 5))));
    rows.add(
        new Row("ATAN2 in all quarters", t -> values(t, 63, -2, 2, 9).binary(BinaryFn.ATAN2, values(t, 64, -2, 2, 9))));
    rows.add(new Row("POW of negatives", t -> values(t, 6, -2, -1, 5).pow(t.graph().constant(3.0))));
    rows.add(new Row("SIGMOID_CROSS_ENTROPY of negatives",
        t -> values(t, 7, -5, 5, 4, 5).sigmoidCrossEntropy(values(t, 8, 0.1, 0.9, 4, 5))));
    rows.add(new Row("SELECT", t -> bools(t, 9, 3, 4).select(values(t, 10, -2, 2, 3, 4), values(t, 11, -2, 2, 3, 4))));
    rows.add(
        new Row("SELECT broadcast", t -> bools(t, 12, 3, 1).select(values(t, 13, -2, 2, 4), values(t, 14, -2, 2))));
    rows.add(new Row("BROADCAST", t -> values(t, 15, -2, 2, 3, 1).broadcast(Shape.of(2, 3, 4)).square()));
    rows.add(new Row("CAST", t -> add(t, new Op.Cast(DType.F32), values(t, 16, -2, 2, 5)).square()));
    rows.add(new Row("CAST to an integer is flat",
        t -> values(t, 17, 0.2, 0.8, 5).add(3).cast(DType.I32).cast(DType.F32).mul(values(t, 18, 1, 2, 5))));
    for (ReduceFn fn : ReduceFn.values()) {
      for (int axis = 0; axis < 3; axis++) {
        Op op = new Op.Reduce(fn, axis, 1);
        rows.add(new Row(op.label(), t -> add(t, op, values(t, 19, -2, 2, 2, 3, 4)).square()));
      }
      Op two = new Op.Reduce(fn, 1, 2);
      rows.add(new Row(two.label(), t -> add(t, two, values(t, 20, -2, 2, 2, 3, 4)).square()));
      rows.add(new Row(fn + " of axes apart", t -> values(t, 21, -2, 2, 2, 3, 4).reduce(fn, 0, 2).square()));
    }
    rows.add(new Row("mean", t -> values(t, 22, -2, 2, 3, 4).mean(-1).square()));
    movement(rows);
    graphCode(rows);
    composed(rows);
    return rows;
  }

  private static void movement(List<Row> rows) {
    for (int transposes = 0; transposes < 4; transposes++) {
      boolean a = (transposes & 1) != 0;
      boolean b = (transposes & 2) != 0;
      rows.add(new Row(new Op.MatMul(a, b).label(), t -> values(t, 30, -2, 2, a ? new int[] {3, 2} : new int[] {2, 3})
          .matmul(values(t, 31, -2, 2, b ? new int[] {4, 3} : new int[] {3, 4}), a, b)));
      rows.add(new Row("batched " + new Op.MatMul(a, b).label(),
          t -> values(t, 32, -2, 2, a ? new int[] {2, 2, 3, 2} : new int[] {2, 2, 2, 3})
              .matmul(values(t, 33, -2, 2, b ? new int[] {2, 2, 4, 3} : new int[] {2, 2, 3, 4}), a, b)));
      rows.add(new Row(new Op.MatMul(a, b).label() + " of itself", t -> {
        Tensor x = values(t, 34, -2, 2, 3, 3);
        return x.matmul(x, a, b);
      }));
    }
    rows.add(new Row("RESHAPE", t -> values(t, 35, -2, 2, 3, 4).reshape(2, 6).square()));
    rows.add(new Row("TRANSPOSE", t -> values(t, 36, -2, 2, 2, 3, 4).transpose(2, 0, 1).square()));
    rows.add(new Row("SLICE",
        t -> add(t, new Op.Slice(List.of(1, 0, 2), Shape.of(2, 2, 1)), values(t, 37, -2, 2, 3, 2, 4))));
    rows.add(new Row("PAD",
        t -> add(t, new Op.Pad(List.of(1, 0, 2), Shape.of(3, 2, 4)), values(t, 38, -2, 2, 2, 2, 1)).square()));
    List<Window> windows = List.of(Window.of(3).padding(1, 0).stride(2), Window.of(2).dilation(2).padding(0, 1));
    rows.add(new Row("WINDOWS", t -> values(t, 46, -2, 2, 2, 5, 4, 2).windows(1, windows, 0.5).square()));
    rows.add(new Row("FOLD", t -> values(t, 47, -2, 2, 2, 2, 3, 3, 2, 2).fold(1, windows, List.of(5, 4)).square()));
    rows.add(new Row("CONCAT", t -> {
      Tensor first = values(t, 39, -2, 2, 3, 1);
      return t.graph().concat(1, List.of(first, values(t, 40, -2, 2, 3, 2), first.square()));
    }));
    rows.add(new Row("GATHER", t -> values(t, 41, -2, 2, 4, 3).gather(ints(t, 0, 3, 3, -1, 4, 1)).square()));
    rows.add(
        new Row("GATHER of numbers", t -> values(t, 42, -2, 2, 4).gather(ints(t, 0, 3, 3).reshape(3, 1)).square()));
    rows.add(new Row("SCATTER_ADD",
        t -> add(t, new Op.ScatterAdd(4), ints(t, 0, 3, 3, -1, 4, 1), values(t, 43, -2, 2, 6, 2)).square()));
    rows.add(new Row("SOFTMAX", t -> values(t, 44, -2, 2, 2, 3, 4).softmax()));
    rows.add(
        new Row("SOFTMAX_CROSS_ENTROPY", t -> values(t, 45, -2, 2, 5, 4).softmaxCrossEntropy(ints(t, 0, 3, 2, -1, 4))));
  }

  private static void graphCode(List<Row> rows) {
    rows.add(new Row("asin", t -> values(t, 70, -0.9, 0.9, 5).asin()));
    rows.add(new Row("acos", t -> values(t, 71, -0.9, 0.9, 5).acos()));
    rows.add(new Row("atan", t -> values(t, 72, -2, 2, 5).atan()));
    rows.add(new Row("tan", t -> values(t, 73, -1, 1, 5).tan()));
    rows.add(new Row("sinh", t -> values(t, 74, -2, 2, 5).sinh()));
    rows.add(new Row("cosh", t -> values(t, 75, -2, 2, 5).cosh()));
    rows.add(new Row("logSoftmax", t -> values(t, 76, -2, 2, 3, 4).logSoftmax().mul(values(t, 77, -2, 2, 3, 4))));
    rows.add(new Row("logSumExp", t -> values(t, 78, -2, 2, 3, 4).logSumExp(0)));
    rows.add(new Row("amin", t -> values(t, 79, -2, 2, 3, 4).amin(1).square()));
    rows.add(new Row("product", t -> values(t, 80, -2, 2, 3, 5).product(1)));
    rows.add(new Row("product with zeros",
        t -> values(t, 80, -2, 2, 3, 5).mul(t.input(new Literal(TensorType.f32(5), 1, 0, 1, 1, 1))).product(1)));
    rows.add(new Row("cumulativeProduct", t -> values(t, 82, -2, 2, 3, 5).cumulativeProduct(1).square()));
    rows.add(new Row("cumulativeSum", t -> values(t, 81, -2, 2, 3, 5).cumulativeSum(1).square()));
    rows.add(new Row("flip", t -> values(t, 82, -2, 2, 3, 5).flip(1).mul(values(t, 83, -2, 2, 3, 5))));
    rows.add(new Row("strided slice", t -> values(t, 84, -2, 2, 3, 7).slice(1, 6, 0, -2).square()));
    rows.add(new Row("tile", t -> values(t, 85, -2, 2, 2, 3).tile(2, 2).mul(values(t, 86, -2, 2, 4, 6))));
    rows.add(new Row("pad", t -> values(t, 87, -2, 2, 2, 3).pad(1, 1, 2, 3).square()));
    rows.add(
        new Row("gather along axis 1", t -> values(t, 88, -2, 2, 2, 3, 2).gather(1, ints(t, 2, 0, 2, 5)).square()));
    rows.add(new Row("gatherAlong",
        t -> values(t, 89, -2, 2, 2, 3).gatherAlong(1, ints(t, 2, 0, 2, 5).reshape(2, 2)).square()));
    rows.add(new Row("scatterAdd",
        t -> values(t, 90, -2, 2, 4).scatterAdd(ints(t, 3, 1, 3), values(t, 91, -2, 2, 3)).square()));
    rows.add(
        new Row("matmul of a vector", t -> values(t, 92, -2, 2, 3).matmul(values(t, 93, -2, 2, 2, 3, 4)).square()));
    rows.add(
        new Row("matmul of batches", t -> values(t, 94, -2, 2, 5, 2, 3).matmul(values(t, 95, -2, 2, 3, 4)).square()));
    rows.add(new Row("sort", t -> values(t, 98, -2, 2, 3, 5).sort(1).values().mul(values(t, 99, -2, 2, 3, 5))));
    rows.add(new Row("topK", t -> values(t, 98, -2, 2, 5, 3).topK(2, 0).values().square()));
    rows.add(new Row("scatterAssign", t -> values(t, 100, -2, 2, 4, 2)
        .scatterAssign(ints(t, 3, 1, 3, 9), values(t, 101, -2, 2, 4, 2)).square()));
    rows.add(new Row("scatterMax", t -> values(t, 102, -2, 2, 4, 2)
        .scatterMax(ints(t, 3, 1, 3, 9), values(t, 103, -2, 2, 4, 2)).square()));
    rows.add(new Row("scatterMin", t -> values(t, 104, -2, 2, 4, 2)
        .scatterMin(ints(t, 3, 1, 3, 9), values(t, 105, -2, 2, 4, 2)).square()));
    rows.add(new Row("einsum",
        t -> t.graph().einsum("bij,jkb->ik", values(t, 96, -2, 2, 2, 3, 4), values(t, 97, -2, 2, 4, 3, 2)).square()));
  }

  private static void composed(List<Row> rows) {
    rows.add(new Row("SCAN", t -> Scan.over(List.of(values(t, 59, -2, 2, 4, 3)), List.of(values(t, 60, -2, 2, 3)),
        step -> step.carry(0, step.carried(0).mul(step.element(0)).tanh())).last(0)));
    rows.add(new Row("a value used many times", t -> {
      Tensor x = values(t, 50, 0.5, 1.5, 3, 3);
      return x.matmul(x.exp()).add(x).mul(x.sum(0)).add(x.transpose());
    }));
    rows.add(new Row("a network of two layers", t -> {
      Tensor hidden = values(t, 51, -1, 1, 4, 3).matmul(values(t, 52, -1, 1, 5, 3), false, true)
          .add(values(t, 53, -1, 1, 5))
          .tanh();
      return hidden.matmul(values(t, 54, -1, 1, 2, 5), false, true)
          .add(values(t, 55, -1, 1, 2))
          .softmaxCrossEntropy(ints(t, 0, 1, 1, 0));
    }));
    rows.add(new Row("a normalized row", t -> {
      Tensor x = values(t, 56, -2, 2, 3, 5);
      Tensor centered = x.sub(x.mean(1).reshape(3, 1));
      return centered.div(centered.square().mean(1).reshape(3, 1).add(1e-5).sqrt());
    }));
    rows.add(new Row("an input without influence", t -> {
      Tensor x = values(t, 57, -2, 2, 3);
      values(t, 58, -2, 2, 4);
      return x.square();
    }));
  }

  /** A new operation is named here until it has a row. */
  @Test
  void everyDifferentiableOperationHasARow() {
    Set<Class<?>> missing =
        Coverage.kinds(Op.class).collect(Collectors.toCollection(HashSet::new));
    missing.removeAll(
        List.of(Op.Read.class, Op.Iota.class, Op.StopGradient.class, Op.Random.class, Op.ArgMax.class, Op.ArgSort.class,
            Op.Assign.class));
    for (Row row : rows()) {
      Trial trial = new Trial();
      row.function().apply(trial);
      trial.graph().nodes().forEach(node -> missing.remove(node.op().getClass()));
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void kinksAreReportedAndLeftOut() {
    GradientCheck.Report report = GradientCheck.of(t -> t.input(new Literal(TensorType.f32(4), -1, 0, 1, 2)).relu());
    assertEquals(List.of("x0[1]"), report.kinks());
    assertTrue(report.worst() < GradientCheck.LIMIT);
  }

  /** The check itself must find an error: a step has no derivative by rule, but here the differences see a slope. */
  @Test
  void aWrongDerivativeIsFound() {
    GradientCheck.Report report =
        GradientCheck.of(t -> values(t, 60, -1, 1, 2, 3).mul(1e7).unary(UnaryFn.FLOOR).mul(1e-7));
    assertTrue(report.worst() > 0.1, () -> "floor of tiny steps is the identity to differences: " + report.errors());
  }

  @Test
  void theLossMustBeARealScalar() {
    Graph g = new Graph();
    Tensor x = g.input("x", TensorType.f32(3));
    assertEquals("the gradient of f32[3], built at " + x.node().source()
        + ", is not defined; reduce it to a real scalar first, with mean() or sum()",
        assertThrows(GraphException.class, () -> Gradients.of(x, x)).getMessage());
    Tensor counter = g.input("n", TensorType.i32());
    assertThrows(GraphException.class, () -> Gradients.of(counter, x));
  }

  @Test
  void aGradientThatWasNotAskedForIsNamed() {
    Graph g = new Graph();
    Tensor x = g.scalar("x", 3);
    Tensor y = g.scalar("y", 4);
    Gradients gradients = Gradients.of(x.mul(y), x);
    assertEquals("the gradient by " + y + " was not asked for; name it in Gradients.of",
        assertThrows(IllegalArgumentException.class, () -> gradients.of(y)).getMessage());
  }

  private static Tensor add(Trial trial, Op op, Tensor... operands) {
    return trial.graph().add(op, operands);
  }

  private static Tensor values(Trial trial, long seed, double low, double high, int... extents) {
    Random random = new Random(seed);
    TensorType type = TensorType.f32(extents);
    double[] values = random.doubles(type.shape().count(), low, high).map(value -> (float) value).toArray();
    return trial.input(new Literal(type, values));
  }

  private static Tensor bools(Trial trial, long seed, int... extents) {
    Random random = new Random(seed);
    TensorType type = new TensorType(DType.BOOL, Shape.of(extents));
    return trial.input(new Literal(type, random.ints(type.shape().count(), 0, 2).asDoubleStream().toArray()));
  }

  private static Tensor ints(Trial trial, int... values) {
    return trial.input(new Literal(TensorType.i32(values.length), Arrays.stream(values).asDoubleStream().toArray()));
  }
}
