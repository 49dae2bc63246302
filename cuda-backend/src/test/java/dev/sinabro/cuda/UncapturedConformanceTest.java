package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.testkit.BackendConformance;

/** Each run is given to the stream call by call, and all work is done by the general way. */
final class UncapturedConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return Gpus.general(DeviceOptions.DEFAULT.withoutCapture());
  }
}
