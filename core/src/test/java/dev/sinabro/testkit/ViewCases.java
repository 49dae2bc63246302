package dev.sinabro.testkit;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.ReduceFn;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Cases of steps that read operands through views and write parts of something larger: transposed, cut out, repeated, at
 * offsets that no vector can be read from.
 */
final class ViewCases {
  private ViewCases() {}

  /** How an operand of a shape is seen in an input that is larger or in another order. */
  private enum Seen {
    TRANSPOSED, ROWS_CUT, COLUMNS_CUT, EVERY_AXIS_CUT, HEADS, REPEATED;

    /** A tensor of any type of the given extents, at least two. */
    Tensor of(Trial trial, DType dtype, int seed, int... extents) {
      return of(trial, stored -> Samples.any(dtype, seed, stored), extents);
    }

    Tensor of(Trial trial, Function<int[], Literal> values, int... extents) {
      int rank = extents.length;
      int[] larger = extents.clone();
      return switch (this) {
        case TRANSPOSED -> {
          int[] order = lastTwo(rank);
          int[] stored = Arrays.stream(order).map(axis -> extents[axis]).toArray();
          yield trial.input(values.apply(stored)).transpose(order);
        }
        case ROWS_CUT -> {
          larger[0] += 3;
          yield trial.input(values.apply(larger)).slice(0, 1, 1 + extents[0]);
        }
        case COLUMNS_CUT -> {
          larger[rank - 1] += 5;
          yield trial.input(values.apply(larger)).slice(rank - 1, 3, 3 + extents[rank - 1]);
        }
        case EVERY_AXIS_CUT -> {
          Integer[] starts = new Integer[rank];
          for (int axis = 0; axis < rank; axis++) {
            starts[axis] = axis + 1;
            larger[axis] += 2 * axis + 2;
          }
          Tensor whole = trial.input(values.apply(larger));
          yield trial.graph().add(new Op.Slice(List.of(starts), Shape.of(extents)), whole);
        }
        case HEADS -> {
          int[] order = firstTwo(rank);
          int[] stored = Arrays.stream(order).map(axis -> extents[axis]).toArray();
          yield trial.input(values.apply(stored)).transpose(order);
        }
        case REPEATED -> {
          larger[0] = 1;
          yield trial.input(values.apply(larger)).broadcast(Shape.of(extents));
        }
      };
    }
  }

  private static int[] lastTwo(int rank) {
    int[] order = new int[rank];
    Arrays.setAll(order, axis -> axis < rank - 2 ? axis : 2 * rank - 3 - axis);
    return order;
  }

  private static int[] firstTwo(int rank) {
    int[] order = new int[rank];
    Arrays.setAll(order, axis -> axis < 2 ? 1 - axis : axis);
    return order;
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (Seen seen : Seen.values()) {
      for (DType dtype : List.of(DType.F32, DType.I32, DType.U8, DType.BOOL)) {
        copies(cases, seen, dtype);
      }
      elementwise(cases, seen);
      products(cases, seen);
      others(cases, seen);
      parts(cases, seen);
    }
    concatenations(cases);
    heads(cases);
    return cases;
  }

  private static void copies(List<Case> cases, Seen seen, DType dtype) {
    for (int[] extents : new int[][] {{3, 5}, {33, 17}, {4, 8, 12}, {2, 3, 130}, {70, 64, 5}}) {
      cases.add(new Case("VIEW " + seen + " " + dtype + " copied " + Arrays.toString(extents),
          trial -> exact(trial, seen.of(trial, dtype, 1, extents))));
    }
  }

  /** Alone, in a group, beside an operand in order, and as integers. */
  private static void elementwise(List<Case> cases, Seen seen) {
    for (int[] extents : new int[][] {{3, 5}, {64, 40}, {7, 1030}, {3, 9, 16}, {2, 3, 4, 8}}) {
      String name = "VIEW " + seen + " in a sweep " + Arrays.toString(extents);
      cases.add(new Case(name + " alone", trial -> exact(trial, seen.of(trial, DType.F32, 2, extents).neg())));
      cases.add(new Case(name + " of a group", trial -> {
        Tensor x = seen.of(trial, DType.F32, 3, extents);
        Tensor y = trial.input(Samples.any(DType.F32, 4, extents));
        exact(trial, x.binary(BinaryFn.MAX, y).neg().abs().binary(BinaryFn.MIN, x));
      }));
      cases.add(new Case(name + " of truth values", trial -> {
        Tensor x = seen.of(trial, DType.BOOL, 5, extents);
        Tensor y = trial.input(Samples.any(DType.F32, 6, extents));
        exact(trial, x.select(y, y.neg()).less(y));
      }));
      cases.add(new Case(name + " of integers", trial -> {
        Tensor x = seen.of(trial, DType.I32, 7, extents);
        exact(trial, x.binary(BinaryFn.MAX, trial.input(Samples.any(DType.I32, 8, extents))));
      }));
    }
  }

