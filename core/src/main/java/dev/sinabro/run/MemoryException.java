package dev.sinabro.run;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A device has not enough free memory; told before the first step. */
public final class MemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final long needed;
  private final long free;

  /** An exception that names what is too large. */
  public MemoryException(String what, long needed, long free) {
    this(String.format(Locale.ROOT, "%s need %,d bytes, but only %,d are free on the device", what, needed, free),
        needed,
        free, null);
  }

  private MemoryException(String message, long needed, long free, @Nullable Throwable cause) {
    super(message, cause);
    this.needed = needed;
    this.free = free;
  }

  /** The same, with what the user can do about it. */
  public MemoryException withRemedy(String remedy) {
    return new MemoryException(getMessage() + "; " + remedy, needed, free, this);
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
