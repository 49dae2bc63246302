package dev.sinabro.backend;

/**
 * How to open a device.
 *
 * @param index which of the provider's devices, from 0
 * @param threads threads that compute on a CPU; 0 for one for each processor
 */
public record DeviceOptions(int index, int threads) {
  /** The first device, with all processors. */
  public static final DeviceOptions DEFAULT = new DeviceOptions(0, 0);

  /** Checks the ranges. */
  public DeviceOptions {
    if (index < 0 || threads < 0) {
      throw new IllegalArgumentException("device index " + index + " and threads " + threads + " must not be negative");
    }
  }
}
