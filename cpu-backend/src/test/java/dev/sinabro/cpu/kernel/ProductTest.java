package dev.sinabro.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.compile.Origin;
import dev.sinabro.compile.Region;
import dev.sinabro.compile.Slot;
import dev.sinabro.compile.Step;
import dev.sinabro.compile.View;
import dev.sinabro.cpu.blas.OpenBlas;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.memory.Pages;
import dev.sinabro.cpu.scalar.ScalarMath;
import dev.sinabro.graph.Op;
import dev.sinabro.graph.TensorType;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products in tiles against plain loops in double. */
class ProductTest {
  private static final long SEED = 7;

  @BeforeAll
  static void load() {
    OpenBlas.load();
  }

  /** One element, odd extents, empty ones, many small ones, unpacked tiles, narrow ones, strips of both directions. */
  @ParameterizedTest
  @CsvSource({"1,1,1,1", "1,3,7,5", "1,1,257,31", "1,257,1,31", "2,8,9,33", "1,0,5,3", "1,5,0,3", "1,4,6,0", "0,4,6,3",
      "300,5,6,7", "1,64,128,300", "1,127,129,131", "3,65,67,300", "1,1000,10,300", "1,10,1000,300", "1,310,523,257",
      "1,523,310,257", "1,17,19,5000", "1,1030,40,1030"})
  void everyTransposition(int batch, int m, int n, int k) {
    for (boolean transposeA : new boolean[] {false, true}) {
      for (boolean transposeB : new boolean[] {false, true}) {
        check(batch, m, n, k, new Op.MatMul(transposeA, transposeB));
      }
    }
  }

  private static void check(int batch, int m, int n, int k, Op.MatMul op) {
    TensorType left = op.transposeA() ? TensorType.f32(batch, k, m) : TensorType.f32(batch, m, k);
    TensorType right = op.transposeB() ? TensorType.f32(batch, n, k) : TensorType.f32(batch, k, n);
    Slot a = new Slot(Region.INPUTS, 0, left);
    Slot b = new Slot(Region.INPUTS, a.end(), right);
    Slot c = new Slot(Region.INPUTS, b.end(), TensorType.f32(batch, m, n));
    try (Arena arena = Arena.ofConfined(); Machine machine = new Machine(3, new ScalarMath())) {
      long base = Pages.allocate(c.end() + 64, arena).address();
      fill(base + a.offset(), left.shape().count());
      fill(base + b.offset(), right.shape().count());
      Memory.fill(base + c.offset(), Float.NaN, c.type().shape().count() + 16);
      Step.Single step = new Step.Single(op, List.of(View.of(a), View.of(b)), List.of(View.of(c)),
          new Origin(0, "", ""));
      Kernels.of(machine, step, view -> base + view.offset()).run();
      for (int i = 0; i < batch * m * n; i++) {
        double[] exact = exact(base, a, b, op, new int[] {m, n, k}, i);
        float actual = Memory.getFloat(base + c.offset() + 4L * i);
        int place = i;
        assertEquals(exact[0], actual, 1e-6 * exact[1] + 1e-30,
            () -> op.label() + " [" + m + ", " + k + "] [" + k + ", " + n + "] element " + place + ", seed " + SEED);
      }
      assertTrue(Float.isNaN(Memory.getFloat(base + c.offset() + 4L * c.type().shape().count())), "wrote past the end");
    }
  }

  /** An element, and the sum of the absolute values of its terms. */
  private static double[] exact(long base, Slot a, Slot b, Op.MatMul op, int[] extents, int index) {
    int m = extents[0];
    int n = extents[1];
    int k = extents[2];
    int column = index % n;
    int row = index / n % m;
    int matrix = index / n / m;
    double sum = 0;
    double scale = 0;
    for (int j = 0; j < k; j++) {
      long left = (long) matrix * m * k + (op.transposeA() ? j * m + row : row * k + j);
      long right = (long) matrix * k * n + (op.transposeB() ? column * k + j : j * n + column);
      double term =
          (double) Memory.getFloat(base + a.offset() + 4 * left) * Memory.getFloat(base + b.offset() + 4 * right);
      sum += term;
      scale += Math.abs(term);
    }
    return new double[] {sum, scale};
  }

  private static void fill(long address, int count) {
    Random random = new Random(SEED + count);
    for (int i = 0; i < count; i++) {
      Memory.setFloat(address + 4L * i, (float) random.nextGaussian());
    }
  }

  /** Each element belongs to one tile, whatever the shape and the kind of processor. */
  @ParameterizedTest
  @CsvSource({"64,128,784", "128,784,64", "512,2048,2048", "2048,2048,512", "512,10,2048", "10,2048,512", "512,2048,10",
      "1,1,1", "17,100000,3", "33,65,4096", "5000,5000,5000"})
  void tilesCoverTheProduct(int m, int n, int k) {
    for (boolean unpacked : new boolean[] {false, true}) {
      Tiles tiles = Tiles.of(m, n, k, 1, unpacked);
      assertTrue(tiles.rows() * tiles.down() >= m && tiles.rows() * (tiles.down() - 1) < m, tiles.toString());
      assertTrue(tiles.columns() * tiles.across() >= n && tiles.columns() * (tiles.across() - 1) < n, tiles.toString());
      assertEquals(tiles.perMatrix(), tiles.chunks() * tiles.perChunk(), tiles.toString());
    }
  }
}
