package dev.sinabro.cuda.kernel;

import dev.sinabro.compile.View;
import java.util.function.ToLongFunction;

/**
 * A run of device memory that a job reads or writes.
 *
 * @param from the first byte
 * @param to the byte behind the last
 */
record Bytes(long from, long to) {
  static Bytes of(View slot, ToLongFunction<View> address) {
    long from = address.applyAsLong(slot);
    return new Bytes(from, from + slot.byteSize());
  }

  boolean overlaps(Bytes other) {
    return from < other.to && other.from < to;
  }
}
