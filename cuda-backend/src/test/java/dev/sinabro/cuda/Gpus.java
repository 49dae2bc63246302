package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.BackendInfo;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.cuda.driver.Context;
import dev.sinabro.cuda.driver.Cuda;
import dev.sinabro.cuda.standin.StandIn;

/** The GPU of the tests: the test double, or with {@code -Drequire.cuda=true} a real one. */
final class Gpus {
  private Gpus() {}

  /** Skips the test, or fails it, where neither is there. */
  static void require() {
    if (!Boolean.getBoolean("require.cuda")) {
      StandIn.require();
    }
  }

  static Backend open(DeviceOptions options) {
    require();
    return new CudaProvider().open(options);
  }

  /** A backend that does all work by the general way: each piece has a launch of its own and groups are decoded. */
  static Backend general(DeviceOptions options) {
    require();
    Context context = Cuda.load().open(options.index());
    return new CudaBackend(context, options, false, new BackendInfo.Phase("driver", 0));
  }
}
