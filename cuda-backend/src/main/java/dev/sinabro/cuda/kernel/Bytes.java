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
  /** From the first element of a view in memory to the last, with what is between them. */
  static Bytes of(View view, ToLongFunction<View> address) {
    long start = address.applyAsLong(view) - view.offset();
    return new Bytes(start + view.from(), start + view.to());
  }

  /** So many bytes from an address on. */
  static Bytes after(long from, long count) {
    return new Bytes(from, from + count);
  }

  /** Part {@code index} of {@code count} equal ones. */
  Bytes part(int index, int count) {
    return part(index, index + 1, count);
  }

  /** Parts {@code first} (inclusive) to {@code end} (exclusive) of {@code count} equal ones. */
  Bytes part(int first, int end, int count) {
    long each = (to - from) / count;
    return new Bytes(from + first * each, from + end * each);
  }

  boolean overlaps(Bytes other) {
    return from < other.to && other.from < to;
  }
}
