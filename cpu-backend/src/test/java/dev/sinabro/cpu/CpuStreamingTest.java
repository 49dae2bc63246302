package dev.sinabro.cpu;

import dev.sinabro.backend.Backend;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.vector.VectorMath;
import dev.sinabro.testkit.StreamingConformance;

/** Streaming to the Vector API, on two threads. */
final class CpuStreamingTest extends StreamingConformance {
  @Override
  protected Backend open() {
    OpenBlas.load();
    return new CpuBackend(2, new VectorMath());
  }
}
