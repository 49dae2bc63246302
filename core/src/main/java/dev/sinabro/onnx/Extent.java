package dev.sinabro.onnx;

/**
 * An extent of a tensor whose graph was built for two numbers of rows.
 *
 * @param first for the smaller number of rows
 * @param second for the larger number
 */
record Extent(long first, long second) {
  static final Extent ONE = new Extent(1, 1);

  static Extent fixed(long extent) {
    return new Extent(extent, extent);
  }

  /** Whether it is the same for any number of rows. */
  boolean isFixed() {
    return first == second;
  }

  boolean isZero() {
    return first == 0 || second == 0;
  }

  Extent times(Extent other) {
    return new Extent(first * other.first, second * other.second);
  }

  Extent plus(Extent other) {
    return new Extent(first + other.first, second + other.second);
  }

  Extent minus(Extent other) {
    return new Extent(first - other.first, second - other.second);
  }

  boolean isMultipleOf(Extent other) {
    return first % other.first == 0 && second % other.second == 0;
  }

  Extent dividedBy(Extent other) {
    return new Extent(first / other.first, second / other.second);
  }
}
