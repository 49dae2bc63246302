package dev.sinabro.cuda.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes the fields of a kernel's struct, in their order. The structs hold their padding as fields, so nothing is
 * aligned here.
 */
final class StructWriter {
  private final ByteBuffer bytes;

  StructWriter(int size) {
    bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** An address or a number of 64 bits. */
  StructWriter wide(long value) {
    bytes.putLong(value);
    return this;
  }

  /** Numbers of 32 bits. */
  StructWriter whole(int... values) {
    for (int value : values) {
      bytes.putInt(value);
    }
    return this;
  }

  /** An array of {@code length} numbers of 32 bits, of which the first are given. */
  StructWriter array(int length, int[] values) {
    whole(values);
    for (int i = values.length; i < length; i++) {
      bytes.putInt(0);
    }
    return this;
  }

  /** Numbers of 8 bits. */
  StructWriter small(int... values) {
    for (int value : values) {
      bytes.put((byte) value);
    }
    return this;
  }

  /** A struct within this one. */
  StructWriter struct(byte[] inner) {
    bytes.put(inner);
    return this;
  }

  /** The struct, of which each byte was written. */
  byte[] done() {
    if (bytes.hasRemaining()) {
      throw new IllegalStateException(bytes.remaining() + " bytes of a struct of " + bytes.capacity() + " are missing");
    }
    return bytes.array();
  }
}
