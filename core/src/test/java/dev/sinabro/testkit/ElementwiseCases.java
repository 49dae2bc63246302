package dev.sinabro.testkit;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.graph.UnaryFn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Cases of the functions of single elements: each over lengths, special values, and the ways to broadcast. */
final class ElementwiseCases {
  /** Pairs of shapes that broadcast, in one direction or in both. */
  private static final int[][][] BROADCASTS =
      {{{257}, {}}, {{}, {257}}, {{33, 9}, {9}}, {{9}, {33, 9}}, {{33, 9}, {33, 1}},
          {{33, 1}, {1, 9}}, {{2, 3, 5}, {3, 1}}, {{2, 1, 5}, {3, 1}}, {{1}, {1, 1, 1}}, {{0, 4}, {4}},
          {{4, 0}, {4, 1}},
          {{1000, 300}, {300}}, {{1000, 300}, {1000, 1}}, {{5, 1, 7, 1}, {3, 1, 8}}, {{2, 1, 3, 1, 2}, {2, 1, 4, 1}}};

  private static final List<DType> GRAPH_TYPES = List.of(DType.F32, DType.I32, DType.U8, DType.BOOL);

  private ElementwiseCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    for (UnaryFn fn : UnaryFn.values()) {
      unary(cases, fn);
    }
    for (BinaryFn fn : BinaryFn.values()) {
      for (DType dtype : operandTypes(fn)) {
        binary(cases, fn, dtype);
      }
    }
    GRAPH_TYPES.forEach(dtype -> select(cases, dtype));
    GRAPH_TYPES.forEach(dtype -> broadcast(cases, dtype));
    GRAPH_TYPES.forEach(from -> GRAPH_TYPES.stream().filter(to -> to != from).forEach(to -> cast(cases, from, to)));
    return cases;
  }

  private static void unary(List<Case> cases, UnaryFn fn) {
    Tolerance tolerance = tolerance(fn);
    DType dtype = fn == UnaryFn.NOT ? DType.BOOL : DType.F32;
    for (int[] extents : Samples.EXTENTS) {
      cases.add(new Case(fn + Arrays.toString(extents),
          trial -> trial.expect(trial.input(domain(fn, extents)).unary(fn), tolerance)));
    }
    Literal special =
        dtype == DType.BOOL ? Samples.of(DType.BOOL, 0, 1, 1, 0, 0) : Samples.of(dtype, Samples.special());
    cases.add(new Case(fn + " of special values", trial -> trial.expect(trial.input(special).unary(fn), tolerance)));
  }

  /** Values over the range in which a function does not overflow, and where it bends. */
  private static Literal domain(UnaryFn fn, int[] extents) {
    return switch (fn) {
      case NEG, ABS, SIGN, RECIPROCAL -> Samples.wide(1, 100, extents);
      case LOG, SQRT, LOG1P -> positive(Samples.wide(2, 100, extents));
      case SQUARE -> Samples.wide(3, 60, extents);
      case EXP -> Samples.uniform(4, -87, 88, extents);
      case FLOOR, ROUND -> Samples.wide(5, 30, extents);
      case ERF -> Samples.uniform(9, -4.5, 4.5, extents);
      case SIN, COS -> Samples.uniform(10, -200, 200, extents);
      case EXPM1 -> Samples.uniform(16, -20, 20, extents);
      case RELU, STEP -> Samples.uniform(6, -1, 1, extents);
      case SIGMOID, SOFTPLUS, TANH -> Samples.uniform(7, -12, 12, extents);
      case NOT -> Samples.any(DType.BOOL, 8, extents);
    };
  }

  private static Literal positive(Literal values) {
    return new Literal(values.type(), Arrays.stream(values.values()).map(Math::abs).toArray());
  }

  private static Tolerance tolerance(UnaryFn fn) {
    return switch (fn) {
      case NEG, ABS, SIGN, SQRT, SQUARE, RECIPROCAL, FLOOR, ROUND, RELU, STEP, NOT -> Tolerance.EXACT;
      case EXP, LOG, SIGMOID, TANH, ERF, SIN, COS, EXPM1, LOG1P -> Tolerance.FUNCTION;
      case SOFTPLUS -> Tolerance.COMPOSED;
    };
  }

  private static List<DType> operandTypes(BinaryFn fn) {
    return switch (fn) {
      case ADD, SUB, MUL, DIV, REMAINDER, MAX, MIN, LESS, LESS_EQUAL -> List.of(DType.F32, DType.I32);
      case POW, ATAN2, SIGMOID_CROSS_ENTROPY -> List.of(DType.F32);
      case EQUAL -> GRAPH_TYPES;
      case AND, OR -> List.of(DType.BOOL);
    };
  }

  private static void binary(List<Case> cases, BinaryFn fn, DType dtype) {
    String name = fn + " " + dtype + " ";
    for (int[] extents : Samples.EXTENTS) {
      cases.add(new Case(name + Arrays.toString(extents), trial -> {
        Literal left = operand(fn, dtype, true, 11, extents);
        expect(trial, fn, trial.input(left), trial.input(mixed(left, operand(fn, dtype, false, 12, extents))));
      }));
    }
    for (int[][] pair : BROADCASTS) {
      cases.add(new Case(name + Arrays.deepToString(pair), trial -> expect(trial, fn,
          trial.input(operand(fn, dtype, true, 13, pair[0])), trial.input(operand(fn, dtype, false, 14, pair[1])))));
    }
    cases.add(new Case(name + "of one operand twice", trial -> {
      Tensor x = trial.input(operand(fn, dtype, false, 15, 33));
      expect(trial, fn, x, x);
    }));
    if (dtype == DType.F32 && fn != BinaryFn.SIGMOID_CROSS_ENTROPY) {
      cases.add(new Case(name + "of pairs of special values", specialPairs(fn)));
    }
    if (dtype == DType.I32) {
      double[] bounds = {Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0, 1, 65537, -65537};
      cases.add(new Case(name + "of pairs at the bounds", trial -> expect(trial, fn,
          trial.input(new Literal(new TensorType(dtype, Shape.of(7, 1)), bounds)),
          trial.input(Samples.of(dtype, bounds)))));
    }
  }

  private static Literal operand(BinaryFn fn, DType dtype, boolean left, long seed, int... extents) {
    return switch (fn) {
      case POW -> left ? Samples.uniform(seed, 0.01, 8, extents) : Samples.uniform(seed, -6, 6, extents);
      case SIGMOID_CROSS_ENTROPY -> Samples.uniform(seed, left ? -90 : 0, left ? 90 : 1, extents);
      case EQUAL, LESS, LESS_EQUAL -> dtype == DType.I32
          ? Samples.integers(seed, -3, 3, extents)
          : dtype == DType.F32 ? Samples.whole(seed, 2, extents) : Samples.any(dtype, seed, extents);
      case DIV, REMAINDER -> dtype == DType.I32 && !left
          ? Samples.integers(seed, -50, 50, extents)
          : Samples.any(dtype, seed, extents);
      case ADD, SUB, MUL, MAX, MIN, ATAN2, AND, OR -> Samples.any(dtype, seed, extents);
    };
  }

  /** Every fifth element of the right operand is that of the left one, so that comparisons meet equal values of all types. */
  private static Literal mixed(Literal left, Literal right) {
    double[] values = right.values();
    for (int i = 0; i < values.length && left.type().dtype() != DType.F32; i += 5) {
      values[i] = left.value(i);
    }
    return new Literal(right.type(), values);
  }

  private static void expect(Trial trial, BinaryFn fn, Tensor a, Tensor b) {
    Tensor result = a.binary(fn, b);
    switch (fn) {
      case ADD, SUB, MUL, DIV, REMAINDER, MAX, MIN, EQUAL, LESS, LESS_EQUAL, AND, OR ->
        trial.expect(result, Tolerance.EXACT);
      case ATAN2 -> trial.expect(result, Tolerance.FUNCTION);
      case POW -> trial.expect(result, Tolerance.COMPOSED);
      case SIGMOID_CROSS_ENTROPY ->
        trial.expect(result, Tolerance.FEW_TERMS, a.abs().add(a.mul(b).abs()).add(result));
    }
  }

  /**
   * All pairs of special values. Of a power only those that each language agrees on: in Java 1 to the power of NaN is NaN, in
   * C it is 1.
   */
  private static Consumer<Trial> specialPairs(BinaryFn fn) {
    return trial -> {
      List<Double> left = new ArrayList<>();
      List<Double> right = new ArrayList<>();
      for (double a : Samples.special()) {
        for (double b : Samples.special()) {
          if (fn != BinaryFn.POW || Math.abs(a) != 1 || Double.isFinite(b)) {
            left.add(a);
            right.add(b);
          }
        }
      }
      expect(trial, fn, trial.input(Samples.of(DType.F32, array(left))),
          trial.input(Samples.of(DType.F32, array(right))));
    };
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void select(List<Case> cases, DType dtype) {
    for (int[] extents : Samples.EXTENTS) {
      cases.add(new Case("SELECT " + dtype + " " + Arrays.toString(extents),
          trial -> trial.expect(trial.input(Samples.any(DType.BOOL, 21, extents))
              .select(trial.input(Samples.any(dtype, 22, extents)), trial.input(Samples.any(dtype, 23, extents))),
              Tolerance.EXACT)));
    }
    cases.add(new Case("SELECT " + dtype + " broadcast",
        trial -> trial.expect(trial.input(Samples.any(DType.BOOL, 24, 9, 1))
            .select(trial.input(Samples.any(dtype, 25)), trial.input(Samples.any(dtype, 26, 2, 1, 7))),
            Tolerance.EXACT)));
    if (dtype == DType.F32) {
      cases.add(new Case("SELECT keeps NaN of the branch that is not taken out",
          trial -> trial.expect(trial.input(Samples.of(DType.BOOL, 1, 0, 1))
              .select(
                  trial.input(Samples.of(dtype, 1, Double.NaN, Double.NaN)),
                  trial.input(Samples.of(dtype, Double.NaN, 2, 3))),
              Tolerance.EXACT)));
    }
  }

  private static void broadcast(List<Case> cases, DType dtype) {
    int[][][] pairs =
        {{{}, {257}}, {{1}, {3, 1}}, {{9}, {33, 9}}, {{33, 1}, {33, 9}}, {{3, 1, 5}, {2, 3, 4, 5}}, {{}, {0}},
            {{1, 300}, {1000, 300}}, {{1000, 1}, {1000, 300}},
            {{1, 2, 1, 2, 1, 3, 1, 2, 1, 2, 1}, {2, 2, 2, 2, 2, 3, 2, 2, 2, 2, 2}}};
    for (int[][] pair : pairs) {
      cases.add(new Case("BROADCAST " + dtype + " " + Arrays.deepToString(pair), trial -> trial.expect(
          trial.graph().add(new Op.Broadcast(Shape.of(pair[1])), trial.input(Samples.any(dtype, 31, pair[0]))),
          Tolerance.EXACT)));
    }
  }

  private static void cast(List<Case> cases, DType from, DType to) {
    String name = "CAST " + from + " to " + to + " ";
    for (int[] extents : Samples.EXTENTS) {
      cases.add(new Case(name + Arrays.toString(extents), trial -> trial.expect(
          trial.input(from == DType.F32 && to == DType.U8
              ? Samples.uniform(41, 0, 256, extents)
              : from == DType.I32 && to == DType.U8
                  ? Samples.integers(41, 0, 256, extents)
                  : Samples.any(from, 41, extents))
              .cast(to),
          Tolerance.EXACT)));
    }
    if (from == DType.F32 && to != DType.U8) {
      cases.add(new Case(name + "of special values",
          trial -> trial.expect(trial.input(Samples.of(from, Samples.special())).cast(to), Tolerance.EXACT)));
    }
  }
}
