package dev.sinabro.cuda.driver;

import dev.sinabro.backend.DeviceException;
import jcuda.driver.CUresult;
import jcuda.jcublas.cublasStatus;

/** The one place where a status of CUDA becomes an exception. */
final class Status {
  static final int OUT_OF_MEMORY = 2;
  static final int NO_DEVICE = 100;

  /** After a kernel fault, of which a product that fails as it runs is one. */
  private static final String LOST =
      "CUDA works no more in this process: start a new one, with --no-capture --debug 2 to"
          + " learn which step it was";

  private Status() {}

  /**
   * Does nothing where {@code status} is 0.
   *
   * @param what was being done, such as {@code making a stream}
   */
  static void check(int status, String what) {
    if (status != 0) {
      throw failure(status, what);
    }
  }

  /** As {@link #check(int, String)}, with the thing that it was done to: only a failure makes a text of it. */
  static void check(int status, String what, Object thing) {
    if (status != 0) {
      throw failure(status, what + " " + thing);
    }
  }

  /** As {@link #check(int, String)}, for cuBLAS, which has numbers of its own. */
  static void checkCublas(int status, String what) {
    if (status != 0) {
      String name = cublasStatus.stringFor(status);
      throw new DeviceException("cuBLAS failed while " + what + ": " + name + " (" + status + "); "
          + cublasRemedy(status));
    }
  }

  static DeviceException failure(int status, String what) {
    return new DeviceException("CUDA failed while " + what + ": " + name(status) + "; " + remedy(status));
  }

  /** CUDA's name and number, such as {@code CUDA_ERROR_NO_DEVICE (100)}. */
  static String name(int status) {
    // The one number here that is of CUDA's runtime, not of its driver.
    String name = status == 35 ? "cudaErrorInsufficientDriver" : CUresult.stringFor(status);
    return name + " (" + status + ")";
  }

  /** What mends it, as far as that is known. */
  static String remedy(int status) {
    return switch (status) {
      case OUT_OF_MEMORY -> "use a smaller batch, or end other programs that use the GPU (nvidia-smi lists them)";
      case 34 -> "take the folder of CUDA's stubs out of LD_LIBRARY_PATH: the driver's own libcuda.so.1 must be found";
      case 35, 803, 804 -> "update the NVIDIA driver, and restart the machine if it was updated just now";
      case 46 -> "end the program that has the GPU for itself (nvidia-smi lists it)";
      case NO_DEVICE -> "check with nvidia-smi that the GPU is seen; in a container, start it with --gpus all";
      case 209, 218, 222 -> "update the NVIDIA driver: this one is too old for the kernels";
      case 221 -> "install the whole NVIDIA driver; in a container, set NVIDIA_DRIVER_CAPABILITIES=compute,utility";
      case 223 -> "unset CUDA_DISABLE_PTX_JIT";
      // Of these CUDA's manual says that the process must be terminated and relaunched.
      case 700, 702, 710, 714, 715, 716, 717, 718, 719 -> LOST;
      case 802 -> "start the service nvidia-fabricmanager and try again";
      case 999 -> "restart the machine, or reload the kernel module nvidia_uvm";
      default -> "see dmesg for what the driver says, and try --device cpu";
    };
  }

  private static String cublasRemedy(int status) {
    return switch (status) {
      case 1, 3 -> "use a smaller batch, or end other programs that use the GPU (nvidia-smi lists them)";
      case 8, 15 -> "try --matmul-precision fp32";
      case 13 -> LOST;
      case 14 -> "run again with --no-capture --debug 2 to learn which step it was";
      default -> "try --device cpu";
    };
  }
}
