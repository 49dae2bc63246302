package dev.sinabro.backend;

import java.util.List;

/**
 * How long each step of a program took, in the order of its steps.
 *
 * @param nanoseconds one for each step
 */
public record Profile(List<Long> nanoseconds) {
  /** Keeps a copy. */
  public Profile {
    nanoseconds = List.copyOf(nanoseconds);
  }
}
