package dev.sinabro.train;

import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.dropout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.DType;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.testkit.WatchedBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two devices that compute the same agree; where one does not, the first layer that shows it is named. */
class StepComparisonTest {
  private final Device reference = new Device(new ReferenceBackend(), "");
  private final Device single = new Device(new WatchedBackend(new ReferenceBackend(), DType.F32), "");

  @AfterEach
  void close() {
    single.close();
    reference.close();
  }

  private static Dataset data() {
    Random random = new Random(3);
    float[][] features = new float[60][5];
    int[] labels = new int[60];
    for (int row = 0; row < 60; row++) {
      for (int i = 0; i < 5; i++) {
        features[row][i] = (float) random.nextGaussian();
      }
      labels[row] = random.nextInt(3);
    }
    return Dataset.of(features, labels, 3);
  }

  private static TrainerBuilder trainer(Layer amid) {
    return Trainer.builder(Sequential.of(dense(8, RELU), batchNorm(), dropout(0.3), amid, dense(3)))
        .optimizer(Optimizer.adam(0.01)).seed(5);
  }

  private StepComparison compared(Supplier<TrainerBuilder> trainers) {
    return StepComparison.of(trainers, single, reference, data(), Fit.epochs(9).batch(16).accumulate(2), 5);
  }

  @Test
  void devicesThatComputeTheSameAgree() {
    StepComparison same = compared(() -> trainer((x, _) -> x.mul(2)));
    assertEquals(5, same.steps());
    assertEquals(Optional.empty(), same.first());
    assertTrue(same.largest() < 1e-5, same.toString());
  }

  /** Trainers are begun for the names, then for the device that is tested, then for the one that is trusted. */
  private static Supplier<TrainerBuilder> faulty(double factor) {
    List<TrainerBuilder> begun = new ArrayList<>();
    return () -> {
      double by = begun.size() == 1 ? 2 * factor : 2;
      begun.add(trainer((x, _) -> x.mul(by)));
      return begun.getLast();
    };
  }

  @Test
  void theFirstLayerThatDiffersIsNamed() {
    String fault = compared(faulty(1.001)).first().orElseThrow();
    assertTrue(fault.startsWith("4 in step 1 differs by 0.0010 of its size"), fault);
    assertEquals(1, compared(faulty(1.001)).steps(), "it ends there");
    assertTrue(compared(faulty(1 + 2e-5)).first().isPresent());
    assertEquals(Optional.empty(), compared(faulty(1 + 2e-6)).first());
  }
}
