package dev.sinabro.compile;

import dev.sinabro.graph.TensorType;

/**
 * Where a tensor lives while a program runs: contiguous, row-major.
 *
 * @param region the block
 * @param offset bytes from the start of the block; a multiple of {@link #ALIGNMENT}
 * @param type element type and shape; reals are F64 in programs for the reference backend
 */
public record Slot(Region region, long offset, TensorType type) {
  /** Each slot, and each block, begins at a multiple of this many bytes. */
  public static final int ALIGNMENT = 64;

  /** Bytes of all elements. */
  public long byteSize() {
    return type.byteSize();
  }

  /** The end of the slot, rounded up to where the next can begin. */
  public long end() {
    return offset + aligned(byteSize());
  }

  /** A size rounded up to a multiple of {@link #ALIGNMENT}. */
  public static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** For example {@code arena+4096 f32[64, 10]}. */
  @Override
  public String toString() {
    return region.name().toLowerCase(java.util.Locale.ROOT) + "+" + offset + " " + type;
  }
}
