package dev.sinabro.train;

import dev.sinabro.backend.Backend;
import dev.sinabro.graph.DType;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.testkit.StreamingConformance;
import dev.sinabro.testkit.WatchedBackend;

/** Rows are sent as they are, where they need not be widened. */
class Float32StreamingTest extends StreamingConformance {
  @Override
  protected Backend open() {
    return new WatchedBackend(new ReferenceBackend(), DType.F32);
  }
}
