package dev.sinabro.cuda;

import dev.sinabro.backend.Backend;
import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.testkit.TrainingConformance;

/** Training on the data that lies on the GPU. */
final class CudaTrainingTest extends TrainingConformance {
  @Override
  protected Backend open() {
    return Gpus.open(DeviceOptions.DEFAULT);
  }
}
