package dev.sinabro.train;

import dev.sinabro.backend.Backend;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.testkit.TrainingConformance;

class ReferenceTrainingTest extends TrainingConformance {
  @Override
  protected Backend open() {
    return new ReferenceBackend();
  }
}
