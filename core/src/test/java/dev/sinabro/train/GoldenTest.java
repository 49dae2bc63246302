package dev.sinabro.train;

import dev.sinabro.run.Devices;
import dev.sinabro.testkit.GoldenMlp;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class GoldenTest {
  @Test
  void theReferenceBackendAgreesWithPyTorch() throws IOException {
    try (var device = Devices.open("reference")) {
      GoldenMlp.check(device);
    }
  }
}
