package dev.sinabro.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.data.Dataset;
import dev.sinabro.nn.Activation;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Layers;
import dev.sinabro.nn.Sequential;
import dev.sinabro.run.Devices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No pass may recurse over nodes: it would overflow the stack on a deep network. */
class DeepChainTest {
  private static final int LAYERS = 2_000;

  @Test
  void aChainOfTwoThousandDenseLayersTrainsAStep() {
    List<Layer> layers = new ArrayList<>();
    for (int layer = 1; layer < LAYERS; layer++) {
      layers.add(Layers.dense(3, Activation.TANH));
    }
    layers.add(Layers.dense(2));
    Dataset data = Dataset.of(new float[][] {{1, 2}, {3, 4}}, new int[] {0, 1});
    assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
      try (var device = Devices.open("reference");
          var trainer = Trainer.builder(new Sequential(layers)).on(device)) {
        trainer.fit(data, Fit.epochs(1).batch(2));
        assertEquals(2 * LAYERS, trainer.model().parameters().size());
        assertTrue(Double.isFinite(trainer.evaluate(data).loss()));
      }
    });
  }
}
