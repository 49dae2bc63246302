package dev.sinabro.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import org.junit.jupiter.api.Test;

class CudaProviderTest {
  @Test
  void withoutADriverTheReasonAndTheRemedyAreTold() {
    var probe = new CudaProvider("libabsent-driver.so.1").probe();
    assertEquals(new Probe.Unusable("no NVIDIA driver: libabsent-driver.so.1 is not on this machine",
        "use --device cpu: this version does not compute on GPUs yet"), probe);
  }

  /** The C library stands for a driver: it is on each machine that this runs on. */
  @Test
  void withADriverItSaysThatItDoesNotComputeYet() {
    var unusable = assertInstanceOf(Probe.Unusable.class, new CudaProvider("libc.so.6").probe());
    assertEquals("an NVIDIA driver is here, but this version of Sinabro does not compute on GPUs yet",
        unusable.reason());
  }

  @Test
  void openingFailsWithTheReason() {
    var error = assertThrows(DeviceException.class, () -> new CudaProvider("libabsent.so").open(DeviceOptions.DEFAULT));
    assertEquals("device cuda cannot be used: no NVIDIA driver: libabsent.so is not on this machine;"
        + " use --device cpu: this version does not compute on GPUs yet", error.getMessage());
  }
}
