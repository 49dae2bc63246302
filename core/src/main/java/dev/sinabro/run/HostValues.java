package dev.sinabro.run;

import dev.sinabro.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Host arrays as the bytes of an element type, and back. Bytes are in the machine's order. */
final class HostValues {
  private HostValues() {}

  /** As {@link #encode(double[], int, DType)}, of all of a tensor. */
  static MemorySegment encode(double[] values, DType dtype) {
    return encode(values, 0, dtype);
  }

  /**
   * Values of an element type; of truth values all but 0 are true.
   *
   * @param first the index of the first of them
   * @throws IllegalArgumentException where an integer type cannot hold one
   */
  static MemorySegment encode(double[] values, int first, DType dtype) {
    for (int i = 0; i < values.length && dtype != DType.BOOL; i++) {
      if (!dtype.holds(values[i])) {
        throw new IllegalArgumentException(
            "element " + (first + i) + " of " + dtype + " cannot be " + values[i] + ": it holds " + dtype.range());
      }
    }
    return switch (dtype) {
      case F64 -> MemorySegment.ofArray(values);
      case F32 -> {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
          floats[i] = (float) values[i];
        }
        yield MemorySegment.ofArray(floats);
      }
      case I32 -> {
        int[] ints = new int[values.length];
        for (int i = 0; i < values.length; i++) {
          ints[i] = (int) values[i];
        }
        yield MemorySegment.ofArray(ints);
      }
      case U8, BOOL -> {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
          bytes[i] = dtype == DType.U8 ? (byte) (int) values[i] : values[i] == 0 ? (byte) 0 : 1;
        }
        yield MemorySegment.ofArray(bytes);
      }
    };
  }

  /** Bytes of truth values, all but 0 of which are true, as the one byte that backends know. */
  static MemorySegment truths(MemorySegment bytes) {
    byte[] truths = bytes.toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0; i < truths.length; i++) {
      truths[i] = truths[i] == 0 ? (byte) 0 : 1;
    }
    return MemorySegment.ofArray(truths);
  }

  /** Floats are passed on without a copy where the device computes in them. */
  static MemorySegment encode(float[] values, DType dtype) {
    if (dtype == DType.F32) {
      return MemorySegment.ofArray(values);
    }
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return encode(wide, dtype);
  }

  static double[] decode(MemorySegment bytes, DType dtype) {
    double[] values = new double[Math.toIntExact(bytes.byteSize() / dtype.byteSize())];
    for (int i = 0; i < values.length; i++) {
      values[i] = switch (dtype) {
        case F64 -> bytes.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
        case F32 -> bytes.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
        case I32 -> bytes.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
        case U8 -> bytes.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
        case BOOL -> bytes.get(ValueLayout.JAVA_BYTE, i);
      };
    }
    return values;
  }
}
