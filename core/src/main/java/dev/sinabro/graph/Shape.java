package dev.sinabro.graph;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The extents of a tensor, outermost first; row-major. {@code []} is a scalar; an extent of 0 is an empty tensor. */
public final class Shape {
  /** The shape of a single number. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] extents;

  private Shape(int[] extents) {
    this.extents = extents;
  }

  /**
   * A shape of the given extents.
   *
   * @throws GraphException where an extent is negative
   * @throws SizeException where the shape has 2^31 elements or more
   */
  public static Shape of(int... extents) {
    BigInteger count = BigInteger.ONE;
    for (int extent : extents) {
      if (extent < 0) {
        throw new GraphException(
            "extent " + extent + " in shape " + Arrays.toString(extents) + " is negative");
      }
      count = count.multiply(BigInteger.valueOf(extent));
    }
    if (count.bitLength() >= Integer.SIZE) {
      throw new SizeException("shape " + Arrays.toString(extents), count);
    }
    return extents.length == 0 ? SCALAR : new Shape(extents.clone());
  }

  /** The number of axes. */
  public int rank() {
    return extents.length;
  }

  /** The extent of an axis, 0 to rank - 1. */
  public int extent(int axis) {
    return extents[axis];
  }

  /** The extent of the innermost axis; 1 for a scalar. */
  public int lastExtent() {
    return extents.length == 0 ? 1 : extents[extents.length - 1];
  }

  /** All extents, as a copy. */
  public int[] extents() {
    return extents.clone();
  }

  /** The number of elements. */
  public int count() {
    return count(0, extents.length);
  }

  /** The product of the extents of axes {@code from} (inclusive) to {@code to} (exclusive); 1 for none. */
  public int count(int from, int to) {
    int count = 1;
    for (int axis = from; axis < to; axis++) {
      count *= extents[axis];
    }
    return count;
  }

  /** This shape with another extent in one place. */
  public Shape with(int axis, int extent) {
    int[] changed = extents.clone();
    changed[axis] = extent;
    return of(changed);
  }

  /** This shape without axes {@code from} (inclusive) to {@code to} (exclusive). */
  public Shape without(int from, int to) {
    int[] rest = new int[extents.length - (to - from)];
    System.arraycopy(extents, 0, rest, 0, from);
    System.arraycopy(extents, to, rest, from, extents.length - to);
    return of(rest);
  }

  /** The axes {@code from} (inclusive) to {@code to} (exclusive) of this shape. */
  public Shape part(int from, int to) {
    return of(Arrays.copyOfRange(extents, from, to));
  }

  /** This shape followed by the axes of another. */
  public Shape then(Shape other) {
    int[] joined = Arrays.copyOf(extents, extents.length + other.extents.length);
    System.arraycopy(other.extents, 0, joined, extents.length, other.extents.length);
    return of(joined);
  }

  /**
   * Whether a tensor of this shape can be repeated to {@code target}: aligned at the innermost axis, each extent equals
   * the target's or is 1.
   */
  public boolean broadcastsTo(Shape target) {
    int shift = target.rank() - rank();
    if (shift < 0) {
      return false;
    }
    for (int axis = 0; axis < rank(); axis++) {
      if (extents[axis] != 1 && extents[axis] != target.extents[axis + shift]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The elements to advance in a tensor of this shape for one step along each axis of {@code target}; 0 where this shape
   * is repeated.
   */
  public int[] stridesWithin(Shape target) {
    int[] strides = new int[target.rank()];
    int shift = target.rank() - rank();
    int stride = 1;
    for (int axis = rank() - 1; axis >= 0; axis--) {
      strides[axis + shift] = extents[axis] == 1 ? 0 : stride;
      stride *= extents[axis];
    }
    return strides;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(extents, that.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** For example {@code [64, 784]}. */
  @Override
  public String toString() {
    return Arrays.stream(extents).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
