package dev.sinabro.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.sinabro.backend.DeviceOptions;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Literal;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.Device;
import dev.sinabro.run.Eval;
import dev.sinabro.testkit.Trial;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of rows by number have the bits of float32 sums in ascending order of position, sorted or not. */
class ScatterOrderTest {
  private static final int[] OUTSIDE = {Integer.MIN_VALUE, -1, Integer.MAX_VALUE};

  /** Some in each 16 are outside; the others are anywhere, or mostly in one row, or in few. */
  @ParameterizedTest
  @CsvSource({"40, 1023, 5", "40, 1024, 5", "255, 4095, 64", "256, 4097, 65", "1000, 5000, 1", "65536, 3000, 3",
      "3, 2500, 300"})
  void sumsAreInAscendingOrderOfPosition(int rows, int count, int width) {
    Random random = new Random(7L * rows + count);
    try (Device device = new Device(Gpus.open(DeviceOptions.DEFAULT), "")) {
      check(device, rows, count, width, random, i -> random.nextInt(rows));
      check(device, rows, count, width, random, i -> i % 10 < 7 ? rows / 2 : random.nextInt(rows));
      check(device, rows, count, width, random, i -> i % 3 == 0 ? 0 : rows - 1);
    }
  }

  private static void check(Device device, int rows, int count, int width, Random random, IntUnaryOperator row) {
    double[] numbers = new double[count];
    double[] updates = new double[count * width];
    float[] sums = new float[rows * width];
    for (int i = 0; i < count; i++) {
      int number = i % 16 == 5 ? OUTSIDE[i % 3] : i % 16 == 9 ? rows : row.applyAsInt(i);
      numbers[i] = number;
      for (int j = 0; j < width; j++) {
        float update = (float) Math.scalb(random.nextGaussian(), random.nextInt(-8, 8));
        updates[i * width + j] = update;
        if (number >= 0 && number < rows) {
          sums[number * width + j] += update;
        }
      }
    }
    Trial trial = new Trial();
    var sum = trial.graph().add(new Op.ScatterAdd(rows),
        trial.input(new Literal(new TensorType(DType.I32, Shape.of(count)), numbers)),
        trial.input(new Literal(new TensorType(DType.F32, Shape.of(count, width)), updates)));
    double[] expected = new double[sums.length];
    Arrays.setAll(expected, i -> sums[i]);
    assertArrayEquals(expected, Eval.of(device, sum).of(sum));
  }
}
