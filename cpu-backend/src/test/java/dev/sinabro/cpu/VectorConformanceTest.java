package dev.sinabro.cpu;

import dev.sinabro.backend.Backend;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.vector.VectorMath;
import dev.sinabro.testkit.BackendConformance;

/** The Vector API, on as many threads as there are processors. */
final class VectorConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    OpenBlas.load();
    return new CpuBackend(Runtime.getRuntime().availableProcessors(), new VectorMath());
  }
}
