package dev.sinabro.graph;

import java.lang.foreign.MemorySegment;

/**
 * A tensor whose values lie somewhere, in the host's memory or in a device's, and can be had a piece at a time. What is
 * larger than the host's free memory passes through it so.
 */
public interface StoredTensor {

  /** Element type and shape. */
  TensorType type();

  /**
   * Copies bytes from {@code offset} on to all of {@code target}: values row-major, little-endian.
   *
   * @param offset in bytes, of an element
   */
  void read(long offset, MemorySegment target);
}
