package dev.sinabro.backend;

/** A copy to a device that was started. */
@FunctionalInterface
public interface Upload {
  /** One that is done. */
  Upload DONE = () -> {};

  /**
   * Waits until the source was read: before, it must neither change nor be freed. Waits for no run that was started
   * after the copy, and once it returned, a further call returns at once.
   */
  void await();
}
