package dev.sinabro.train;

import static dev.sinabro.nn.Activation.TANH;
import static dev.sinabro.nn.Layers.batchNorm;
import static dev.sinabro.nn.Layers.dense;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.data.Dataset;
import dev.sinabro.graph.Shape;
import dev.sinabro.loss.Loss;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Residual;
import dev.sinabro.nn.Sequential;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntermediatesTest {
  private final Device device = new Device(new ReferenceBackend(), "");

  @AfterEach
  void close() {
    device.close();
  }

  private static Dataset rows(int count) {
    return Dataset.of(IntStream.range(0, count).mapToObj(row -> new float[] {row / 100f, 1 - row / 100f})
        .toArray(float[][]::new), new float[count]);
  }

  private Trainer trainer(Layer model) {
    return Trainer.builder(model).loss(Loss.mse()).on(device);
  }

  @Test
  void eachLayerIsToldForMoreRowsThanAreTakenAtATime() {
    Dataset data = rows(Trainer.INFERENCE_BATCH + 3);
    try (Trainer trainer = trainer(Sequential.of(dense(3), TANH, new Residual(dense(3)), batchNorm(), dense(1)))) {
      Predictions told = trainer.intermediates(data);
      assertEquals(List.of("0", "1", "2", "3", "4"), List.copyOf(told.outputs().keySet()));
      assertEquals(Shape.of(data.rowCount(), 3), told.output("2").shape());
      assertArrayEquals(trainer.predict(data).only().floats(), told.output("4").floats());
      float[] before = told.output("0").floats();
      float[] behind = told.output("1").floats();
      for (int i = 0; i < before.length; i++) {
        assertEquals(Math.tanh(before[i]), behind[i], 1e-6);
      }
    }
  }

  @Test
  void whatHasNoAxisOfRowsIsLeftOut() {
    Layer pair = (x, scope) -> x.mean(0);
    Layer around = (x, scope) -> x.sub(scope.apply("pair", pair, x));
    try (Trainer trainer = trainer(Sequential.of(around, dense(1)))) {
      assertEquals(List.of("0", "1"), List.copyOf(trainer.intermediates(rows(2)).outputs().keySet()));
    }
  }
}
