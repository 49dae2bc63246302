package dev.sinabro.cpu.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.cpu.memory.Pages;
import dev.sinabro.cpu.scalar.ScalarMath;
import dev.sinabro.cpu.vector.VectorMath;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.UnaryFn;
import java.lang.foreign.Arena;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vector form against the plain one: element-wise the same bits, reductions within rounding, nothing beside them. */
class BlockMathTest {
  private static final int COUNT = 60_000;
  private static final long SEED = 20_261_121;
  private static final float GUARD = 1234.5f;

  private final BlockMath scalar = new ScalarMath();
  private final BlockMath vector = new VectorMath();
  private Arena arena = Arena.global();
  private long a;
  private long b;
  private long x;
  private long y;

  @BeforeEach
  void fill() {
    arena = Arena.ofConfined();
    a = Pages.allocate(4L * COUNT, arena).address();
    b = Pages.allocate(4L * COUNT, arena).address();
    x = Pages.allocate(4L * COUNT, arena).address();
    y = Pages.allocate(4L * COUNT, arena).address();
    Random random = new Random(SEED);
    for (int i = 0; i < COUNT; i++) {
      Memory.setFloat(a + 4L * i, value(random, i));
      Memory.setFloat(b + 4L * i, value(random, i / 7));
    }
  }

  @AfterEach
  void free() {
    arena.close();
  }

  /** Ordinary numbers, any bits, and the special ones next to each other in all combinations. */
  private static float value(Random random, int i) {
    float[] special = {0f, -0f, 1f, -1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
        -Float.MIN_VALUE, Float.MAX_VALUE, 0.5f};
    return i < 1000
        ? special[i % special.length]
        : i % 3 == 0 ? Float.intBitsToFloat(random.nextInt()) : (float) (10 * random.nextGaussian());
  }

  private void assertSameBits(String name, BlockFunction expected, BlockFunction actual) {
    expected.apply(a, b, a, x, COUNT);
    actual.apply(a, b, a, y, COUNT);
    for (int i = 0; i < COUNT; i++) {
      float left = Memory.getFloat(a + 4L * i);
      float right = Memory.getFloat(b + 4L * i);
      assertEquals(Float.floatToIntBits(Memory.getFloat(x + 4L * i)), Float.floatToIntBits(Memory.getFloat(y + 4L * i)),
          () -> name + " of " + left + " and " + right + ", seed " + SEED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unary(UnaryFn fn) {
    assertSameBits(fn.name(), scalar.unary(fn), vector.unary(fn));
  }

  @ParameterizedTest
  @EnumSource
  void binary(BinaryFn fn) {
    assertSameBits(fn.name(), scalar.binary(fn), vector.binary(fn));
  }

  @ParameterizedTest
  @ValueSource(strings = {"select", "truth", "move"})
  void others(String name) {
    switch (name) {
      case "select" -> assertSameBits(name, scalar.select(), vector.select());
      case "truth" -> assertSameBits(name, scalar.truth(), vector.truth());
      default -> assertSameBits(name, scalar.move(), vector.move());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 257, 8192, 59_999})
  void reductionsTouchExactlyTheirElements(int count) {
    Random random = new Random(SEED);
    double sum = 0;
    double scale = 0;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < COUNT; i++) {
      float value = i < count ? (float) random.nextGaussian() : GUARD;
      Memory.setFloat(a + 4L * i, value);
      Memory.setFloat(x + 4L * i, GUARD);
      if (i < count) {
        sum += value;
        scale += Math.abs(value);
        max = Math.max(max, value);
      }
    }
    for (BlockMath math : new BlockMath[] {scalar, vector}) {
      assertEquals(sum, math.sum(a, count), 1e-6 * scale, math.name());
      assertEquals(max, math.max(a, count), math.name());
      double total = math.expAndSum(a, 0.5f, x, count);
      math.divide(x, 2f, count);
      math.addTo(a, x, count);
      math.maxTo(a, x, count);
      double expected = 0;
      for (int i = 0; i < count; i++) {
        float value = Memory.getFloat(a + 4L * i);
        float e = Functions.exp(value - 0.5f);
        expected += e;
        assertEquals(Math.max(e / 2f + value, value), Memory.getFloat(x + 4L * i), math.name());
      }
      assertEquals(expected, total, 1e-6 * expected, math.name());
      for (int i = count; i < Math.min(count + 64, COUNT); i++) {
        assertEquals(GUARD, Memory.getFloat(x + 4L * i), math.name() + " wrote past the end");
      }
    }
  }

  /** From an address that is no multiple of anything. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 15, 16, 17, 33, 512, 1000})
  void bytesBecomeNumbers(int count) {
    for (int i = 0; i < count + 3; i++) {
      Memory.setByte(a + i, (byte) (31 * i));
    }
    for (BlockMath math : new BlockMath[] {scalar, vector}) {
      Memory.fill(x, GUARD, count + 64);
      math.widen(a + 3, x, count);
      for (int i = 0; i < count; i++) {
        assertEquals(31 * (i + 3) % 256, Memory.getFloat(x + 4L * i), math.name());
      }
      for (int i = count; i < count + 64; i++) {
        assertEquals(GUARD, Memory.getFloat(x + 4L * i), math.name() + " wrote past the end");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 40, 1000})
  void theLargestIsNanWhereOneIs(int count) {
    for (int place = 0; place < count; place += 1 + count / 9) {
      Memory.fill(a, 1f, count);
      Memory.setFloat(a + 4L * place, Float.NaN);
      assertEquals(Float.NaN, scalar.max(a, count));
      assertEquals(Float.NaN, vector.max(a, count));
    }
  }
}
