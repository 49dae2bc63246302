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
  /** a / b; real. */
  DIV,
  /** The larger; NaN where either is NaN; real or integer. */
  MAX,
  /** The smaller; NaN where either is NaN; real or integer. */
  MIN,
  /** a to the power of b; real. The powers 1^NaN and (+-1)^infinity are 1 or NaN, as the device has it. */
  POW,
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
      case ADD, SUB, MUL, DIV, MAX, MIN, POW, AND, OR, SIGMOID_CROSS_ENTROPY -> false;
    };
  }
}
