package dev.sinabro.io;

import dev.sinabro.graph.TensorType;
import java.lang.foreign.MemorySegment;

/**
 * A tensor as a file holds it.
 *
 * @param type element type and shape
 * @param bytes its values, row-major, little-endian
 */
public record StoredTensor(TensorType type, MemorySegment bytes) {
  /** Checks the size. */
  public StoredTensor {
    if (bytes.byteSize() != type.byteSize()) {
      throw new IllegalArgumentException(type + " has " + type.byteSize() + " bytes, not " + bytes.byteSize());
    }
  }
}
