package dev.sinabro.testkit;

import dev.sinabro.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Values as they lie in memory. */
final class Bytes {
  private Bytes() {}

  static byte[] of(DType dtype, double[] values) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, dtype.byteSize())];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (int i = 0; i < values.length; i++) {
      switch (dtype) {
        case F32 -> segment.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, (float) values[i]);
        case F64 -> segment.setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i, values[i]);
        case I32 -> segment.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, (int) values[i]);
        case U8, BOOL -> bytes[i] = (byte) values[i];
      }
    }
    return bytes;
  }

  static double[] decoded(DType dtype, byte[] bytes) {
    MemorySegment segment = MemorySegment.ofArray(bytes);
    double[] values = new double[bytes.length / dtype.byteSize()];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (dtype) {
        case F32 -> segment.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
        case F64 -> segment.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
        case I32 -> segment.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
        case U8, BOOL -> Byte.toUnsignedInt(bytes[i]);
      };
    }
    return values;
  }
}
