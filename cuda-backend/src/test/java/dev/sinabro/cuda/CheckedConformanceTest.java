package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.testkit.BackendConformance;

/** Each step is waited for. */
final class CheckedConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return Gpus.open(DeviceOptions.DEFAULT.withChecks());
  }
}
