package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.testkit.BackendConformance;
import dev.sinabro.testkit.Selection;

/** Each step is waited for. All cases run captured; here some, and all whole programs. */
final class CheckedConformanceTest extends BackendConformance {
  @Override
  protected Selection selection() {
    return Selection.SOME;
  }

  @Override
  protected Backend open() {
    return Gpus.open(DeviceOptions.DEFAULT.withChecks());
  }
}
