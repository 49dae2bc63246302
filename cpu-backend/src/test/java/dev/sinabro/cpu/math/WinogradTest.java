package dev.sinabro.cpu.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.memory.Pages;
import dev.sinabro.cpu.scalar.ScalarMath;
import dev.sinabro.cpu.vector.VectorMath;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transforms against their matrices, and their two forms against each other. */
class WinogradTest {
  private static final long SEED = 3;
  private static final int PLACES = 4096;
  private static final float GUARD = 77;

  private static final double[][] INPUT = {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}};
  private static final double[][] FILTER = {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}};
  private static final double[][] OUTPUT = {{1, 1, 1, 0}, {0, 1, -1, -1}};

  @FunctionalInterface
  private interface Transform {
    void apply(Winograd math, long x, long y);
  }

  private static double[][] transposed(double[][] matrix) {
    double[][] transposed = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[i].length; j++) {
        transposed[j][i] = matrix[i][j];
      }
    }
    return transposed;
  }

  /**
   * Lines of x in {@code steps[0]} floats, tiles in {@code steps[1]}; of y in {@code steps[2]} and {@code steps[3]}.
   */
  private static void check(String name, double[][] matrix, Transform transform, int count, int tiles, int... steps) {
    try (Arena arena = Arena.ofConfined()) {
      long x = Pages.allocate(4L * PLACES, arena).address();
      Random random = new Random(SEED);
      for (int i = 0; i < PLACES; i++) {
        Memory.setFloat(x + 4L * i, random.nextInt(100) + 1);
      }
      for (BlockMath math : new BlockMath[] {new ScalarMath(), new VectorMath()}) {
        long y = Pages.allocate(4L * PLACES, arena).address();
        Memory.fill(y, GUARD, PLACES);
        transform.apply(math.winograd(), x, y);
        float[] expected = new float[PLACES];
        Arrays.fill(expected, GUARD);
        for (int i = 0; i < matrix.length * tiles * count; i++) {
          int tile = i / count % tiles;
          int line = i / count / tiles;
          float sum = 0;
          for (int j = 0; j < matrix[line].length; j++) {
            sum += (float) matrix[line][j] * Memory.getFloat(x + 4L * (j * steps[0] + tile * steps[1] + i % count));
          }
          expected[line * steps[2] + tile * steps[3] + i % count] = sum;
        }
        for (int i = 0; i < PLACES; i++) {
          assertEquals(expected[i], Memory.getFloat(y + 4L * i), name + " at " + i + ", " + math.name());
        }
      }
    }
  }

  /** Whole vectors, parts of one, and both. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 19, 64, 100})
  void eachIsTheProductWithItsMatrix(int count) {
    long step = 4L * (count + 3);
    long stepY = 4L * (count + 5);
    int[] steps = {count + 3, 0, count + 5, 0};
    check("input", INPUT, (math, x, y) -> math.input(x, step, y, stepY, count), count, 1, steps);
    check("filter", FILTER, (math, x, y) -> math.filter(x, step, y, stepY, count), count, 1, steps);
    check("output", OUTPUT, (math, x, y) -> math.output(x, step, y, stepY, count), count, 1, steps);
    check("filterAdjoint", transposed(FILTER), (math, x, y) -> math.filterAdjoint(x, step, y, stepY, count), count, 1,
        steps);
    check("outputAdjoint", transposed(OUTPUT), (math, x, y) -> math.outputAdjoint(x, step, y, stepY, count), count, 1,
        steps);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 16, 19, 64, 100})
  void tilesOfPixelsFollowEachOther(int count) {
    int tiles = 5;
    int line = tiles * count + 9;
    int[] pixels = {count, 2 * count, line, count};
    check("inputs", INPUT, (math, x, y) -> math.inputs(x, y, 4L * line, count, tiles), count, tiles, pixels);
    check("outputAdjoints", transposed(OUTPUT), (math, x, y) -> math.outputAdjoints(x, y, 4L * line, count, tiles),
        count, tiles, pixels);
    check("outputs", OUTPUT, (math, x, y) -> math.outputs(x, 4L * line, y, count, tiles), count, tiles, line, count,
        count, 2 * count);
  }
}
