package dev.sinabro.train;

import dev.sinabro.backend.Backend;
import dev.sinabro.graph.DType;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.testkit.TrainingConformance;
import dev.sinabro.testkit.WatchedBackend;

/** The tolerances hold where each result is rounded to float32, as other backends do. */
class Float32TrainingTest extends TrainingConformance {
  @Override
  protected Backend open() {
    return new WatchedBackend(new ReferenceBackend(), DType.F32);
  }
}
