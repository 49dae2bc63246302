package dev.sinabro.train;

import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.optim.Optimizer;
import dev.sinabro.run.Devices;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exclusive or, which no single layer can compute: it is not linearly separable (Minsky and Papert, 1969). */
class XorTest {
  private static final Dataset XOR = Dataset.of(new float[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}, new int[] {0, 1, 1, 0});

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void aSingleLayerFails(long seed) {
    assertTrue(trainedAccuracy(dense(1), seed) <= 0.75);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void twoLayersSucceed(long seed) {
    assertEquals(1.0, trainedAccuracy(Sequential.of(dense(8, TANH), dense(1)), seed));
  }

  private static double trainedAccuracy(Layer layer, long seed) {
    try (var device = Devices.open("reference");
        var trainer = Trainer.builder(layer)
            .loss(Loss.binaryCrossEntropy())
            .optimizer(Optimizer.adam(0.05))
            .seed(seed)
            .on(device)) {
      trainer.fit(XOR, Fit.epochs(300).batch(4));
      return trainer.evaluate(XOR).accuracy();
    }
  }
}
