package dev.sinabro.train;

import static dev.sinabro.nn.Activation.GELU;
import static dev.sinabro.nn.Activation.RELU;
import static dev.sinabro.nn.Layers.conv2d;
import static dev.sinabro.nn.Layers.dense;
import static dev.sinabro.nn.Layers.flatten;
import static dev.sinabro.nn.Layers.lstm;
import static dev.sinabro.nn.Layers.reshape;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.compile.Region;
import dev.sinabro.compile.ScopeCost;
import dev.sinabro.data.BuiltIn;
import dev.sinabro.data.Dataset;
import dev.sinabro.nn.Layer;
import dev.sinabro.nn.Sequential;
import dev.sinabro.nn.TransformerBlock;
import dev.sinabro.reference.ReferenceBackend;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.MemoryException;
import dev.sinabro.testkit.WatchedBackend;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepSummaryTest {
  private static final int ROWS = 16;
  private static final int REAL = 8; // the reference device computes in float64
  private static final Dataset DIGITS = BuiltIn.DIGITS.labeled().split(0, 0.5, 1).standardized().training()
      .select(IntStream.range(0, 64).toArray());

  private static StepSummary summary(Layer layer) {
    try (var device = Devices.open("reference"); var trainer = Trainer.builder(layer).on(device)) {
      return trainer.stepSummary(DIGITS, ROWS);
    }
  }

  /** Planned, a model needs no memory on the device, however large it is. */
  @Test
  void lookingAtAStepTakesNoMemory() {
    WatchedBackend none = new WatchedBackend(new ReferenceBackend()).limitedTo(0, true);
    try (var device = new Device(none, "");
        var trainer = Trainer.builder(Sequential.of(dense(20_000, RELU), dense(20_000), dense(10))).on(device)) {
      assertEquals(20_001L * 20_000 + 65L * 20_000 + 20_001L * 10,
          trainer.stepSummary(DIGITS, ROWS).model().parameters());
      assertEquals(trainer.stepSummary(DIGITS, ROWS).program().byteSize(Region.STATE),
          trainer.stepProgram(DIGITS, ROWS).byteSize(Region.STATE));
      assertTrue(trainer.stepGraph(DIGITS, ROWS).nodes().size() > 20);
      assertThrows(MemoryException.class, () -> trainer.evaluate(DIGITS));
    }
  }

  private static List<Long> products(StepSummary step) {
    return step.layers().stream().map(cost -> cost.multiplyAccumulates() / ROWS).toList();
  }

  private static List<Long> kept(StepSummary step) {
    return step.layers().stream().map(cost -> cost.keptBytes() / ROWS / REAL).toList();
  }

  /** A product has two more behind it, by the weight and by the input; the first layer's input has no gradient. */
  @Test
  void trainingTakesThreeProductsForOne() {
    StepSummary step = summary(Sequential.of(dense(32, RELU), dense(24), dense(10)));
    assertEquals(List.of(2L * 64 * 32, 0L, 3L * 32 * 24, 3L * 24 * 10), products(step));
    assertEquals(step.total().multiplyAccumulates(), ROWS * (2L * 64 * 32 + 3L * 32 * 24 + 3L * 24 * 10));
    ScopeCost parts = step.layers().stream().reduce(step.input().plus(step.rest()), ScopeCost::plus);
    assertEquals(step.total(), parts);
  }

  /** Of dense layers their inputs are kept: the batch, what the activation gave, what the layer before gave. */
  @Test
  void inputsOfDenseLayersAreKept() {
    StepSummary step = summary(Sequential.of(dense(32, RELU), dense(24), dense(10)));
    assertEquals(List.of(0L, 32L, 24L, 0L), kept(step));
    assertEquals(64L * ROWS * REAL, step.input().keptBytes());
    assertEquals((10L * ROWS + 2) * REAL, step.rest().keptBytes(), "the difference of probabilities and classes,"
        + " and two numbers of Adam, whose update of the last bias is one step with its gradient");
    assertTrue(step.total().keptBytes() <= step.program().memory().arenaBytes());
  }

  @Test
  void aConvolutionKeepsNoWindows() {
    StepSummary step = summary(Sequential.of(reshape(1, 8, 8), conv2d(4, 3).padding(1), RELU, conv2d(5, 3), flatten(),
        dense(10)));
    assertEquals(4L * 64 * ROWS * REAL, step.layers().get(2).keptBytes());
    assertEquals((5L * 36 * ROWS + 5 * 4 * 9) * REAL, step.layers().get(3).keptBytes(),
        "the input of the dense layer, and the weights in the order in which a product takes them");
    assertEquals(List.of(0L, 2L * 64 * 9 * 4, 0L, 3L * 36 * 36 * 5, 0L, 3L * 180 * 10), products(step));
  }

  @Test
  void aLayerHasWhatTheLayersWithinItHave() {
    StepSummary step =
        summary(Sequential.of(reshape(8, 8), new TransformerBlock(2, 16, false, true, 0, GELU), flatten(),
            dense(10)));
    ScopeCost block = step.layers().get(1);
    ScopeCost within = ScopeCost.NONE;
    for (int index = 0; index < step.layers().size(); index++) {
      if (step.model().lines().get(index).depth() == 1) {
        within = within.plus(step.layers().get(index));
      }
    }
    assertEquals(within.multiplyAccumulates(), block.multiplyAccumulates());
    assertTrue(block.keptBytes() >= within.keptBytes() && within.keptBytes() > 0);
    long attention = 2L * 8 * 8 * 8;
    long first = 8L * 8 * 24; // the block is the first with weights, but its norm has some too
    assertEquals(3 * (first + attention + 8 * 8 * 8 + 2 * 8 * 8 * 16), block.multiplyAccumulates() / ROWS);
  }

  /** There is no gradient by the reshaped input, nor by the first of the hidden states, which are zeros. */
  @Test
  void stepsOfARecurrentLayerAreCounted() {
    StepSummary step = summary(Sequential.of(reshape(8, 8), lstm(6), flatten(), dense(10)));
    long hidden = 6L * 24;
    assertEquals(List.of(0L, 8 * 2 * 8L * 24 + (8 + 8 + 7) * hidden, 0L, 3L * 48 * 10), products(step));
    assertTrue(kept(step).get(1) >= 8 * 6, "states of all steps: " + kept(step));
  }
}
