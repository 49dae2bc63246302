package dev.sinabro.run;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;

/**
 * An opened device. Closing it frees everything that still lives on it.
 *
 * @param backend the device
 * @param choice why it was taken, in one line; empty where the user named it
 */
public record Device(Backend backend, String choice) implements AutoCloseable {

  /** What it is. */
  public BackendInfo info() {
    return backend.info();
  }

  @Override
  public void close() {
    backend.close();
  }

  /** For example {@code cpu, 2 threads, AVX-512}. */
  @Override
  public String toString() {
    return info().name() + ", " + info().description() + (choice.isEmpty() ? "" : " (" + choice + ")");
  }
}
