package dev.sinabro.cpu;

import dev.sinabro.backend.Backend;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.vector.VectorMath;
import dev.sinabro.testkit.TrainingConformance;

/** Training on the Vector API, on two threads. */
final class CpuTrainingTest extends TrainingConformance {
  @Override
  protected Backend open() {
    OpenBlas.load();
    return new CpuBackend(2, new VectorMath());
  }
}
