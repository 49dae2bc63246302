package dev.sinabro.cpu.math;

import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.UnaryFn;

/**
 * All arithmetic on floats apart from matrix products.
 *
 * <p>Truth values are 0f and 1f here. A form of it gives the same bits in each run, interpreted or compiled; element-wise
 * functions give the same bits in each form.
 */
public interface BlockMath {
  /** Element-wise functions may touch elements up to a multiple of this many, which the alignment of slots leaves free. */
  int PADDING = 16;

  /** What it is, such as {@code AVX-512} or {@code plain loops}. */
  String name();

  /** y = fn(a). */
  BlockFunction unary(UnaryFn fn);

  /** y = fn(a, b). */
  BlockFunction binary(BinaryFn fn);

  /** y = b where a is true, else c. */
  BlockFunction select();

  /** y = 1 where a is not 0, else 0. */
  BlockFunction truth();

  /** y = a. */
  BlockFunction move();

  /** y = the bytes at an address as numbers from 0 to 255, for exactly {@code count} elements. */
  void widen(long bytes, long y, int count);

  /** y = value for exactly {@code count} elements. */
  void fill(float value, long y, int count);

  /** The sum of exactly {@code count} elements, in an order that depends on the count alone. */
  float sum(long x, int count);

  /** The largest of exactly {@code count} elements; NaN where one is NaN; -infinity of none. */
  float max(long x, int count);

  /** y += x for exactly {@code count} elements. */
  void addTo(long x, long y, int count);

  /** y = max(x, y) for exactly {@code count} elements. */
  void maxTo(long x, long y, int count);

  /** y = e^(x - shift) for exactly {@code count} elements; their sum. */
  float expAndSum(long x, float shift, long y, int count);

  /** y /= divisor for exactly {@code count} elements. */
  void divide(long y, float divisor, int count);

  /** The transforms of convolutions. */
  Winograd winograd();
}
