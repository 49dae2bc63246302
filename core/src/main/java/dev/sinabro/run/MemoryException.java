package dev.sinabro.run;

import dev.sinabro.graph.SizeException;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A device has not enough free memory; told before the first step. */
public final class MemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final long needed;
  private final long free;
  private final int largestBatch;

  /** An exception that names what is too large. */
  public MemoryException(String what, long needed, long free) {
    this(String.format(Locale.ROOT, "%s need %,d bytes, but only %,d are free on the device", what, needed, free),
        needed, free, 0, null);
  }

  private MemoryException(String message, long needed, long free, int largestBatch,
      @Nullable Throwable cause) {
    super(message, cause);
    this.needed = needed;
    this.free = free;
    this.largestBatch = largestBatch;
  }

  /** A batch of which no device has memory for a tensor. */
  public static MemoryException ofBatch(int rows, int largestBatch, SizeException refused) {
    String first = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    return new MemoryException("a step of " + rows + " rows is too large: " + first, Long.MAX_VALUE, Long.MAX_VALUE,
        0, refused).withLargestBatch(largestBatch);
  }

  /** The same, with what the user can do about it. */
  public MemoryException withRemedy(String remedy) {
    return new MemoryException(getMessage() + "; " + remedy, needed, free, largestBatch, this);
  }

  /** The same, with a batch that will do. */
  public MemoryException withLargestBatch(int rows) {
    return new MemoryException(getMessage() + "; the largest batch that fits is " + rows, needed, free,
        rows, this);
  }

  /** The largest number of rows of a step that there is memory for, where that is the remedy. */
  public OptionalInt largestBatch() {
    return largestBatch == 0 ? OptionalInt.empty() : OptionalInt.of(largestBatch);
  }

  /** Bytes that are needed. */
  public long needed() {
    return needed;
  }

  /** Bytes that are free. */
  public long free() {
    return free;
  }
}