  /** Small and large, with and without a batch, each operand seen so, or both. */
  private static void products(List<Case> cases, Seen seen) {
    for (int[] size : new int[][] {{5, 7, 3}, {40, 60, 70}, {33, 129, 8}}) {
      for (int[] batch : new int[][] {{}, {3}, {3, 4}}) {
        for (int transposes = 0; transposes < 4; transposes++) {
          Op.MatMul op = new Op.MatMul((transposes & 1) != 0, (transposes & 2) != 0);
          int[] left = joined(batch, op.transposeA() ? size[1] : size[0], op.transposeA() ? size[0] : size[1]);
          int[] right = joined(batch, op.transposeB() ? size[2] : size[1], op.transposeB() ? size[1] : size[2]);
          String name = "VIEW " + seen + " " + op.label() + " " + Arrays.toString(left) + Arrays.toString(right);
          cases.add(new Case(name + " left", trial -> exact(trial, trial.graph()
              .add(op, seen.of(trial, whole(9), left), trial.input(Samples.whole(10, 8, right))))));
          cases.add(new Case(name + " right", trial -> exact(trial, trial.graph()
              .add(op, trial.input(Samples.whole(11, 8, left)), seen.of(trial, whole(12), right)))));
        }
      }
    }
  }

  private static Function<int[], Literal> whole(int seed) {
    return extents -> Samples.whole(seed, 8, extents);
  }

  private static int[] joined(int[] batch, int rows, int columns) {
    return Shape.of(batch).then(Shape.of(rows, columns)).extents();
  }

  private static void others(List<Case> cases, Seen seen) {
    for (int[] extents : new int[][] {{3, 5}, {9, 300}, {2100, 6}, {3, 70, 40}, {4, 3, 5, 8}}) {
      for (int axis = 0; axis < extents.length; axis++) {
        int along = axis;
        String name = "VIEW " + seen + " " + Arrays.toString(extents) + " along axis " + axis;
        cases.add(new Case(name + " max", trial -> exact(trial,
            trial.graph().add(new Op.Reduce(ReduceFn.MAX, along, 1), seen.of(trial, DType.F32, 13, extents)))));
        cases.add(new Case(name + " sum", trial -> exact(trial,
            trial.graph().add(new Op.Reduce(ReduceFn.SUM, along, 1), seen.of(trial, whole(31), extents)))));
        cases.add(new Case(name + " argmax", trial -> exact(trial,
            trial.graph().add(new Op.ArgMax(along), seen.of(trial, DType.F32, 14, extents)))));
      }
      softmax(cases, seen, extents);
      cases.add(new Case("VIEW " + seen + " padded " + Arrays.toString(extents), trial -> {
        Integer[] starts = Arrays.stream(extents).mapToObj(_ -> 1).toArray(Integer[]::new);
        Shape sizes = Shape.of(Arrays.stream(extents).map(extent -> extent + 3).toArray());
        exact(trial, trial.graph().add(new Op.Pad(List.of(starts), sizes), seen.of(trial, DType.F32, 15, extents)));
      }));
      cases.add(new Case("VIEW " + seen + " gathered " + Arrays.toString(extents),
          trial -> exact(trial, seen.of(trial, DType.F32, 16, extents)
              .gather(trial.input(Samples.integers(17, -1, extents[0] + 1, 7))))));
    }
  }

  private static void softmax(List<Case> cases, Seen seen, int[] extents) {
    int classes = extents[extents.length - 1];
    String name = "VIEW " + seen + " " + Arrays.toString(extents);
    cases.add(new Case(name + " softmax", trial -> trial.expect(seen.of(trial, whole(32), extents).softmax(),
        Tolerance.softmax(classes))));
    if (extents.length == 2) {
      cases.add(new Case(name + " cross-entropy", trial -> {
        Tensor labels = trial.input(Samples.integers(33, 0, classes, extents[0]));
        trial.expect(seen.of(trial, whole(34), extents).softmaxCrossEntropy(labels), Tolerance.crossEntropy(classes));
      }));
    }
  }

