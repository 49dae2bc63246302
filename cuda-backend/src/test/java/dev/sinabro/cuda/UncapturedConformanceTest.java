package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.testkit.BackendConformance;
import dev.sinabro.testkit.Selection;

/**
 * Each run is given to the stream call by call, and all work is done by the general way. All cases run captured, of which
 * the first run is call by call too; here some, and all whole programs.
 */
final class UncapturedConformanceTest extends BackendConformance {
  @Override
  protected Selection selection() {
    return Selection.SOME;
  }

  @Override
  protected Backend open() {
    return Gpus.general(DeviceOptions.DEFAULT.withoutCapture());
  }
}
