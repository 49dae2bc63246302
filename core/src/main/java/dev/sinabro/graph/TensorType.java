package dev.sinabro.graph;

/**
 * What is known of a tensor before it is computed.
 *
 * @param dtype the type of its elements
 * @param shape its extents
 */
public record TensorType(DType dtype, Shape shape) {

  /** A real tensor of the given extents. */
  public static TensorType f32(int... extents) {
    return new TensorType(DType.F32, Shape.of(extents));
  }

  /** An integer tensor of the given extents. */
  public static TensorType i32(int... extents) {
    return new TensorType(DType.I32, Shape.of(extents));
  }

  /** A tensor of bytes of the given extents. */
  public static TensorType u8(int... extents) {
    return new TensorType(DType.U8, Shape.of(extents));
  }

  /** Bytes of all elements. */
  public long byteSize() {
    return (long) shape.count() * dtype.byteSize();
  }

  /** For example {@code f32[64, 784]}. */
  @Override
  public String toString() {
    return dtype.toString() + shape;
  }
}
