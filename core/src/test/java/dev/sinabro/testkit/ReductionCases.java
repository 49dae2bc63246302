package dev.sinabro.testkit;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cases of reductions along axes and of all that is made of them. */
final class ReductionCases {
  private ReductionCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (ReduceFn fn : ReduceFn.values()) {
      reduce(cases, fn);
    }
    argMax(cases);
    softmax(cases);
    crossEntropy(cases);
    return cases;
  }

  /** Extents, then axis and count. */
  private static void reduce(List<Case> cases, ReduceFn fn) {
    for (int[] extents : Samples.EXTENTS) {
      for (int axis = 0; axis < extents.length; axis++) {
        reduce(cases, fn, extents, axis, 1);
      }
      reduce(cases, fn, extents, 0, extents.length);
    }
    int[][][] rows = {{{2, 3, 5, 7}, {1, 2}}, {{2, 3, 5, 7}, {0, 3}}, {{33, 9, 31}, {1, 1}}, {{33, 9, 31}, {0, 2}},
        {{4, 0, 3}, {1, 1}},
        {{4, 0, 3}, {0, 2}}, {{1, 1}, {0, 1}}, {{1000000}, {0, 1}}, {{3, 200000}, {1, 1}}, {{200000, 3}, {0, 1}},
        {{64, 28, 28}, {1, 2}},
        {{300, 1000}, {0, 1}}, {{2, 70000, 2}, {1, 1}}};
    for (int[][] row : rows) {
      reduce(cases, fn, row[0], row[1][0], row[1][1]);
    }
    double[][] special =
        {{Double.NaN, 1, 2}, {1, 2, Double.NaN}, {Double.POSITIVE_INFINITY, 1, 2}, {Double.NEGATIVE_INFINITY},
            {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}, {-0.0}, {-3, -1, -2}, {Float.MIN_VALUE, 0}};
    for (double[] values : special) {
      cases.add(new Case(fn + " of " + Arrays.toString(values),
          trial -> trial.expect(trial.input(Samples.of(DType.F32, values)).reduce(fn), Tolerance.EXACT)));
    }
    for (int place : new int[] {0, 7, 8, 130, 255, 256}) {
      cases.add(new Case(fn + " with NaN at " + place, trial -> {
        double[] values = Samples.uniform(1, -1, 1, 257).values();
        values[place] = Double.NaN;
        trial.expect(trial.input(Samples.of(DType.F32, values)).reduce(fn), Tolerance.EXACT);
      }));
    }
  }

  private static void reduce(List<Case> cases, ReduceFn fn, int[] extents, int axis, int count) {
    cases.add(new Case(fn + Arrays.toString(extents) + " axis " + axis + " count " + count, trial -> {
      Tensor x = trial.input(Samples.wide(2, 12, extents));
      Op op = new Op.Reduce(fn, axis, count);
      Tensor result = trial.graph().add(op, x);
      switch (fn) {
        case SUM -> trial.expect(result, Tolerance.sum(Shape.of(extents).count(axis, axis + count)),
            trial.graph().add(op, x.abs()));
        case MAX -> trial.expect(result, Tolerance.EXACT);
      }
    }));
    cases.add(new Case(fn + Arrays.toString(extents) + " axis " + axis + " count " + count + " of whole numbers",
        trial -> trial.expect(
            trial.graph().add(new Op.Reduce(fn, axis, count), trial.input(Samples.whole(3, 8, extents))),
            Tolerance.EXACT)));
    cases.add(new Case(fn + Arrays.toString(extents) + " axis " + axis + " count " + count + " of integers",
        trial -> trial.expect(
            trial.graph().add(new Op.Reduce(fn, axis, count), trial.input(Samples.any(DType.I32, 8, extents))),
            Tolerance.EXACT)));
  }

  private static void argMax(List<Case> cases) {
    for (int[] extents : Samples.EXTENTS) {
      for (int axis = 0; axis < extents.length; axis++) {
        if (extents[axis] > 0) {
          argMax(cases, Samples.wide(4, 20, extents), axis, "");
          argMax(cases, Samples.whole(5, 1, extents), axis, " with ties");
        }
      }
    }
    argMax(cases, Samples.uniform(6, -1, 1, 2, 70000), 1, "");
    argMax(cases, Samples.whole(5, 1, 3, 5000), 1, " with ties");
    double nan = Double.NaN;
    double low = Double.NEGATIVE_INFINITY;
    double[][] special = {{1, nan, 5, nan}, {nan, 7}, {low, low}, {low, -1e30}, {-0.0, 0, 1e-40}, {0, -0.0},
        {3, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY}, {Double.POSITIVE_INFINITY, nan}, {-1, -1, -2}};
    for (double[] values : special) {
      argMax(cases, Samples.of(DType.F32, values), 0, " of " + Arrays.toString(values));
    }
  }

  private static void argMax(List<Case> cases, Literal values, int axis, String remark) {
    cases.add(new Case("ARG_MAX " + values.type() + " axis " + axis + remark,
        trial -> trial.expect(trial.graph().add(new Op.ArgMax(axis), trial.input(values)), Tolerance.EXACT)));
  }

  private static final int[][] LOGITS =
      {{1, 1}, {3, 2}, {3, 7}, {33, 9}, {8, 257}, {0, 4}, {1000, 300}, {2, 50000}, {127, 31}};

  private static void softmax(List<Case> cases) {
    for (int[] extents : LOGITS) {
      for (double bound : new double[] {1, 30, 1e4}) {
        softmax(cases, Samples.uniform(7, -bound, bound, extents), " to " + bound);
      }
    }
    softmax(cases, Samples.uniform(8, -3, 3, 9), "");
    softmax(cases, Samples.uniform(9, -3, 3, 2, 3, 5), "");
    double low = Double.NEGATIVE_INFINITY;
    double[][] special =
        {{low, 1, 2}, {low, low}, {1, Double.NaN}, {Double.POSITIVE_INFINITY, 1}, {3e38, -3e38}, {1e-40, 0},
            {0, 0, 0, 0, 0, 0, 0, 0, low}};
    for (double[] values : special) {
      softmax(cases, Samples.of(DType.F32, values), " of " + Arrays.toString(values));
    }
  }

  private static void softmax(List<Case> cases, Literal logits, String remark) {
    cases.add(new Case("SOFTMAX " + logits.type() + remark, trial -> trial.expect(trial.input(logits).softmax(),
        Tolerance.softmax(logits.type().shape().lastExtent()))));
  }

  private static void crossEntropy(List<Case> cases) {
    for (int[] extents : LOGITS) {
      for (double bound : new double[] {1, 30, 1e4}) {
        crossEntropy(cases, Samples.uniform(10, -bound, bound, extents),
            Samples.integers(11, -1, extents[1] + 1, extents[0]),
            " to " + bound);
      }
    }
    Literal outside = Samples.of(DType.I32, -1, 3, Integer.MIN_VALUE, Integer.MAX_VALUE, 2, 1 << 30);
    crossEntropy(cases, Samples.uniform(12, -1, 1, 6, 3), outside, " with labels outside");
    double[] rows = Samples.uniform(13, -1, 1, 6, 3).values();
    Arrays.fill(rows, 0, 6, Double.NaN);
    crossEntropy(cases, new Literal(Samples.uniform(13, -1, 1, 6, 3).type(), rows), outside,
        " with NaN where labels are outside");
    double low = Double.NEGATIVE_INFINITY;
    double[][] special = {{1e4, -1e4}, {-1e4, 1e4}, {low, 0}, {0, low}, {Double.NaN, 0}, {3e38, -3e38}, {0, 0}};
    for (double[] values : special) {
      Literal logits = new Literal(TensorType.f32(1, 2), Samples.of(DType.F32, values).values());
      crossEntropy(cases, logits, Samples.of(DType.I32, 0), " of " + Arrays.toString(values));
    }
  }

  private static void crossEntropy(List<Case> cases, Literal logits, Literal labels, String remark) {
    int classes = logits.type().shape().lastExtent();
    cases.add(new Case("SOFTMAX_CROSS_ENTROPY " + logits.type() + remark, trial -> {
      Tensor x = trial.input(logits);
      var node = trial.graph().node(new Op.SoftmaxCrossEntropy(), List.of(x, trial.input(labels)));
      trial.expect(node.result(0), Tolerance.crossEntropy(classes));
      trial.expect(node.result(1), Tolerance.crossEntropyGradient(classes), x.softmax());
    }));
  }
}
