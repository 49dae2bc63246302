package dev.sinabro.reference;

import dev.sinabro.backend.Backend;
import dev.sinabro.testkit.BackendConformance;

/** The reference in float64 is compared with itself here: this shows that programs run, repeat and stay in their memory. */
final class ReferenceConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return new ReferenceBackend();
  }
}
