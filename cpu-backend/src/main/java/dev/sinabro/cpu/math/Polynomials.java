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
  /** Below it e^x - 1 is -1. */
  public static final float EXPM1_LOW = -18f;
  /** From here on erf is 1. */
  public static final float ERF_HIGH = 4f;
  /** From here on sine and cosine are taken one by one. */
  public static final float ANGLE_HIGH = 0x1p16f;
  /** 2 / pi. */
  public static final float TWO_BY_PI = 0.63661975f;
  /** The float that is nearest to pi / 2. */
  public static final float HALF_PI_HIGH = 1.5707964f;
  /** What it lacks. */
  public static final float HALF_PI_MIDDLE = -4.371139e-8f;
  /** What both lack. */
  public static final float HALF_PI_LOW = -1.7151245e-15f;
  /** From here on floats have no fraction. */
  public static final float WHOLE = 0x1p23f;
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

  /** -log(1 - erf(a)) / a - 1 for 0 <= a <= 4, the error of erf being 4.0e-9; ascending. */
  public static final float ERF0 = 0.12837917f;
  /** Its coefficient of a. */
  public static final float ERF1 = 0.6366194f;
  /** Its coefficient of a^2. */
  public static final float ERF2 = 0.102777824f;
  /** Its coefficient of a^3. */
  public static final float ERF3 = -0.019153045f;
  /** Its coefficient of a^4. */
  public static final float ERF4 = -0.00016042945f;
  /** Its coefficient of a^5. */
  public static final float ERF5 = 0.0016670618f;
  /** Its coefficient of a^6. */
  public static final float ERF6 = -0.00063285616f;
  /** Its coefficient of a^7. */
  public static final float ERF7 = 0.00011764685f;
  /** Its coefficient of a^8. */
  public static final float ERF8 = -9.256907e-6f;

  /** (sin(r) - r) / r^3 for |r| <= pi / 4 by u = r^2, the error of the sine being 4.1e-9. */
  public static final float SIN0 = -0.16666655f;
  /** Its coefficient of u. */
  public static final float SIN1 = 0.008332187f;
  /** Its coefficient of u^2. */
  public static final float SIN2 = -1.9517909e-4f;

  /** (cos(r) - 1 + r^2 / 2) / r^4 for |r| <= pi / 4 by u = r^2, the error of the cosine being 1.2e-10. */
  public static final float COS0 = 0.041666646f;
  /** Its coefficient of u. */
  public static final float COS1 = -0.001388731f;
  /** Its coefficient of u^2. */
  public static final float COS2 = 2.4432336e-5f;

  /** (atan(t) - t) / t^3 for 0 <= t <= 1 by u = t^2, the error of the arctangent being 2.7e-9. */
  public static final float ATAN0 = -0.333333f;
  /** Its coefficient of u. */
  public static final float ATAN1 = 0.19998531f;
  /** Its coefficient of u^2. */
  public static final float ATAN2 = -0.14264052f;
  /** Its coefficient of u^3. */
  public static final float ATAN3 = 0.10951175f;
  /** Its coefficient of u^4. */
  public static final float ATAN4 = -0.08400475f;
  /** Its coefficient of u^5. */
  public static final float ATAN5 = 0.057906546f;
  /** Its coefficient of u^6. */
  public static final float ATAN6 = -0.031127002f;
  /** Its coefficient of u^7. */
  public static final float ATAN7 = 0.010887361f;
  /** Its coefficient of u^8. */
  public static final float ATAN8 = -0.0017875476f;

  private Polynomials() {}
}
