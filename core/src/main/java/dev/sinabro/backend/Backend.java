package dev.sinabro.backend;

import dev.sinabro.compile.Program;
import dev.sinabro.compile.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An opened device. Used by one thread at a time; closing it twice is harmless. */
public interface Backend extends AutoCloseable {

  /** What it is. */
  BackendInfo info();

  /**
   * Whether it executes a step; core splits a group that is refused into its operations, and what
   * is refused as the epilogue of a product is a group behind it.
   */
  boolean supports(Step step);

  /**
   * Device memory of {@code bytes}, aligned to {@link dev.sinabro.compile.Slot#ALIGNMENT}; its content is undefined.
   *
   * @throws DeviceException where there is not enough
   */
  Buffer allocate(long bytes);

  /**
   * Host memory from which transfers are fastest: pinned where that exists. Its content is undefined.
   *
   * @param arena frees it when it is closed, which must be before the backend is
   * @throws DeviceException where there is not enough
   */
  MemorySegment staging(long bytes, Arena arena);

  /** Prepares a program, of which each step is supported, for execution. */
  Executable compile(Program program);

  /** Frees the device. Buffers and executables must not be used afterwards. */
  @Override
  void close();
}
