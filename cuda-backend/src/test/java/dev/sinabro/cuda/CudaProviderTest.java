package dev.sinabro.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.backend.DeviceException;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.backend.Probe;
import dev.sinabro.cuda.driver.Libraries;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaProviderTest {
  @TempDir
  private Path cache = Path.of("");

  @Test
  void withoutADriverTheReasonAndTheRemedyAreTold() {
    var probe = new CudaProvider(absent()).probe();
    assertEquals(new Probe.Unusable("no NVIDIA driver: libabsent.so.1 is not on this machine",
        "install the NVIDIA driver, or use --device cpu; in a container, start it with --gpus all"), probe);
  }

  @Test
  void openingFailsWithTheReason() {
    var error = assertThrows(DeviceException.class, () -> new CudaProvider(absent()).open(DeviceOptions.DEFAULT));
    assertEquals("device cuda cannot be used: no NVIDIA driver: libabsent.so.1 is not on this machine;"
        + " install the NVIDIA driver, or use --device cpu; in a container, start it with --gpus all",
        error.getMessage());
  }

  private Libraries absent() {
    return new Libraries("libabsent.so.1", "libabsent.so.12", Optional.empty(), cache);
  }
}