  /** Results that belong into something larger, with another use beside. */
  private static void parts(List<Case> cases, Seen seen) {
    for (int axis = 0; axis < 2; axis++) {
      int along = axis;
      cases.add(new Case("VIEW " + seen + " computed into a concatenation along axis " + axis, trial -> {
        Tensor x = seen.of(trial, DType.F32, 18, 6, 9);
        Tensor y = trial.input(Samples.any(DType.F32, 19, 6, 9)).neg();
        Tensor z = x.binary(BinaryFn.MAX, y);
        exact(trial, trial.graph().concat(along, List.of(x.neg(), z, y, x)).abs());
        Tensor whole = trial.input(Samples.whole(35, 8, 6, 9));
        Tensor rows = whole.sub(whole.sumKept(1));
        Tensor columns = whole.sub(whole.sumKept(0));
        exact(trial, trial.graph().concat(along, List.of(rows, columns, rows.neg())));
        exact(trial, z.transpose().abs());
      }));
    }
  }

  private static void concatenations(List<Case> cases) {
    for (int[] size : new int[][] {{5, 7, 3}, {40, 60, 70}}) {
      for (int axis = 0; axis < 3; axis++) {
        int along = axis;
        cases.add(new Case("PART product into axis " + axis + " " + Arrays.toString(size), trial -> {
          Tensor a = trial.input(Samples.whole(20, 4, 3, size[0], size[1]));
          Tensor b = trial.input(Samples.whole(21, 4, 3, size[1], size[2]));
          Tensor product = a.matmul(b);
          exact(trial, trial.graph().concat(along, List.of(product, product.neg(), a.neg().matmul(b))).add(1));
        }));
      }
    }
    cases.add(new Case("PART nested, reshaped and transposed", trial -> {
      Tensor a = trial.input(Samples.any(DType.F32, 22, 6, 4)).neg();
      Tensor b = trial.input(Samples.any(DType.F32, 23, 4, 6)).abs();
      Tensor inner = trial.graph().concat(0, List.of(a.reshape(1, 6, 4), b.transpose().reshape(1, 6, 4)));
      exact(trial, trial.graph().concat(2, List.of(inner, inner.neg(), inner)).abs());
    }));
    cases.add(new Case("PART of bytes and truth values", trial -> {
      Tensor x = trial.input(Samples.any(DType.F32, 24, 5, 3));
      exact(trial, trial.graph().concat(1, List.of(x.less(x.neg()), x.equal(x), x.lessEqual(x.abs()))));
      Tensor bytes = x.abs().cast(DType.U8);
      exact(trial, trial.graph().concat(0, List.of(bytes, bytes, x.cast(DType.U8))));
    }));
    cases.add(new Case("PART assigned to a variable", trial -> {
      var v = trial.variable(Samples.whole(25, 9, 4, 6));
      Tensor old = trial.graph().read(v);
      trial.graph().assign(v, trial.graph().concat(1, List.of(old.slice(1, 3, 6).neg(), old.slice(1, 0, 3).add(1))));
      var square = trial.variable(Samples.whole(26, 9, 5, 5));
      trial.graph().assign(square, trial.graph().read(square).transpose());
      var rows = trial.variable(Samples.whole(27, 9, 3, 5));
      trial.graph().assign(rows, trial.graph().read(square).slice(0, 1, 4));
    }));
    cases.add(new Case("PART of what slices were padded to", trial -> {
      Tensor x = trial.input(Samples.whole(28, 9, 4, 12));
      List<Tensor> addends = new ArrayList<>();
      for (int from : new int[] {6, 3, 9, 4, 3}) {
        addends.add(trial.graph().add(new Op.Pad(List.of(0, from), Shape.of(4, 12)), x.slice(1, from, from + 3).neg()));
      }
      UnaryOperator<Tensor> sum = first -> addends.stream().reduce(first, Tensor::add);
      exact(trial, sum.apply(addends.getFirst()));
      exact(trial, sum.apply(x));
    }));
  }

  /** Heads that are read in place and written together. */
  private static void heads(List<Case> cases) {
    for (int[] size : new int[][] {{2, 5, 3, 4}, {3, 33, 4, 16}, {5, 20, 2, 8}}) {
      cases.add(new Case("HEADS " + Arrays.toString(size), trial -> {
        int width = size[2] * size[3];
        Tensor all = trial.input(Samples.whole(29, 3, size[0], size[1], 3 * width));
        List<Tensor> heads = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
          heads.add(all.slice(2, part * width, (part + 1) * width).reshape(size).transpose(0, 2, 1, 3));
        }
        Tensor scores = heads.get(0).matmul(heads.get(1), false, true);
        Tensor result = scores.matmul(heads.get(2)).transpose(0, 2, 1, 3).reshape(size[0], size[1], width);
        Tensor weights = trial.input(Samples.whole(30, 2, width, width));
        exact(trial, result.reshape(size[0] * size[1], width).matmul(weights));
      }));
    }
  }

  private static void exact(Trial trial, Tensor result) {
    trial.expect(result, Tolerance.EXACT);
  }
}
