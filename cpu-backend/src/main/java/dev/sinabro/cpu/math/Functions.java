package dev.sinabro.cpu.math;

import static dev.sinabro.cpu.math.Polynomials.*;

/**
 * Functions of one number, from operations that IEEE 754 and Java define to the bit: an intrinsic of {@link Math} may give
 * other bits once it is compiled. Errors are below 2 ulp, those of sigmoid and tanh below 3, also where results are
 * subnormal.
 */
public final class Functions {
  private Functions() {}

  /** e^x = 2^k e^r with k an integer and |r| <= log(2) / 2. */
  public static float exp(float x) {
    float bounded = x > EXP_HIGH ? EXP_HIGH : x < EXP_LOW ? EXP_LOW : x;
    float shifted = Math.fma(bounded, LOG2_E, ROUNDER);
    float r = rest(bounded, shifted - ROUNDER);
    int k = Float.floatToRawIntBits(shifted) - ROUNDER_BITS;
    int half = k >> 1;
    return (1f + expMinusOne(r)) * powerOfTwo(half) * powerOfTwo(k - half);
  }

  private static float rest(float x, float k) {
    return Math.fma(k, -LN2_LOW, Math.fma(k, -LN2_HIGH, x));
  }

  private static float expMinusOne(float r) {
    float q = Math.fma(Math.fma(Math.fma(Math.fma(E4, r, E3), r, E2), r, E1), r, E0);
    return Math.fma(q * r, r, r);
  }

  private static float powerOfTwo(int exponent) {
    return Float.intBitsToFloat(exponent + 127 << 23);
  }

