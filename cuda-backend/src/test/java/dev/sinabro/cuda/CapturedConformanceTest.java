package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.testkit.BackendConformance;

/** A program's first run is uncaptured, the second is captured: the suite compares their bits. */
final class CapturedConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return Gpus.open(DeviceOptions.DEFAULT);
  }
}
