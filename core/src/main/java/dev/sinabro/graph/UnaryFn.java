package dev.sinabro.graph;

/** Element-wise functions of one real argument; {@link #NOT} alone takes and gives truth values. */
public enum UnaryFn {
  /** -x. */
  NEG,
  /** |x|. */
  ABS,
  /** -1, 0 or 1 by the sign of x; NaN stays NaN. */
  SIGN,
  /** e to the x. */
  EXP,
  /** The natural logarithm; NaN below 0, -infinity at 0. */
  LOG,
  /** The square root; NaN below 0. */
  SQRT,
  /** x * x. */
  SQUARE,
  /** 1 / x. */
  RECIPROCAL,
  /** The largest integer that is not above x. */
  FLOOR,
  /** x where x > 0, else 0; NaN stays NaN. */
  RELU,
  /** 1 / (1 + e^-x), without overflow for any x. */
  SIGMOID,
  /** The hyperbolic tangent. */
  TANH,
  /** 1 where x > 0, else 0 (the perceptron's activation). */
  STEP,
  /** log(1 + e^x), without overflow for any x. */
  SOFTPLUS,
  /** The error function, 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
  ERF,
  /** The sine of an angle in radians; NaN of an infinity. */
  SIN,
  /** The cosine of an angle in radians; NaN of an infinity. */
  COS,
  /** e^x - 1, exact to rounding near 0 too. */
  EXPM1,
  /** log(1 + x), exact to rounding near 0 too. */
  LOG1P,
  /** The nearest integer, of two the even one. */
  ROUND,
  /** Logical negation. */
  NOT
}
