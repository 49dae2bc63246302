package dev.sinabro.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.backend.DeviceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The name, the number and the remedy of statuses; JCuda's tables of names need no native library. */
class StatusTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      2   | CUDA_ERROR_OUT_OF_MEMORY           | a smaller batch
      34  | CUDA_ERROR_STUB_LIBRARY            | stubs out of LD_LIBRARY_PATH
      35  | cudaErrorInsufficientDriver        | update the NVIDIA driver
      46  | CUDA_ERROR_DEVICE_UNAVAILABLE      | has the GPU for itself
      100 | CUDA_ERROR_NO_DEVICE               | --gpus all
      209 | CUDA_ERROR_NO_BINARY_FOR_GPU       | too old for the kernels
      218 | CUDA_ERROR_INVALID_PTX             | too old for the kernels
      221 | CUDA_ERROR_JIT_COMPILER_NOT_FOUND  | NVIDIA_DRIVER_CAPABILITIES
      222 | CUDA_ERROR_UNSUPPORTED_PTX_VERSION | too old for the kernels
      223 | CUDA_ERROR_JIT_COMPILATION_DISABLED | unset CUDA_DISABLE_PTX_JIT
      700 | CUDA_ERROR_ILLEGAL_ADDRESS         | --no-capture --debug 2
      700 | CUDA_ERROR_ILLEGAL_ADDRESS         | start a new one
      702 | CUDA_ERROR_LAUNCH_TIMEOUT          | start a new one
      710 | CUDA_ERROR_ASSERT                  | start a new one
      714 | CUDA_ERROR_HARDWARE_STACK_ERROR    | start a new one
      715 | CUDA_ERROR_ILLEGAL_INSTRUCTION     | start a new one
      716 | CUDA_ERROR_MISALIGNED_ADDRESS      | start a new one
      717 | CUDA_ERROR_INVALID_ADDRESS_SPACE   | start a new one
      718 | CUDA_ERROR_INVALID_PC              | start a new one
      719 | CUDA_ERROR_LAUNCH_FAILED           | start a new one
      802 | CUDA_ERROR_SYSTEM_NOT_READY        | nvidia-fabricmanager
      803 | CUDA_ERROR_SYSTEM_DRIVER_MISMATCH  | update the NVIDIA driver
      999 | CUDA_ERROR_UNKNOWN                 | reload the kernel module
      304 | CUDA_ERROR_OPERATING_SYSTEM        | --device cpu
      """)
  void driver(int status, String name, String remedy) {
    assertTold(assertThrows(DeviceException.class, () -> Status.check(status, "adding", "this")),
        "CUDA failed while adding this: " + name + " (" + status + "); ", remedy);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      1  | CUBLAS_STATUS_NOT_INITIALIZED  | a smaller batch
      3  | CUBLAS_STATUS_ALLOC_FAILED     | a smaller batch
      13 | CUBLAS_STATUS_EXECUTION_FAILED | start a new one
      14 | CUBLAS_STATUS_INTERNAL_ERROR   | --no-capture --debug 2
      15 | CUBLAS_STATUS_NOT_SUPPORTED    | --matmul-precision fp32
      7  | CUBLAS_STATUS_INVALID_VALUE    | --device cpu
      """)
  void cublas(int status, String name, String remedy) {
    assertTold(assertThrows(DeviceException.class, () -> Status.checkCublas(status, "adding")),
        "cuBLAS failed while adding: " + name + " (" + status + "); ", remedy);
  }

  private static void assertTold(DeviceException error, String beginning, String remedy) {
    String message = String.valueOf(error.getMessage());
    assertEquals(beginning, message.substring(0, Math.min(message.length(), beginning.length())));
    assertTrue(message.substring(beginning.length()).contains(remedy), message);
  }

  @Test
  void successIsSilent() {
    assertDoesNotThrow(() -> Status.check(0, "adding"));
    assertDoesNotThrow(() -> Status.checkCublas(0, "adding"));
  }
}
