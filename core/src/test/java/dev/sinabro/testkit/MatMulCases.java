package dev.sinabro.testkit;

import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cases of the matrix product, each in the four ways to transpose. */
final class MatMulCases {
  /** m, k, n. */
  private static final int[][] SIZES =
      {{1, 1, 1}, {1, 7, 1}, {3, 1, 5}, {7, 8, 9}, {8, 8, 8}, {31, 33, 1}, {1, 33, 31}, {33, 127, 9},
          {64, 100, 10}, {127, 257, 33}, {257, 31, 127}, {200, 300, 250}, {1, 3000, 2}, {0, 3, 4}, {3, 4, 0}, {3, 0, 4},
          {2, 20000, 3}};
  private static final int[][] BATCHES = {{}, {2}, {3, 2}, {0}, {33}};
  /**
   * m, k, n of products where a backend may turn from kernels of its own to a library, just before that and behind it:
   * by the arithmetic, by the size of the result, and by the length of the sums.
   */
  private static final int[][] BEFORE_AND_BEHIND =
      {{33, 66, 20}, {33, 67, 20}, {21, 9, 65}, {21, 9, 66}, {3, 256, 5}, {3, 257, 5}};

  private MatMulCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (int transposes = 0; transposes < 4; transposes++) {
      Op.MatMul op = new Op.MatMul((transposes & 1) != 0, (transposes & 2) != 0);
      for (int[] size : SIZES) {
        product(cases, op, Shape.SCALAR, size);
      }
      for (int[] batch : BATCHES) {
        product(cases, op, Shape.of(batch), new int[] {5, 7, 3});
      }
      for (int[] size : BEFORE_AND_BEHIND) {
        product(cases, op, Shape.of(3), size);
        specialValues(cases, op, Shape.of(3), size);
      }
      specialValues(cases, op, Shape.SCALAR, new int[] {9, 9, 9});
      specialValues(cases, op, Shape.SCALAR, new int[] {70, 90, 80});
      cases.add(new Case(name(op) + " of one operand twice", trial -> {
        Tensor x = trial.input(Samples.whole(1, 8, 9, 9));
        trial.expect(trial.graph().add(op, x, x), Tolerance.EXACT);
      }));
    }
    return cases;
  }

  private static void product(List<Case> cases, Op.MatMul op, Shape batch, int[] size) {
    Shape a = left(op, batch, size);
    Shape b = right(op, batch, size);
    cases.add(new Case(name(op) + " " + a + b, trial -> {
      Tensor left = trial.input(Samples.wide(2, 4, a.extents()));
      Tensor right = trial.input(Samples.wide(3, 4, b.extents()));
      trial.expect(trial.graph().add(op, left, right), Tolerance.sum(size[1]),
          trial.graph().add(op, left.abs(), right.abs()));
    }));
    cases.add(new Case(name(op) + " " + a + b + " of whole numbers", trial -> trial.expect(trial.graph()
        .add(op,
            trial.input(Samples.whole(4, 8, a.extents())), trial.input(Samples.whole(5, 8, b.extents()))),
        Tolerance.EXACT)));
  }

  private static Shape left(Op.MatMul op, Shape batch, int[] size) {
    return batch.then(op.transposeA() ? Shape.of(size[1], size[0]) : Shape.of(size[0], size[1]));
  }

  private static Shape right(Op.MatMul op, Shape batch, int[] size) {
    return batch.then(op.transposeB() ? Shape.of(size[2], size[1]) : Shape.of(size[1], size[2]));
  }

  /** One NaN and one infinity reach the row and the column that they are multiplied into, and no other. */
  private static void specialValues(List<Case> cases, Op.MatMul op, Shape batch, int[] size) {
    Shape a = left(op, batch, size);
    Shape b = right(op, batch, size);
    cases.add(new Case(name(op) + " " + a + b + " with NaN and infinity", trial -> trial.expect(trial.graph()
        .add(op,
            trial.input(with(Samples.whole(6, 8, a.extents()), 2 * a.count() / 3, Double.NaN)),
            trial.input(with(Samples.whole(7, 8, b.extents()), b.count() / 2, Double.POSITIVE_INFINITY))),
        Tolerance.EXACT)));
  }

  private static Literal with(Literal values, int index, double value) {
    double[] changed = Arrays.stream(values.values()).map(x -> x == 0 ? 1 : x).toArray();
    changed[index] = value;
    return new Literal(values.type(), changed);
  }

  private static String name(Op op) {
    return op.label();
  }
}
