package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.testkit.StreamingConformance;

/** Training on data that does not fit on the GPU. */
final class CudaStreamingTest extends StreamingConformance {
  @Override
  protected Backend open() {
    return Gpus.open(DeviceOptions.DEFAULT);
  }
}
