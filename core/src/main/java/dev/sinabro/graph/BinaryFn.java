package dev.sinabro.graph;

/**
 * Element-wise functions of two arguments of one type, with broadcasting.
 *
 * <p>Comparisons give {@link DType#BOOL}; all others give the type of their arguments. Integers wrap around on overflow.
 */
public enum BinaryFn {
  /** a + b; real or integer. */
  ADD,
  /** a - b; real or integer. */
  SUB,
  /** a * b; real or integer. */
  MUL,
  /** a / b; of integers the largest integer that is not above it, and 0 where b is 0. */
  DIV,
  /**
   * What division leaves, with the sign of b, as in Python: a - b * floor(a / b), without rounding on the way; real or
   * integer. Where b is 0 it is NaN of reals, and a of integers.
   */
  REMAINDER,
  /** The larger; NaN where either is NaN; real or integer. */
  MAX,
  /** The smaller; NaN where either is NaN; real or integer. */
  MIN,
  /** a to the power of b; real. The powers 1^NaN and (+-1)^infinity are 1 or NaN, as the device has it. */
  POW,
  /** The angle of the point (b, a) in radians, -pi to pi; 0 or pi by the sign of b where a is 0; real. */
  ATAN2,
  /** a = b; real, integer, byte or truth value. */
  EQUAL,
  /** a < b; real or integer. */
  LESS,
  /** a <= b; real or integer. */
  LESS_EQUAL,
  /** Both; truth values. */
  AND,
  /** Either; truth values. */
  OR,
  /**
   * The binary cross-entropy of the logit a and the target b in [0, 1]: max(a, 0) - a * b + log(1 + e^-|a|), the form
   * that neither overflows nor cancels; real.
   */
  SIGMOID_CROSS_ENTROPY;

  /** Whether the result is a truth value whatever the arguments are. */
  public boolean isComparison() {
    return switch (this) {
      case EQUAL, LESS, LESS_EQUAL -> true;
      case ADD, SUB, MUL, DIV, REMAINDER, MAX, MIN, POW, ATAN2, AND, OR, SIGMOID_CROSS_ENTROPY -> false;
    };
  }
}
