package dev.sinabro.testkit;

/**
 * How far a result may be from the one of the reference backend, which computes in float64: {@code |actual - expected| <=
 * relative * |expected| + ofScale * scale + floor}.
 *
 * <p>NaN has to be met by NaN, an infinity (of the expected value rounded to float32) by the same one. Zeros of either sign
 * are equal.
 *
 * @param relative share of the expected value
 * @param ofScale share of a magnitude that the case gives for each element, such as the sum of absolute values
 * @param floor absolute error
 */
public record Tolerance(double relative, double ofScale, double floor) {
  /** Half of the distance between 1 and the next float32: the error of one rounding. */
  public static final double EPSILON = 0x1p-24;

  /** The expected value rounded to float32, and no other: what is copied, compared, or rounded once as IEEE 754 says. */
  public static final Tolerance EXACT = new Tolerance(0, 0, 0);

  /** Exponential, logarithm, sigmoid and tanh by a good polynomial; results below the normal range may become 0. */
  public static final Tolerance FUNCTION = ulps(4);

  /** A function made of two others, such as softplus or a power. */
  public static final Tolerance COMPOSED = ulps(16);

  /** A sum of a few terms that may cancel, of one scale. */
  public static final Tolerance FEW_TERMS = new Tolerance(0, 8 * EPSILON, Float.MIN_NORMAL);

  /** So many units in the last place. */
  public static Tolerance ulps(int count) {
    return new Tolerance(count * 2 * EPSILON, 0, Float.MIN_NORMAL);
  }

  /**
   * A sum of {@code length} products or terms in any order: rounding errors add up like a random walk. The scale is the sum
   * of their absolute values.
   */
  public static Tolerance sum(long length) {
    return new Tolerance(2 * EPSILON, 4 * EPSILON * Math.sqrt(length), Float.MIN_NORMAL);
  }

  /**
   * A sum of {@code length} products in windows of 3 x 3 by Winograd's F(2 x 2, 3 x 3), as a backend may compute it. Along an axis two
   * of its sums of products stand for six products: {@code (x0 - x2) w0 + (x1 + x2)(w0 + w1 + w2) / 2 + (x2 - x1)(w0 - w1 + w2) / 2}
   * has terms of 8 times one product's size in place of 3, so along two axes what is rounded is 64/9 times as large. The scale
   * is the largest sum of absolute values: a result's error is that of its whole tile.
   */
  public static Tolerance winograd(long length) {
    return new Tolerance(2 * EPSILON, 64.0 / 9 * 4 * EPSILON * Math.sqrt(length), Float.MIN_NORMAL);
  }

  /**
   * A value less the mean of {@code length} others, over their deviation, or of such a kind; the scale is what may cancel.
   */
  public static Tolerance norm(long length) {
    return new Tolerance(0, EPSILON * (16 + Math.sqrt(length)), Float.MIN_NORMAL);
  }

  /** A softmax over {@code classes}: e^d of a rounded difference, which counts down to -88, divided by a sum. */
  public static Tolerance softmax(long classes) {
    return new Tolerance(ofProbability(classes), 0, Float.MIN_NORMAL);
  }

  /** The cross-entropy of {@code classes}: the logarithm of a sum that is 1 at least, plus a rounded difference. */
  public static Tolerance crossEntropy(long classes) {
    return new Tolerance(8 * EPSILON, 0, EPSILON * (8 + 4 * Math.sqrt(classes)));
  }

  /** Its gradient, a softmax from which 1 is subtracted in one place; the scale is the softmax. */
  public static Tolerance crossEntropyGradient(long classes) {
    return new Tolerance(2 * EPSILON, ofProbability(classes), Float.MIN_NORMAL);
  }

  private static double ofProbability(long classes) {
    return EPSILON * (100 + 4 * Math.sqrt(classes));
  }

  /** Whether a float32 result is good enough. */
  boolean accepts(double actual, double expected, double scale) {
    float rounded = (float) expected;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded) || this.equals(EXACT)) {
      return actual == rounded || Double.isNaN(actual) && Float.isNaN(rounded);
    }
    return actual == expected || Math.abs(actual - expected) <= permitted(expected, scale);
  }

  double permitted(double expected, double scale) {
    return relative * Math.abs(expected) + ofScale * scale + floor;
  }
}
