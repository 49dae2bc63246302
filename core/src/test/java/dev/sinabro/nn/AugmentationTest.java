package dev.sinabro.nn;

import static dev.sinabro.nn.Layers.noise;
import static dev.sinabro.nn.Layers.randomCrop;
import static dev.sinabro.nn.Layers.randomFlip;
import static dev.sinabro.nn.Layers.randomShift;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.graph.Graph;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.Tensor;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.Device;
import dev.sinabro.run.Devices;
import dev.sinabro.run.Eval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What images become in training, compared with plain loops; that it is drawn by seed and step, and not in inference. */
class AugmentationTest {
  private static final int BATCH = 60;
  private static final int CHANNELS = 2;
  private static final int HEIGHT = 3;
  private static final int WIDTH = 4;

  /** Images whose pixels are 1, 2, 3 and so on in each channel, in the second one ten times of that. */
  private static double pixel(int channel, int row, int column) {
    boolean inside = row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH;
    return inside ? (1 + row * WIDTH + column) * (channel == 0 ? 1 : 10) : 0;
  }

  private static double[] trained(Layer layer, int seed, int step) {
    Graph graph = new Graph();
    double[] values = new double[BATCH * CHANNELS * HEIGHT * WIDTH];
    Arrays.setAll(values,
        i -> pixel(i / (HEIGHT * WIDTH) % CHANNELS, i / WIDTH % HEIGHT, i % WIDTH));
    Tensor x = graph.tensor("x", Shape.of(BATCH, CHANNELS, HEIGHT, WIDTH), values);
    Tensor y = new Model(layer).train(x,
        new Model.RandomSource(graph.input("seed", new Literal(TensorType.i32(2), seed, 2)),
            graph.input("step", new Literal(TensorType.i32(), step))));
    try (Device device = Devices.open("reference")) {
      return Eval.of(device, y).of(y);
    }
  }

  /** The image of a batch. */
  private static List<Double> image(double[] values, int number) {
    int size = values.length / BATCH;
    return Arrays.stream(values, number * size, (number + 1) * size).boxed().toList();
  }

  /** Where each pixel comes from. */
  private interface Source {
    int of(int place);
  }

  private static List<Double> image(int height, int width, Source row, Source column) {
    List<Double> image = new ArrayList<>();
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          image.add(pixel(channel, row.of(y), column.of(x)));
        }
      }
    }
    return image;
  }

  private static void assertEachIsOneOf(List<List<Double>> possible, double[] values) {
    Set<List<Double>> seen = new HashSet<>();
    for (int i = 0; i < BATCH; i++) {
      assertTrue(possible.contains(image(values, i)), "image " + i + ": " + image(values, i));
      seen.add(image(values, i));
    }
    assertEquals(possible.size(), seen.size(), "each is met among " + BATCH);
  }

  @Test
  void flipsExchangeSidesOfWholeImages() {
    var asItIs = image(HEIGHT, WIDTH, y -> y, x -> x);
    var flipped = image(HEIGHT, WIDTH, y -> y, x -> WIDTH - 1 - x);
    var upsideDown = image(HEIGHT, WIDTH, y -> HEIGHT - 1 - y, x -> x);
    assertEachIsOneOf(List.of(asItIs, flipped), trained(randomFlip(), 3, 5));
    assertEachIsOneOf(List.of(upsideDown), trained(new RandomFlip(0, 1), 3, 5));
    assertEachIsOneOf(List.of(asItIs, flipped, upsideDown, image(HEIGHT, WIDTH, y -> HEIGHT - 1 - y,
        x -> WIDTH - 1 - x)), trained(new RandomFlip(0.5, 0.5), 3, 5));
  }

  @Test
  void shiftsFillWithZeros() {
    List<List<Double>> possible = IntStream.rangeClosed(-1, 1).boxed().flatMap(down -> IntStream.rangeClosed(-1, 1)
        .mapToObj(right -> image(HEIGHT, WIDTH, y -> y + down, x -> x + right))).toList();
    assertEachIsOneOf(possible, trained(randomShift(1), 3, 5));
  }

  @Test
  void cropsAreAnywhereInTrainingAndInTheMiddleInInference() {
    List<List<Double>> possible = IntStream.rangeClosed(0, 1).boxed().flatMap(top -> IntStream.rangeClosed(0, 2)
        .mapToObj(left -> image(2, 2, y -> top + y, x -> left + x))).toList();
    assertEachIsOneOf(possible, trained(randomCrop(2, 2), 3, 5));
    Graph graph = new Graph();
    Tensor x = graph.tensor("x", Shape.of(1, 1, 2, 4), 1, 2, 3, 4, 5, 6, 7, 8);
    Tensor y = new Model(randomCrop(2, 2)).infer(x);
    try (Device device = Devices.open("reference")) {
      assertArrayEquals(new double[] {2, 3, 6, 7}, Eval.of(device, y).of(y));
    }
  }

  @Test
  void noiseIsNormal() {
    double[] noise = trained(noise(2), 3, 5);
    double[] plain = trained(noise(0), 3, 5);
    double[] drawn = IntStream.range(0, noise.length).mapToDouble(i -> (noise[i] - plain[i]) / 2).toArray();
    assertEquals(0, Arrays.stream(drawn).average().orElseThrow(), 5 / Math.sqrt(drawn.length));
    assertEquals(1, Arrays.stream(drawn).map(d -> d * d).average().orElseThrow(), 5 * Math.sqrt(2.0 / drawn.length));
  }

  @Test
  void differsByStepAndSeedAndIsTheSameAgain() {
    for (Layer layer : List.of(randomFlip(), randomShift(1), randomCrop(2, 2), noise(1))) {
      assertArrayEquals(trained(layer, 3, 5), trained(layer, 3, 5));
      assertFalse(Arrays.equals(trained(layer, 3, 5), trained(layer, 3, 6)), layer.label());
      assertFalse(Arrays.equals(trained(layer, 3, 5), trained(layer, 4, 5)), layer.label());
    }
  }

  @Test
  void inferenceChangesNothing() {
    Tensor x = new Graph().input("x", TensorType.f32(2, 1, 3, 3));
    for (Layer layer : List.of(randomFlip(), randomShift(1), noise(1))) {
      assertSame(x, new Model(layer).infer(x));
    }
  }

  @Test
  void refusesWhatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> new RandomFlip(1.1, 0));
    assertThrows(IllegalArgumentException.class, () -> randomShift(0));
    assertThrows(IllegalArgumentException.class, () -> randomCrop(0, 1));
    assertThrows(IllegalArgumentException.class, () -> noise(Double.NaN));
    assertEquals("random-shift 1 takes images [batch, channels, height, width], not f32[2, 3]; reshape them first",
        assertThrows(IllegalArgumentException.class,
            () -> new Model(randomShift(1)).infer(new Graph().input("x", TensorType.f32(2, 3)))).getMessage());
    assertTrue(assertThrows(IllegalArgumentException.class,
        () -> new Model(randomCrop(4, 4)).infer(new Graph().input("x", TensorType.f32(2, 1, 3, 3)))).getMessage()
        .contains("they must be as large as the part"));
  }
}
