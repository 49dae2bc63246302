package dev.sinabro.train;

import dev.sinabro.backend.Backend;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.testkit.StreamingConformance;

class ReferenceStreamingTest extends StreamingConformance {
  @Override
  protected Backend open() {
    return new ReferenceBackend();
  }
}
