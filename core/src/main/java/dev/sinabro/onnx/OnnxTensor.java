package dev.sinabro.onnx;

import dev.sinabro.graph.HostTensor;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Values that an ONNX file holds.
 *
 * @param type of an element
 * @param extents outermost first
 * @param bytes the elements, row-major, little-endian
 */
public record OnnxTensor(ElementType type, List<Long> extents, MemorySegment bytes) {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Keeps a copy of the extents. */
  public OnnxTensor {
    extents = List.copyOf(extents);
  }

  /** Whole numbers of 64 bits, along one axis. */
  static OnnxTensor of(long... values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Long.BYTES]);
    for (int i = 0; i < values.length; i++) {
      bytes.setAtIndex(LONG, i, values[i]);
    }
    return new OnnxTensor(ElementType.INT64, List.of((long) values.length), bytes);
  }

  /** Real numbers. */
  static OnnxTensor of(List<Long> extents, float... values) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
    for (int i = 0; i < values.length; i++) {
      bytes.setAtIndex(FLOAT, i, values[i]);
    }
    return new OnnxTensor(ElementType.FLOAT, extents, bytes);
  }

  /** The values of a tensor; those in the host's memory are shared. */
  static OnnxTensor of(StoredTensor tensor) {
    MemorySegment bytes =
        tensor instanceof HostTensor host ? host.bytes() : Arena.ofAuto().allocate(tensor.type().byteSize());
    if (!(tensor instanceof HostTensor)) {
      tensor.read(0, bytes);
    }
    return new OnnxTensor(ElementType.of(tensor.type().dtype()), extents(tensor.type().shape().extents()), bytes);
  }

  /** The values of a program. */
  static OnnxTensor of(Literal literal) {
    ElementType type = ElementType.of(literal.type().dtype());
    double[] values = literal.values();
    MemorySegment bytes = MemorySegment.ofArray(new byte[values.length * type.byteSize()]);
    for (int i = 0; i < values.length; i++) {
      switch (literal.type().dtype()) {
        case F32 -> bytes.setAtIndex(FLOAT, i, (float) values[i]);
        case F64 -> bytes.setAtIndex(DOUBLE, i, values[i]);
        case I32 -> bytes.setAtIndex(INT, i, (int) values[i]);
        case U8, BOOL -> bytes.set(ValueLayout.JAVA_BYTE, i, (byte) (int) values[i]);
      }
    }
    return new OnnxTensor(type, extents(literal.type().shape().extents()), bytes);
  }

  private static List<Long> extents(int[] extents) {
    return Arrays.stream(extents).mapToObj(Long::valueOf).toList();
  }

  /** The number of elements. */
  public long count() {
    return bytes.byteSize() / type.byteSize();
  }

  /** An element as a real number; of 64-bit integers rounded beyond 2^53. */
  public double value(long index) {
    return switch (type) {
      case FLOAT -> bytes.getAtIndex(FLOAT, index);
      case DOUBLE -> bytes.getAtIndex(DOUBLE, index);
      case FLOAT16 -> Float.float16ToFloat(bytes.getAtIndex(SHORT, index));
      case INT32 -> bytes.getAtIndex(INT, index);
      case INT64 -> bytes.getAtIndex(LONG, index);
      case INT8 -> bytes.get(ValueLayout.JAVA_BYTE, index);
      case UINT8, BOOL -> bytes.get(ValueLayout.JAVA_BYTE, index) & 0xFF;
    };
  }

  /** All elements, row-major, as whole numbers. */
  public long[] longs() {
    return IntStream.range(0, Math.toIntExact(count()))
        .mapToLong(index -> type == ElementType.INT64 ? bytes.getAtIndex(LONG, index) : (long) value(index)).toArray();
  }
}
