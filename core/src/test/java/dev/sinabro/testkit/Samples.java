package dev.sinabro.testkit;

import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Values to test with: reproducible, and such that float32 holds each of them exactly. */
public final class Samples {
  /** Lengths around the widths of vectors, and one that is worth several threads. */
  static final int[][] EXTENTS =
      {{0}, {1}, {3}, {7}, {8}, {9}, {31}, {33}, {127}, {257}, {3, 5, 7}, {0, 4}, {257, 301}};

  /** Where functions tend to be wrong: not a number, infinite, either zero, denormal, huge, and the bounds of e^x. */
  private static final float[] SPECIAL = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0, -0.0f, 1, -1,
      Float.MIN_VALUE, -Float.MIN_VALUE, 1e-40f, -1e-40f, Float.MIN_NORMAL, -Float.MIN_NORMAL, Float.MAX_VALUE,
      -Float.MAX_VALUE, 1e-30f, -1e-30f, 1e30f, -1e30f, 1e-4f, -1e-4f, 0.5f, -0.5f, 1.5f, 2.5f, -2.5f, 9, -9, 17, -17,
      87, -87, 88.5f, 88.8f, -88.5f, -95, -104, 104, 1000, -1000, 8388607.5f, 16777216, 3e9f, -3e9f,
      Math.nextDown(1f), Math.nextUp(1f), 0.7071f, 2};

  private Samples() {}

  static double[] special() {
    return IntStream.range(0, SPECIAL.length).mapToDouble(index -> SPECIAL[index]).toArray();
  }

  /** Uniform in [low, high), rounded to float32. */
  static Literal uniform(long seed, double low, double high, int... extents) {
    SplittableRandom random = new SplittableRandom(seed);
    return f32(() -> (float) random.nextDouble(low, high), extents);
  }

  /** Whole numbers of magnitude {@code bound} at most, of which sums and products are exact in float32. */
  public static Literal whole(long seed, int bound, int... extents) {
    SplittableRandom random = new SplittableRandom(seed);
    return f32(() -> random.nextInt(-bound, bound + 1), extents);
  }

  /** Of both signs, with magnitudes from 2^-exponent to 2^exponent. */
  static Literal wide(long seed, int exponent, int... extents) {
    SplittableRandom random = new SplittableRandom(seed);
    return f32(() -> (float) Math.scalb(random.nextDouble(1, 2) * (random.nextBoolean() ? 1 : -1),
        random.nextInt(-exponent, exponent)), extents);
  }

  /** Integers in [low, high). */
  static Literal integers(long seed, int low, int high, int... extents) {
    SplittableRandom random = new SplittableRandom(seed);
    return literal(DType.I32, () -> random.nextInt(low, high), extents);
  }

  /** Values of any type that differ from element to element. */
  static Literal any(DType dtype, long seed, int... extents) {
    SplittableRandom random = new SplittableRandom(seed);
    return switch (dtype) {
      case F32, F64 -> wide(seed, 20, extents);
      case I32 -> literal(dtype, random::nextInt, extents);
      case U8 -> literal(dtype, () -> random.nextInt(256), extents);
      case BOOL -> literal(dtype, () -> random.nextInt(2), extents);
    };
  }

  /** A vector of the given values; reals are rounded to float32. */
  static Literal of(DType dtype, double... values) {
    double[] rounded = Arrays.stream(values).map(value -> dtype == DType.F32 ? (float) value : value).toArray();
    return new Literal(new TensorType(dtype, Shape.of(values.length)), rounded);
  }

  private static Literal f32(DoubleSupplier next, int... extents) {
    return literal(DType.F32, next, extents);
  }

  private static Literal literal(DType dtype, DoubleSupplier next, int... extents) {
    Shape shape = Shape.of(extents);
    return new Literal(new TensorType(dtype, shape), DoubleStream.generate(next).limit(shape.count()).toArray());
  }
}
