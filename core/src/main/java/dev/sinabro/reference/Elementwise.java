package dev.sinabro.reference;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.UnaryFn;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** What each element-wise operation does to one element. Truth values are 0 and 1. */
final class Elementwise {
  private Elementwise() {}

  /**
   * Applies an operation element by element.
   *
   * @param dtype the element type of the result
   * @param x the operands, all of one length
   */
  static double[] compute(Op.Elementwise op, DType dtype, List<double[]> x) {
    double[] a = x.getFirst();
    double[] b = x.get(Math.min(1, x.size() - 1));
    IntToDoubleFunction element = switch (op) {
      case Op.Unary unary -> i -> unary(unary.fn(), a[i]);
      case Op.Binary binary -> i -> binary(binary.fn(), dtype, a[i], b[i]);
      case Op.Select _ -> i -> a[i] != 0 ? b[i] : x.getLast()[i];
      case Op.Cast _ -> i -> cast(dtype, a[i]);
      case Op.Broadcast _ -> i -> a[i];
    };
    double[] result = new double[a.length];
    for (int i = 0; i < result.length; i++) {
      double value = element.applyAsDouble(i);
      result[i] = dtype == DType.F32 ? (float) value : value;
    }
    return result;
  }

  static double unary(UnaryFn fn, double x) {
    return switch (fn) {
      case NEG -> -x;
      case ABS -> Math.abs(x);
      case SIGN -> Math.signum(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case SQRT -> Math.sqrt(x);
      case SQUARE -> x * x;
      case RECIPROCAL -> 1 / x;
      case FLOOR -> Math.floor(x);
      case RELU -> Double.isNaN(x) || x > 0 ? x : 0;
      case SIGMOID -> x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
      case TANH -> Math.tanh(x);
      case STEP -> x > 0 ? 1 : 0;
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case ERF -> erf(x);
      case SIN -> Math.sin(x);
      case COS -> Math.cos(x);
      case EXPM1 -> Math.expm1(x);
      case LOG1P -> Math.log1p(x);
      case ROUND -> Math.rint(x);
      case NOT -> x == 0 ? 1 : 0;
    };
  }

  /**
   * 2 / sqrt(pi) e^(-x^2) times the sum of x (2 x^2)^n / (1 * 3 * .. * (2 n + 1)) over n, a series without cancellation
   * (Abramowitz and Stegun, 7.1.6). From 6 on the result rounds to 1.
   */
  static double erf(double x) {
    if (!(Math.abs(x) < 6)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** The remainder with the sign of the divisor. */
  private static double remainder(double a, double b) {
    double rest = a % b;
    return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
  }

  private static int quotient(int a, int b) {
    return b == 0 ? 0 : Math.floorDiv(a, b);
  }

  /** Arithmetic on i32 wraps around. */
  static double binary(BinaryFn fn, DType dtype, double a, double b) {
    boolean integer = dtype == DType.I32;
    return switch (fn) {
      case ADD -> integer ? (int) a + (int) b : a + b;
      case SUB -> integer ? (int) a - (int) b : a - b;
      case MUL -> integer ? (int) a * (int) b : a * b;
      case DIV -> integer ? quotient((int) a, (int) b) : a / b;
      case REMAINDER -> integer ? (int) a - (int) b * quotient((int) a, (int) b) : remainder(a, b);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case POW -> Math.pow(a, b);
      case ATAN2 -> Math.atan2(a, b);
      case EQUAL -> a == b ? 1 : 0;
      case LESS -> a < b ? 1 : 0;
      case LESS_EQUAL -> a <= b ? 1 : 0;
      case AND -> a != 0 && b != 0 ? 1 : 0;
      case OR -> a != 0 || b != 0 ? 1 : 0;
      case SIGMOID_CROSS_ENTROPY -> Math.max(a, 0) - a * b + Math.log1p(Math.exp(-Math.abs(a)));
    };
  }

  /** To i32: toward zero, the nearest value where it is out of range, 0 for NaN. To u8: the low byte of that. */
  static double cast(DType dtype, double x) {
    return switch (dtype) {
      case F32, F64 -> x;
      case I32 -> (int) x;
      case U8 -> (int) x & 0xFF;
      case BOOL -> x != 0 ? 1 : 0;
    };
  }
}
