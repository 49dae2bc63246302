package dev.sinabro.backend;

import java.lang.foreign.MemorySegment;

/** A block of device memory. Closing it twice is harmless. */
public interface Buffer extends AutoCloseable {

  /** Its size. */
  long byteSize();

  /** Copies all of {@code source} to {@code offset}; done on return. Ordered after runs that were started before. */
  void upload(long offset, MemorySegment source);

  /**
   * Starts to copy all of {@code source}, which comes from {@link Backend#staging}, to {@code offset}; may return before
   * it is done. Runs that were started before see what was there, runs that are started after see what is sent.
   *
   * @return tells when {@code source} may change again
   */
  Upload uploadAsync(long offset, MemorySegment source);

  /** Copies from {@code offset} on to all of {@code target}; done on return. Ordered after runs started before. */
  void download(long offset, MemorySegment target);

  /** Frees the memory. */
  @Override
  void close();
}
