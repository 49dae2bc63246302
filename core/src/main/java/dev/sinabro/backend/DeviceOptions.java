package dev.sinabro.backend;

/**
 * How to open a device.
 *
 * @param index which of the provider's devices, from 0
 * @param threads threads that compute on a CPU; 0 for one for each processor
 * @param precision the least precise way in which the factors of matrix products may be taken
 * @param capture whether a GPU replays a program as one graph, rather than being given each kernel again
 * @param checked whether each step is waited for, so that a failure is told with the step that it is of; slow
 */
public record DeviceOptions(int index, int threads, MatmulPrecision precision, boolean capture, boolean checked) {
  /** The first device, with all processors and full precision. */
  public static final DeviceOptions DEFAULT = new DeviceOptions(0, 0, MatmulPrecision.FP32, true, false);

  /** Checks the ranges. */
  public DeviceOptions {
    if (index < 0 || threads < 0) {
      throw new IllegalArgumentException("device index " + index + " and threads " + threads + " must not be negative");
    }
  }

  /** The same for another of the provider's devices. */
  public DeviceOptions withIndex(int other) {
    return new DeviceOptions(other, threads, precision, capture, checked);
  }

  /** The same with another number of threads. */
  public DeviceOptions withThreads(int other) {
    return new DeviceOptions(index, other, precision, capture, checked);
  }

  /** The same with another precision. */
  public DeviceOptions withPrecision(MatmulPrecision other) {
    return new DeviceOptions(index, threads, other, capture, checked);
  }

  /** The same, where each kernel is given to the GPU again at each run. */
  public DeviceOptions withoutCapture() {
    return new DeviceOptions(index, threads, precision, false, checked);
  }

  /** The same, where each step is waited for. */
  public DeviceOptions withChecks() {
    return new DeviceOptions(index, threads, precision, capture, true);
  }
}
