package dev.sinabro.cpu.math;

/**
 * The constants of {@link Functions} and its vector form. The coefficients are minimax fits of relative error, made with
 * Lawson's iteration at 40 digits and rounded to float.
 */
public final class Polynomials {
  /** log2(e). */
  public static final float LOG2_E = 1.44269504f;
  /** The float that is nearest to log(2). */
  public static final float LN2_HIGH = 0.6931472f;
  /** What it lacks. */
  public static final float LN2_LOW = -1.9046543e-9f;
  /** Added to and subtracted from a float below 2^22, it rounds it to an integer, which stands in its low bits between. */
  public static final float ROUNDER = 0x1.8p23f;
  /** The bits of {@link #ROUNDER}. */
  public static final int ROUNDER_BITS = 0x4B400000;
  /** Above it e^x is infinite. */
  public static final float EXP_HIGH = 89f;
  /** Below it e^x is 0. */
  public static final float EXP_LOW = -104f;
  /** From here on tanh is 1. */
  public static final float TANH_HIGH = 10f;
  /** The square root of 1/2. */
  public static final float SQRT_HALF = 0x1.6a09e6p-1f;
  /** Its bits. */
  public static final int SQRT_HALF_BITS = 0x3F3504F3;
  /** sqrt(2) - 1. */
  public static final float SQRT_2_LESS_1 = 0.41421357f;
  /** Lifts a subnormal number to a normal one. */
  public static final float LIFT = 0x1p25f;

  /** (e^r - 1 - r) / r^2 for |r| <= log(2) / 2, the error of e^r being 3.1e-9; ascending. */
  public static final float E0 = 0.49999994f;
  /** Its coefficient of r. */
  public static final float E1 = 0.1666652f;
  /** Its coefficient of r^2. */
  public static final float E2 = 0.041668396f;
  /** Its coefficient of r^3. */
  public static final float E3 = 0.008368812f;
  /** Its coefficient of r^4. */
  public static final float E4 = 0.0013814402f;

  /** (log(1 + f) - f + f^2 / 2) / f^3 for sqrt(1/2) <= 1 + f <= sqrt(2), the error of the logarithm being 5.8e-9. */
  public static final float L0 = 0.3333333f;
  /** Its coefficient of f. */
  public static final float L1 = -0.25000823f;
  /** Its coefficient of f^2. */
  public static final float L2 = 0.20001234f;
  /** Its coefficient of f^3. */
  public static final float L3 = -0.16623299f;
  /** Its coefficient of f^4. */
  public static final float L4 = 0.14201553f;
  /** Its coefficient of f^5. */
  public static final float L5 = -0.13160582f;
  /** Its coefficient of f^6. */
  public static final float L6 = 0.12763327f;
  /** Its coefficient of f^7. */
  public static final float L7 = -0.076356545f;

  private Polynomials() {}
}
