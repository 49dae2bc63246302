package dev.sinabro.backend;

import dev.sinabro.graph.DType;
import java.util.List;

/**
 * What an opened device is.
 *
 * @param name the provider's name, such as {@code cpu}
 * @param description a short text for people, such as {@code 2 threads, AVX-512}
 * @param floatType the type that its programs' reals have: F32, or F64 for the reference backend
 * @param freeBytes memory that programs can use; {@link Long#MAX_VALUE} where unknown
 * @param startUp what took time until it was open, in order
 */
public record BackendInfo(String name, String description, DType floatType, long freeBytes, List<Phase> startUp) {
  /** Keeps a copy of the list. */
  public BackendInfo {
    startUp = List.copyOf(startUp);
  }

  /** A device that is open at once. */
  public BackendInfo(String name, String description, DType floatType, long freeBytes) {
    this(name, description, floatType, freeBytes, List.of());
  }

  /**
   * A part of the start-up.
   *
   * @param name such as {@code driver}
   * @param seconds that it took
   */
  public record Phase(String name, double seconds) {}
}
