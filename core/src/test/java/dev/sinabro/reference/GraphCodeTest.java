package dev.sinabro.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.testkit.Run;
import dev.sinabro.testkit.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is built from other operations, in numbers that were worked out by hand. */
final class GraphCodeTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void functions() {
    expect(t -> t.input(reals(0.5, 1, -1, 2)).asin(), Math.PI / 6, Math.PI / 2, -Math.PI / 2, NAN);
    expect(t -> t.input(reals(0.5, 1, -1, 2)).acos(), Math.PI / 3, 0, Math.PI, NAN);
    expect(t -> t.input(reals(1, INFINITY)).atan(), Math.PI / 4, Math.PI / 2);
    expect(t -> t.input(reals(1, -2)).sinh(), 1.1752011936438014, -3.626860407847019);
    expect(t -> t.input(reals(1, -2)).cosh(), 1.5430806348152437, 3.7621956910836314);
    expect(t -> t.input(reals(1)).tan(), 1.5574077246549023);
    expect(t -> t.input(reals(1.25, -1.25, 3)).ceil(), 2, -1, 3);
    expect(t -> t.input(reals(-7, 7)).remainder(3), 2, 1);
    expect(t -> t.input(reals(NAN, 1, INFINITY)).isNaN(), 1, 0, 0);
    expect(t -> t.input(reals(1, 2, NAN)).notEqual(2), 1, 0, 1);
    expect(t -> t.input(reals(1, 2, 3)).greater(2), 0, 0, 1);
    expect(t -> t.input(reals(1, 2, 3)).greaterEqual(2), 0, 1, 1);
    expect(t -> t.input(reals(0, 0, 1, 1)).equal(1).xor(t.input(reals(0, 1, 0, 1)).equal(1)), 0, 1, 1, 0);
    expect(t -> t.input(reals(-2, NAN, 9)).clamp(-1, 3), -1, NAN, 3);
  }

  @Test
  void integers() {
    expect(t -> t.input(ints(3, -3, Integer.MIN_VALUE)).neg(), -3, 3, Integer.MIN_VALUE);
    expect(t -> t.input(ints(3, -3)).abs(), 3, 3);
    expect(t -> t.input(ints(3, -3, 0)).sign(), 1, -1, 0);
    expect(t -> t.input(ints(7, -7, 7, -7)).div(t.input(ints(2, 2, -2, 0))), 3, -4, -4, 0);
    expect(t -> t.input(ints(7, -7, 7, -7)).remainder(t.input(ints(2, 2, -2, 0))), 1, 1, -1, -7);
    expect(t -> t.input(ints(Integer.MIN_VALUE)).div(-1), Integer.MIN_VALUE);
    expect(t -> t.input(ints(16777217, 1)).sum(), 16777218);
    expect(t -> t.input(ints(Integer.MAX_VALUE, 1)).sum(), Integer.MIN_VALUE);
    expect(t -> t.input(ints(-5, 16777217, 16777216)).amax(), 16777217);
    expect(t -> t.input(ints(5, Integer.MIN_VALUE)).amin(), Integer.MIN_VALUE);
    expect(t -> t.input(ints(-5, 16777217, 16777216, 16777217)).argMax(0), 1);
    expect(t -> t.input(ints(3, Integer.MIN_VALUE, 2)).argMin(0), 1);
    expect(t -> t.input(ints(1, 2, 3)).cumulativeSum(0), 1, 3, 6);
    expect(t -> t.input(new Literal(new TensorType(DType.U8, Shape.of(3)), 200, 100, 7)).sum(), 307);
    expect(t -> t.input(new Literal(new TensorType(DType.U8, Shape.of(3)), 200, 100, 7)).amin(), 7);
    expect(t -> t.input(reals(1, 2, 3)).greater(1).sum(), 2);
  }

  /** x = [[1, 2, 3], [4, 5, 6]]. */
  @Test
  void reductions() {
    expect(t -> x(t).amin(0), 1, 2, 3);
    expect(t -> x(t).amax(-1), 3, 6);
    expect(t -> x(t).product(1), 6, 120);
    expect(t -> x(t).product(), 720);
    expect(t -> t.input(reals()).product(), 1);
    expect(t -> t.input(reals(3, 1, NAN, 1)).argMin(0), 2);
    expect(t -> t.input(reals(3, 1, 2, 1)).argMin(0), 1);
    expect(t -> x(t).cumulativeSum(1), 1, 3, 6, 4, 9, 15);
    expect(t -> x(t).cumulativeSum(0), 1, 2, 3, 5, 7, 9);
    expect(t -> x(t).cumulativeProduct(-1), 1, 2, 6, 4, 20, 120);
    expect(t -> x(t).cumulativeProduct(0), 1, 2, 3, 4, 10, 18);
    expect(t -> t.input(ints(2, 3, 4)).cumulativeProduct(0), 2, 6, 24);
    expect(t -> t.input(ints(5)).cumulativeProduct(0), 5);
    expect(t -> x(t).sub(x(t).meanKept(1)), -1, 0, 1, -1, 0, 1);
    expect(t -> t.input(reals(1000, 1000)).logSumExp(), 1000 + Math.log(2));
    expect(t -> t.input(reals(0, 1000)).logSoftmax(), -1000, 0);
    assertEquals(Shape.of(2, 1), x(new Trial()).aminKept(-1).shape());
  }

  @Test
  void movements() {
    assertEquals(Shape.of(3, 2), x(new Trial()).reshape(3, -1).shape());
    assertEquals(Shape.of(2, 1, 3), x(new Trial()).unsqueeze(1).shape());
    assertEquals(Shape.of(2, 3, 1), x(new Trial()).unsqueeze(-1).shape());
    assertEquals(Shape.of(2, 3), x(new Trial()).unsqueeze(0).unsqueeze(-1).squeeze().shape());
    assertEquals(Shape.of(1, 2, 3), x(new Trial()).unsqueeze(0).unsqueeze(-1).squeeze(-1).shape());
    expect(t -> x(t).swapAxes(0, -1), 1, 4, 2, 5, 3, 6);
    expect(t -> x(t).transpose(-1, 0), 1, 4, 2, 5, 3, 6);
    expect(t -> x(t).flip(1), 3, 2, 1, 6, 5, 4);
    expect(t -> x(t).flip(0, 1), 6, 5, 4, 3, 2, 1);
    expect(t -> x(t).slice(1, -2, -1), 2, 5);
    expect(t -> count(t).slice(0, 1, 10, 4), 1, 5, 9);
    expect(t -> count(t).slice(0, 9, 2, -3), 9, 6, 3);
    expect(t -> count(t).slice(0, -1, -11, -4), 9, 5, 1);
    expect(t -> count(t).slice(0, 3, 3, 2));
    expect(t -> x(t).tile(1, 2), 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6);
    expect(t -> t.input(reals(1, 2)).pad(0, 1, 2, 9), 9, 1, 2, 9, 9);
    expect(t -> t.graph().stack(1, List.of(t.input(reals(1, 2)), t.input(reals(3, 4)))), 1, 3, 2, 4);
  }

  @Test
  void lookups() {
    expect(t -> x(t).gather(1, t.input(ints(2, 0, 3, -1))), 3, 1, 0, 0, 6, 4, 0, 0);
    expect(t -> x(t).gather(0, t.input(ints(1))), 4, 5, 6);
    expect(t -> x(t).gatherAlong(1, t.input(ints(2, 0, 1, 7)).reshape(2, 2)), 3, 1, 5, 0);
    expect(t -> x(t).gatherAlong(0, t.input(ints(1, 0, 1)).reshape(1, 3)), 4, 2, 6);
    expect(t -> t.input(ints(1, 5)).oneHot(3), 0, 1, 0, 0, 0, 0);
    expect(t -> t.input(reals(1, 1, 1)).scatterAdd(t.input(ints(2, 0, 2, 4)), t.input(reals(1, 2, 3, 4))), 3, 1, 5);
  }

  @Test
  void orders() {
    expect(t -> t.input(reals(3, 1, NAN, 2, 1)).sort(0).values(), 1, 1, 2, 3, NAN);
    expect(t -> t.input(reals(3, 1, NAN, 2, 1)).sort(0).numbers(), 1, 4, 3, 0, 2);
    expect(t -> t.input(reals(3, 1, NAN, 2, 1)).sortDescending(0).numbers(), 2, 0, 3, 1, 4);
    expect(t -> t.input(ints(3, Integer.MIN_VALUE, Integer.MAX_VALUE)).sort(0).values(), Integer.MIN_VALUE, 3,
        Integer.MAX_VALUE);
    expect(t -> x(t).topK(2, -1).values(), 3, 2, 6, 5);
    expect(t -> x(t).topK(1, 0).numbers(), 1, 1, 1);
  }

  /** [[1, 2], [3, 4], [5, 6]] with rows 2 and 0, twice, and one out of range. */
  @Test
  void updatesOfWhichOneWins() {
    expect(t -> table(t).scatterAssign(rows(t), updates(t)), 3, 30, 3, 4, 2, 20);
    expect(t -> table(t).scatterMax(rows(t), updates(t)), 9, 30, 3, 4, 5, 20);
    expect(t -> table(t).scatterMin(rows(t), updates(t)), 1, -1, 3, 4, 2, 6);
    expect(t -> table(t).cast(DType.I32).scatterMin(rows(t), updates(t).cast(DType.I32)), 1, -1, 3, 4, 2, 6);
    expect(t -> t.input(reals(1, 1)).scatterMax(t.input(ints(0, 1, 1)), t.input(reals(NAN, NAN, 2))), NAN, NAN);
    expect(t -> t.input(reals(1, 1)).scatterMin(t.input(ints(0, 1, 1)), t.input(reals(NAN, NAN, 2))), NAN, NAN);
  }

  private static Tensor table(Trial t) {
    return t.input(new Literal(TensorType.f32(3, 2), 1, 2, 3, 4, 5, 6));
  }

  private static Tensor rows(Trial t) {
    return t.input(ints(0, 2, 0, 3));
  }

  private static Tensor updates(Trial t) {
    return t.input(new Literal(TensorType.f32(4, 2), 9, -1, 2, 20, 3, 30, 7, 7));
  }

  @Test
  void products() {
    expect(t -> t.input(reals(1, 2, 3)).matmul(t.input(reals(4, 5, 6))), 32);
    expect(t -> x(t).matmul(t.input(reals(1, 0, 2))), 7, 16);
    expect(t -> t.input(reals(1, 2)).matmul(x(t)), 9, 12, 15);
    expect(t -> t.graph().einsum("ij,ij->i", x(t), x(t)), 14, 77);
    expect(t -> t.graph().einsum("ij,kj->ki", x(t), x(t).slice(0, 1, 2)), 32, 77);
    expect(t -> t.graph().einsum("i,j->ji", t.input(reals(1, 2)), t.input(reals(3, 4))), 3, 6, 4, 8);
    expect(t -> t.graph().einsum("ii->", t.input(reals(1, 2, 3, 4)).reshape(2, 2)), 5);
  }

  private static Tensor x(Trial t) {
    return t.input(new Literal(TensorType.f32(2, 3), 1, 2, 3, 4, 5, 6));
  }

  /** 0 to 9. */
  private static Tensor count(Trial t) {
    return t.graph().iota(10).cast(DType.F32);
  }

  private static void expect(Function<Trial, Tensor> function, double... expected) {
    Trial trial = new Trial();
    Tensor result = function.apply(trial);
    try (var backend = new ReferenceBackend(); var run = new Run(backend, trial, Map.of("y", result))) {
      double[] actual = Objects.requireNonNull(run.once(0xFF).outputs().get("y"));
      assertArrayEquals(expected, actual, 2e-15, () -> Arrays.toString(actual));
    }
  }

  private static Literal reals(double... values) {
    return new Literal(TensorType.f32(values.length), values);
  }

  private static Literal ints(double... values) {
    return new Literal(TensorType.i32(values.length), values);
  }
}
