package dev.sinabro.cpu;

import dev.sinabro.backend.Backend;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.scalar.ScalarMath;
import dev.sinabro.testkit.BackendConformance;

/** The plain loops, on three threads: more than one whatever the machine. */
final class ScalarConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    OpenBlas.load();
    return new CpuBackend(3, new ScalarMath());
  }
}
