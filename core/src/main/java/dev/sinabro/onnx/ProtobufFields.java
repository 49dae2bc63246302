package dev.sinabro.onnx;

import dev.sinabro.io.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a message of Protocol Buffers, one after the other. Nothing is copied but texts, so that a small file never
 * takes more memory than a few times its size.
 */
final class ProtobufFields {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private long at;
  private int field;
  private int written;
  private long number;
  private MemorySegment value = MemorySegment.NULL;

  ProtobufFields(MemorySegment bytes) {
    this.bytes = bytes;
  }

  /** Goes to the next field; false where there is none. */
  boolean next() throws FormatException {
    if (at == bytes.byteSize()) {
      return false;
    }
    long key = varint();
    field = (int) (key >>> 3);
    written = (int) (key & 7);
    switch (written) {
      case 0 -> number = varint();
      case 1 -> number = take(Long.BYTES).get(LONG, 0);
      case 2 -> value = take(varint());
      case 5 -> number = take(Integer.BYTES).get(INT, 0);
      default -> throw new FormatException("a field is written in way " + written + ", which is not known");
    }
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** A whole number. */
  long integer() throws FormatException {
    require(0);
    return number;
  }

  /** A real number of 32 bits. */
  float float32() throws FormatException {
    require(5);
    return Float.intBitsToFloat((int) number);
  }

  /** A text, a message, bytes, or numbers one after the other. */
  MemorySegment bytes() throws FormatException {
    require(2);
    return value;
  }

  String text() throws FormatException {
    return new String(bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  ProtobufFields message() throws FormatException {
    return new ProtobufFields(bytes());
  }

  /** Whether numbers are one after the other, and not each in a field of its own. */
  boolean isPacked() {
    return written == 2;
  }

  /** A whole number of those that are one after the other. */
  boolean hasMore() {
    return at < bytes.byteSize();
  }

  long varint() throws FormatException {
    long result = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = take(1).get(ValueLayout.JAVA_BYTE, 0);
      result |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return result;
      }
    }
    throw new FormatException("a number has more than ten bytes");
  }

  private void require(int wanted) throws FormatException {
    if (written != wanted) {
      throw new FormatException("field " + field + " is written in way " + written + ", not " + wanted);
    }
  }

  private MemorySegment take(long count) throws FormatException {
    if (count < 0 || count > bytes.byteSize() - at) {
      throw new FormatException("it ends within a field; the file is cut off");
    }
    MemorySegment taken = bytes.asSlice(at, count);
    at += count;
    return taken;
  }
}
