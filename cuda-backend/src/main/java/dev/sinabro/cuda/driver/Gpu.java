package dev.sinabro.cuda.driver;

import java.util.Locale;

/**
 * A GPU of this machine.
 *
 * @param index its number for CUDA, from 0
 * @param name such as {@code NVIDIA L4}
 * @param major of the compute capability
 * @param minor of the compute capability
 * @param totalBytes its memory
 * @param multiprocessors how many it has
 */
public record Gpu(int index, String name, int major, int minor, long totalBytes, int multiprocessors) {
  /** The least compute capability that the kernels are made for. */
  public static final String LEAST_CAPABILITY = "7.5";

  /** Whether the kernels run on it. */
  public boolean isSupported() {
    return major > 7 || major == 7 && minor >= 5;
  }

  /** The compute capability, such as {@code 8.9}. */
  public String capability() {
    return major + "." + minor;
  }

  /** Such as {@code NVIDIA L4, compute capability 8.9, 24.0 GB}. */
  public String description() {
    return String.format(Locale.ROOT, "%s, compute capability %s, %.1f GB", name, capability(), totalBytes / 1e9);
  }
}