  /** The natural logarithm. */
  public static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(subnormal ? x * LIFT : x);
    int exponent = bits - SQRT_HALF_BITS >> 23;
    float f = Float.intBitsToFloat(bits - (exponent << 23)) - 1f;
    float k = (float) exponent - (subnormal ? 25f : 0f);
    float y = Math.fma(k, LN2_HIGH, Math.fma(k, LN2_LOW, logOnePlus(f)));
    float positive = x == Float.POSITIVE_INFINITY ? x : y;
    return x > 0f ? positive : x == 0f ? Float.NEGATIVE_INFINITY : Float.NaN;
  }

  private static float logOnePlus(float f) {
    float p = Math.fma(Math.fma(Math.fma(L7, f, L6), f, L5), f, L4);
    p = Math.fma(Math.fma(Math.fma(Math.fma(p, f, L3), f, L2), f, L1), f, L0);
    return Math.fma(f * f, Math.fma(f, p, -0.5f), f);
  }

  /** log(1 + e) for 0 <= e <= 1; above sqrt(2) - 1 as log(2) + log(1 + (e - 1) / 2). */
  private static float logOnePlusUnit(float e) {
    boolean upper = e > SQRT_2_LESS_1;
    float y = logOnePlus(upper ? (e - 1f) * 0.5f : e);
    return upper ? y + LN2_LOW + LN2_HIGH : y;
  }

  /** 1 / (1 + e^-x). */
  public static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    return (x < 0f ? e : 1f) / (1f + e);
  }

  /** (e^2a - 1) / (e^2a + 1) for a = |x|, with the sign of x. */
  public static float tanh(float x) {
    float a = Math.abs(x);
    float e = boundedExpm1(2f * (a > TANH_HIGH ? TANH_HIGH : a));
    return Math.copySign(e / (e + 2f), x);
  }

  /** e^x - 1 for |x| <= 20, where 2^k is a normal number. */
  private static float boundedExpm1(float x) {
    float shifted = Math.fma(x, LOG2_E, ROUNDER);
    float power = powerOfTwo(Float.floatToRawIntBits(shifted) - ROUNDER_BITS);
    return Math.fma(power, expMinusOne(rest(x, shifted - ROUNDER)), power - 1f);
  }

  /** 1 - e^-(a + a P(a)) for a = |x|, with the sign of x: one form for all x, and as precise near 0 as elsewhere. */
  public static float erf(float x) {
    float a = Math.abs(x);
    float u = a > ERF_HIGH ? ERF_HIGH : a;
    float p = Math.fma(Math.fma(Math.fma(Math.fma(ERF8, u, ERF7), u, ERF6), u, ERF5), u, ERF4);
    p = Math.fma(Math.fma(Math.fma(Math.fma(p, u, ERF3), u, ERF2), u, ERF1), u, ERF0);
    return Math.copySign(boundedExpm1(Math.fma(-u, p, -u)), x);
  }

  /** The sine of x = k pi / 2 + r, by the quarter k and |r| <= pi / 4. */
  public static float sin(float x) {
    return Math.abs(x) >= ANGLE_HIGH ? (float) StrictMath.sin(x) : sine(x, 0);
  }

  /** The sine a quarter further. */
  public static float cos(float x) {
    return Math.abs(x) >= ANGLE_HIGH ? (float) StrictMath.cos(x) : sine(x, 1);
  }

  private static float sine(float x, int quarters) {
    float shifted = Math.fma(x, TWO_BY_PI, ROUNDER);
    float k = shifted - ROUNDER;
    int quarter = Float.floatToRawIntBits(shifted) - ROUNDER_BITS + quarters;
    float r = Math.fma(k, -HALF_PI_LOW, Math.fma(k, -HALF_PI_MIDDLE, Math.fma(k, -HALF_PI_HIGH, x)));
    float u = r * r;
    float sine = Math.fma(u * r, Math.fma(Math.fma(SIN2, u, SIN1), u, SIN0), r);
    float cosine = Math.fma(u, Math.fma(Math.fma(Math.fma(COS2, u, COS1), u, COS0), u, -0.5f), 1f);
    float y = (quarter & 1) == 0 ? sine : cosine;
    return (quarter & 2) == 0 ? y : -y;
  }

  /** The angle of the point (x, y): the arctangent of the smaller by the larger magnitude, turned to its octant. */
  public static float atan2(float y, float x) {
    float across = Math.abs(x);
    float up = Math.abs(y);
    float small = Math.min(across, up);
    float large = Math.max(across, up);
    float t = large == 0f ? 0f : small == large ? 1f : small / large;
    float u = t * t;
    float p = Math.fma(Math.fma(Math.fma(Math.fma(ATAN8, u, ATAN7), u, ATAN6), u, ATAN5), u, ATAN4);
    p = Math.fma(Math.fma(Math.fma(Math.fma(p, u, ATAN3), u, ATAN2), u, ATAN1), u, ATAN0);
    p = Math.fma(t * u, p, t);
    p = up > across ? HALF_PI_HIGH - p + HALF_PI_MIDDLE : p;
    p = Float.floatToRawIntBits(x) < 0 ? 2f * HALF_PI_HIGH - p + 2f * HALF_PI_MIDDLE : p;
    return Math.copySign(p, y);
  }

  /** e^x - 1 = 2^k (e^r - 1) + 2^k - 1, in halves, as 2^k may overflow. */
  public static float expm1(float x) {
    float bounded = x > EXP_HIGH ? EXP_HIGH : x < EXPM1_LOW ? EXPM1_LOW : x;
    float shifted = Math.fma(bounded, LOG2_E, ROUNDER);
    float k = shifted - ROUNDER;
    float e = expMinusOne(rest(bounded, k));
    float power = powerOfTwo(Float.floatToRawIntBits(shifted) - ROUNDER_BITS - 1);
    return k == 0f ? e : 2f * Math.fma(power, e, power - 0.5f);
  }

  /** log(u) for u = 1 + x rounded, and what rounding lost. */
  public static float log1p(float x) {
    float u = 1f + x;
    float y = log(u);
    return Math.abs(y) < Float.POSITIVE_INFINITY ? y + (x - (u - 1f)) / u : y;
  }

  /** The nearest integer, of two the even one. */
  public static float round(float x) {
    float a = Math.abs(x);
    return a < WHOLE ? Math.copySign(a + WHOLE - WHOLE, x) : x;
  }

  /** What division leaves, with the sign of the divisor. */
  public static float remainder(float a, float b) {
    float rest = a % b;
    return rest != 0f && rest < 0f != b < 0f ? rest + b : rest;
  }

  /** The quotient rounded down; 0 where the divisor is 0. */
  public static int quotient(int a, int b) {
    return b == 0 ? 0 : Math.floorDiv(a, b);
  }

  /** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|). */
  public static float softplus(float x) {
    return (x > 0f ? x : 0f) + logOnePlusUnit(exp(-Math.abs(x)));
  }

  /** max(a, 0) - a b + log(1 + e^-|a|). */
  public static float sigmoidCrossEntropy(float a, float b) {
    return (a > 0f ? a : 0f) - a * b + logOnePlusUnit(exp(-Math.abs(a)));
  }

  /** -1, 0 or 1 by the sign of x. */
  public static float sign(float x) {
    return x > 0f ? 1f : x < 0f ? -1f : x;
  }

  /** The largest integer that is not above x. */
  public static float floor(float x) {
    if (!(Math.abs(x) < 0x1p23f)) {
      return x;
    }
    float cut = (float) (int) x;
    return Math.copySign(cut > x ? cut - 1f : cut, x);
  }

  /** a^b, rounded from double; special cases as in {@link Math#pow}. */
  public static float pow(float a, float b) {
    return (float) StrictMath.pow(a, b);
  }
}
