package dev.sinabro.data;

import dev.sinabro.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The type of the elements of an array of NumPy.
 *
 * @param element what one is
 * @param order of its bytes
 */
record NpyType(Element element, ByteOrder order) {

  private enum Element {
    B1(1, DType.BOOL), U1(1, DType.U8), I1(1, DType.I32), U2(2, DType.I32), I2(2, DType.I32), U4(4, DType.I32), I4(4,
        DType.I32),
    U8(8, DType.I32), I8(8, DType.I32), F2(2, DType.F32), F4(4, DType.F32), F8(8, DType.F64);

    private final int size;
    private final DType becomes;

    Element(int size, DType becomes) {
      this.size = size;
      this.becomes = becomes;
    }
  }

  /** The type of a description such as {@code <f4}; empty where it is none that can be read. */
  static Optional<NpyType> of(String description) {
    if (description.length() < 2) {
      return Optional.empty();
    }
    char order = description.charAt(0);
    String name = description.substring("<>|=".indexOf(order) < 0 ? 0 : 1).toUpperCase(java.util.Locale.ROOT);
    boolean lower = description.chars().noneMatch(Character::isUpperCase);
    return Arrays.stream(Element.values()).filter(element -> lower && element.name().equals(name)).findFirst()
        .filter(element -> order != '|' || element.size == 1)
        .map(element -> new NpyType(element, order == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
  }

  /** Bytes of an element. */
  int size() {
    return element.size;
  }

  /** What its elements become. */
  DType becomes() {
    return element.becomes;
  }

  /** Whether they are stored as what they become. */
  boolean isAsStored() {
    return switch (element) {
      case B1, U1 -> true;
      case I4, F4, F8 -> order == ByteOrder.LITTLE_ENDIAN;
      case I1, U2, I2, U4, U8, I8, F2 -> false;
    };
  }

  /** Writes element {@code from} as element {@code to} of what it becomes; whether it fits. */
  boolean convert(MemorySegment stored, long from, MemorySegment into, long to) {
    return switch (becomes()) {
      case BOOL, U8 -> {
        into.set(ValueLayout.JAVA_BYTE, to, stored.get(ValueLayout.JAVA_BYTE, from));
        yield true;
      }
      case F32 -> {
        into.set(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(Npy.ORDER), to * Float.BYTES, element == Element.F2
            ? Float.float16ToFloat((short) integer(stored, from))
            : Float.intBitsToFloat((int) integer(stored, from)));
        yield true;
      }
      case F64 -> {
        into.set(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(Npy.ORDER), to * Long.BYTES, integer(stored, from));
        yield true;
      }
      case I32 -> {
        long value = integer(stored, from);
        into.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(Npy.ORDER), to * Integer.BYTES, (int) value);
        yield value == (int) value;
      }
    };
  }

  /** An integer as it is written. */
  String text(MemorySegment stored, long index) {
    long value = integer(stored, index);
    return element == Element.U8 ? Long.toUnsignedString(value) : Long.toString(value);
  }

  /** The bits of a float, or the value of an integer; of the largest unsigned ones it is negative, but none of 32 bits. */
  private long integer(MemorySegment stored, long index) {
    long at = index * size();
    return switch (element) {
      case B1, U1 -> Byte.toUnsignedLong(stored.get(ValueLayout.JAVA_BYTE, at));
      case I1 -> stored.get(ValueLayout.JAVA_BYTE, at);
      case I2 -> stored.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), at);
      case U2, F2 -> Short.toUnsignedLong(stored.get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), at));
      case I4 -> stored.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), at);
      case U4, F4 -> Integer.toUnsignedLong(stored.get(ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), at));
      case I8, F8 -> stored.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), at);
      case U8 -> {
        long value = stored.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), at);
        // Beyond the signed range the bits would be those of a small negative number.
        yield value < 0 ? Long.MIN_VALUE : value;
      }
    };
  }
}
