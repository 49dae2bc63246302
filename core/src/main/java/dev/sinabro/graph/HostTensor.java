package dev.sinabro.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A tensor in the host's memory: as a file holds it, or as a prediction comes.
 *
 * @param type element type and shape
 * @param bytes its values, row-major, little-endian
 */
public record HostTensor(TensorType type, MemorySegment bytes) implements StoredTensor {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Checks the size. */
  public HostTensor {
    if (bytes.byteSize() != type.byteSize()) {
      throw new IllegalArgumentException(type + " has " + type.byteSize() + " bytes, not " + bytes.byteSize());
    }
  }

  @Override
  public void read(long offset, MemorySegment target) {
    MemorySegment.copy(bytes, offset, target, 0, target.byteSize());
  }

  /** Its shape. */
  public Shape shape() {
    return type.shape();
  }

  /** Element {@code index} in row-major order; a truth value as 0 or 1. */
  public double value(int index) {
    return switch (type.dtype()) {
      case F64 -> bytes.getAtIndex(DOUBLE, index);
      case F32 -> bytes.getAtIndex(FLOAT, index);
      case I32 -> bytes.getAtIndex(INT, index);
      case U8, BOOL -> bytes.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
    };
  }

  /** All elements, row-major, rounded to float32 where they are float64 or large integers. */
  public float[] floats() {
    float[] values = new float[shape().count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value(i);
    }
    return values;
  }

  /**
   * All elements, row-major.
   *
   * @throws IllegalStateException where they are real numbers
   */
  public int[] ints() {
    if (type.dtype().isFloat()) {
      throw new IllegalStateException("the elements are " + type.dtype() + "; take floats() of them");
    }
    int[] values = new int[shape().count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) value(i);
    }
    return values;
  }

  /** The part along the first axis with a number, which shares its memory. */
  public HostTensor row(int number) {
    TensorType row = new TensorType(type.dtype(), shape().part(1, shape().rank()));
    return new HostTensor(row, bytes.asSlice(number * row.byteSize(), row.byteSize()));
  }

  /** The elements of each part along the first axis, as {@link #floats}. */
  public float[][] rows() {
    float[][] rows = new float[shape().extent(0)][];
    for (int number = 0; number < rows.length; number++) {
      rows[number] = row(number).floats();
    }
    return rows;
  }
}
