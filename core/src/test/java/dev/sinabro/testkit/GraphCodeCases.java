package dev.sinabro.testkit;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Cases of what is built from other operations: that they compose on a backend, in more ways than training uses. */
final class GraphCodeCases {
  private GraphCodeCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    functions(cases);
    reductions(cases);
    movements(cases);
    lookups(cases);
    orders(cases);
    products(cases);
    return cases;
  }

  private static void functions(List<Case> cases) {
    function(cases, "tan", Tensor::tan, -20, 20, Tolerance.COMPOSED);
    function(cases, "asin", Tensor::asin, -1, 1, Tolerance.COMPOSED);
    function(cases, "acos", Tensor::acos, -1, 1, Tolerance.COMPOSED);
    function(cases, "atan", Tensor::atan, -50, 50, Tolerance.FUNCTION);
    function(cases, "sinh", Tensor::sinh, -80, 80, Tolerance.ulps(128));
    function(cases, "cosh", Tensor::cosh, -80, 80, Tolerance.ulps(128));
    function(cases, "ceil", Tensor::ceil, -9, 9, Tolerance.EXACT);
    function(cases, "clamp", x -> x.clamp(-1, 2), -9, 9, Tolerance.EXACT);
    function(cases, "remainder", x -> x.remainder(1.5), -9, 9, Tolerance.EXACT);
    cases.add(new Case("isNaN", trial -> trial.expect(trial.input(Samples.of(DType.F32, Samples.special())).isNaN(),
        Tolerance.EXACT)));
    cases.add(new Case("integers: neg, abs, sign, square, quotient, remainder", trial -> {
      Tensor x = trial.input(Samples.any(DType.I32, 71, 257));
      for (Tensor y : List.of(x.neg(), x.abs(), x.sign(), x.square(), x.div(7), x.remainder(-7))) {
        trial.expect(y, Tolerance.EXACT);
      }
    }));
    cases.add(new Case("comparisons and xor", trial -> {
      Tensor x = trial.input(Samples.whole(72, 3, 257));
      Tensor y = trial.input(Samples.whole(73, 3, 257));
      for (Tensor z : List.of(x.notEqual(y), x.greater(y), x.greaterEqual(y), x.less(1).xor(y.less(1)),
          x.notEqual(2), x.greaterEqual(0))) {
        trial.expect(z, Tolerance.EXACT);
      }
    }));
  }

  private static void function(List<Case> cases, String name, UnaryOperator<Tensor> fn, double low, double high,
      Tolerance tolerance) {
    cases.add(new Case(name, trial -> trial.expect(fn.apply(trial.input(Samples.uniform(74, low, high, 7, 33))),
        tolerance)));
  }

  private static void reductions(List<Case> cases) {
    for (int axis = 0; axis < 3; axis++) {
      int along = axis;
      cases.add(new Case("reductions along axis " + axis, trial -> {
        Tensor x = trial.input(Samples.whole(75, 2, 3, 9, 5));
        for (Tensor y : List.of(x.amin(along), x.aminKept(along), x.sumKept(along), x.product(along), x.argMin(along),
            x.cumulativeSum(along))) {
          trial.expect(y, Tolerance.EXACT);
        }
        Tensor signs = trial.input(Samples.whole(78, 2, 3, 9, 5)).sign();
        trial.expect(signs.cumulativeProduct(along), Tolerance.EXACT);
        Tensor logits = trial.input(Samples.uniform(76, -30, 30, 3, 9, 5));
        trial.expect(logits.logSumExp(along), Tolerance.COMPOSED, trial.graph().constant(30));
      }));
    }
    cases.add(new Case("reductions of integers, bytes and truth values", trial -> {
      Tensor x = trial.input(Samples.any(DType.I32, 90, 33, 9));
      Tensor bytes = trial.input(Samples.any(DType.U8, 91, 33, 9));
      Tensor truth = trial.input(Samples.any(DType.BOOL, 92, 33, 9));
      for (Tensor y : List.of(x.amin(0), x.argMax(1), x.argMin(0), x.cumulativeSum(0), x.cumulativeProduct(1),
          x.product(1), bytes.sum(1),
          bytes.amax(0), bytes.amin(), truth.sum(0))) {
        trial.expect(y, Tolerance.EXACT);
      }
    }));
    for (int classes : new int[] {1, 10, 257}) {
      cases.add(new Case("logSoftmax of " + classes, trial -> {
        Tensor y = trial.input(Samples.uniform(77, -80, 80, 9, classes)).logSoftmax();
        trial.expect(y, Tolerance.sum(classes), y.abs().add(1));
      }));
    }
  }

  private static void movements(List<Case> cases) {
    for (DType dtype : List.of(DType.F32, DType.I32, DType.U8, DType.BOOL)) {
      cases.add(new Case("movements of " + dtype, trial -> {
        Tensor x = trial.input(Samples.any(dtype, 78, 3, 7, 5));
        for (Tensor y : List.of(x.reshape(-1, 7), x.unsqueeze(-1).squeeze(-1), x.swapAxes(0, -1), x.flip(0, -1),
            x.slice(1, -5, -1), x.slice(1, 0, 7, 3), x.slice(1, 1, 7, 2), x.slice(-1, -1, -6, -2), x.tile(2, 1, 3),
            x.pad(1, 2, 1, 1), trial.graph().stack(1, List.of(x, x)))) {
          trial.expect(y, Tolerance.EXACT);
        }
      }));
    }
  }

  private static void lookups(List<Case> cases) {
    cases.add(new Case("gather along axes, numbers out of range", trial -> {
      Tensor x = trial.input(Samples.any(DType.F32, 79, 3, 7, 5));
      Tensor numbers = trial.input(Samples.integers(80, -2, 9, 2, 3));
      trial.expect(x.gather(1, numbers), Tolerance.EXACT);
      trial.expect(x.gather(-1, numbers), Tolerance.EXACT);
      trial.expect(x.gatherAlong(1, trial.input(Samples.integers(81, -2, 9, 3, 4, 5))), Tolerance.EXACT);
      trial.expect(x.gatherAlong(2, trial.input(Samples.integers(82, -2, 9, 3, 7, 2))), Tolerance.EXACT);
      trial.expect(numbers.oneHot(4), Tolerance.EXACT);
    }));
  }

  private static void orders(List<Case> cases) {
    for (int[] extents : new int[][] {{1}, {0}, {2}, {33}, {257}, {4097}, {9, 31}, {300, 7}, {2, 5000}, {4, 0},
        {3, 5, 8}}) {
      for (Op op : List.of(new Op.ArgSort(false), new Op.ArgSort(true))) {
        for (Literal values : List.of(Samples.wide(93, 20, extents), Samples.whole(94, 3, extents),
            Samples.any(DType.I32, 95, extents))) {
          cases.add(new Case(op.label() + " " + values.type() + " " + cases.size(),
              trial -> trial.expect(trial.graph().add(op, trial.input(values)), Tolerance.EXACT)));
        }
      }
    }
    cases.add(new Case("argsort of special values", trial -> {
      Tensor x = trial.input(Samples.of(DType.F32, Samples.special()));
      trial.expect(x.sort(0).numbers(), Tolerance.EXACT);
      trial.expect(x.sortDescending(0).values(), Tolerance.EXACT);
    }));
    cases.add(new Case("sort along the first axis, topK, scatters of which one wins", trial -> {
      Tensor x = trial.input(Samples.whole(96, 9, 7, 5));
      Tensor rows = trial.input(Samples.integers(97, -1, 9, 40));
      Tensor updates = trial.input(Samples.whole(98, 9, 40, 5));
      for (Tensor y : List.of(x.sort(0).values(), x.topK(3, 1).values(), x.scatterAssign(rows, updates),
          x.scatterMax(rows, updates), x.scatterMin(rows, updates))) {
        trial.expect(y, Tolerance.EXACT);
      }
    }));
  }

  private static void products(List<Case> cases) {
    int[][][] pairs = {{{3}, {3}}, {{3}, {3, 4}}, {{2, 3}, {3}}, {{5, 2, 3}, {3, 4}}, {{2, 3}, {5, 3, 4}},
        {{5, 2, 3}, {3}}, {{3}, {5, 3, 4}}, {{6, 1, 2, 3}, {5, 3, 4}}, {{0, 2, 3}, {1, 3, 4}}};
    for (int[][] pair : pairs) {
      cases.add(new Case("matmul " + Arrays.deepToString(pair), trial -> trial.expect(
          trial.input(Samples.whole(83, 8, pair[0])).matmul(trial.input(Samples.whole(84, 8, pair[1]))),
          Tolerance.EXACT)));
    }
    cases.add(new Case("einsum", trial -> {
      Tensor a = trial.input(Samples.whole(85, 4, 2, 3, 4));
      Tensor b = trial.input(Samples.whole(86, 4, 4, 5, 2));
      Tensor square = trial.input(Samples.whole(87, 4, 5, 5));
      for (String equation : List.of("bij,jkb->bik", "bij,jkb->kib", "bij,jkb->", "bij,jkb->bijk", "bij,jkx->xk")) {
        trial.expect(trial.graph().einsum(equation, a, b), Tolerance.EXACT);
      }
      trial.expect(trial.graph().einsum("ii->i", square), Tolerance.EXACT);
      trial.expect(trial.graph().einsum("bij->jb", a), Tolerance.EXACT);
      trial.expect(trial.graph().einsum("bij,jkb,kl->il", a, b, square), Tolerance.EXACT);
    }));
  }
}
