package dev.sinabro.cpu.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads and writes at absolute addresses.
 *
 * <p>One segment that spans the address space keeps every kernel monomorphic and without a base object. Addresses come
 * from a checked program over live buffers; nothing here checks them again.
 */
public final class Memory {
  /** The address space; offsets are addresses. */
  @SuppressWarnings("restricted")
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private Memory() {}

  /** The float at an address that is a multiple of 4. */
  public static float getFloat(long address) {
    return ALL.get(ValueLayout.JAVA_FLOAT, address);
  }

  /** Stores a float at an address that is a multiple of 4. */
  public static void setFloat(long address, float value) {
    ALL.set(ValueLayout.JAVA_FLOAT, address, value);
  }

  /** The int at an address that is a multiple of 4. */
  public static int getInt(long address) {
    return ALL.get(ValueLayout.JAVA_INT, address);
  }

  /** Stores an int at an address that is a multiple of 4. */
  public static void setInt(long address, int value) {
    ALL.set(ValueLayout.JAVA_INT, address, value);
  }

  /** The byte at an address. */
  public static byte getByte(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address);
  }

  /** Stores a byte at an address. */
  public static void setByte(long address, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, value);
  }

  /** Copies bytes between places that do not overlap. */
  public static void copy(long from, long to, long bytes) {
    MemorySegment.copy(ALL, from, ALL, to, bytes);
  }

  /** Stores a float in {@code count} places. */
  public static void fill(long address, float value, int count) {
    for (int i = 0; i < count; i++) {
      setFloat(address + 4L * i, value);
    }
  }

  /** Sets bytes to 0. */
  public static void clear(long address, long bytes) {
    ALL.asSlice(address, bytes).fill((byte) 0);
  }
}
