package dev.sinabro.cpu.scalar;

import dev.sinabro.cpu.math.BlockFunction;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.math.Functions;
import dev.sinabro.cpu.math.Winograd;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.UnaryFn;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One element after the other, in arrays: Java's compilers, the first of them too, know loops over arrays best, and copying
 * a block costs little.
 */
public final class ScalarMath implements BlockMath {
  /** Sums are kept in so many parts at a time, as a long chain of additions loses precision. */
  private static final int LANES = PADDING;

  private final Winograd winograd = new ScalarWinograd();

  /** The plain form. */
  public ScalarMath() {}

  @FunctionalInterface
  private interface Unary {
    float of(float x);
  }

  @FunctionalInterface
  private interface Binary {
    float of(float a, float b);
  }

  @Override
  public String name() {
    return "plain loops";
  }

  @Override
  public BlockFunction unary(UnaryFn fn) {
    return switch (fn) {
      case NEG -> each(x -> -x);
      case ABS -> each(Math::abs);
      case SIGN -> each(Functions::sign);
      case EXP -> each(Functions::exp);
      case LOG -> each(Functions::log);
      case SQRT -> each(x -> (float) Math.sqrt(x));
      case SQUARE -> each(x -> x * x);
      case RECIPROCAL -> each(x -> 1f / x);
      case FLOOR -> each(Functions::floor);
      case RELU -> each(x -> x <= 0f ? 0f : x);
      case SIGMOID -> each(Functions::sigmoid);
      case TANH -> each(Functions::tanh);
      case STEP -> each(x -> x > 0f ? 1f : 0f);
      case SOFTPLUS -> each(Functions::softplus);
      case ERF -> each(Functions::erf);
      case SIN -> each(Functions::sin);
      case COS -> each(Functions::cos);
      case EXPM1 -> each(Functions::expm1);
      case LOG1P -> each(Functions::log1p);
      case ROUND -> each(Functions::round);
      case NOT -> each(x -> 1f - x);
    };
  }

  @Override
  public BlockFunction binary(BinaryFn fn) {
    return switch (fn) {
      case ADD -> pairs((a, b) -> a + b);
      case SUB -> pairs((a, b) -> a - b);
      case MUL -> pairs((a, b) -> a * b);
      case DIV -> pairs((a, b) -> a / b);
      case REMAINDER -> pairs(Functions::remainder);
      case MAX -> pairs(Math::max);
      case MIN -> pairs(Math::min);
      case POW -> pairs(Functions::pow);
      case ATAN2 -> pairs(Functions::atan2);
      case EQUAL -> pairs((a, b) -> a == b ? 1f : 0f);
      case LESS -> pairs((a, b) -> a < b ? 1f : 0f);
      case LESS_EQUAL -> pairs((a, b) -> a <= b ? 1f : 0f);
      case AND -> pairs((a, b) -> a * b);
      case OR -> pairs(Math::max);
      case SIGMOID_CROSS_ENTROPY -> pairs(Functions::sigmoidCrossEntropy);
    };
  }

  private static BlockFunction each(Unary function) {
    return (a, _, _, y, count) -> {
      float[] values = load(a, count);
      for (int i = 0; i < values.length; i++) {
        values[i] = function.of(values[i]);
      }
      store(values, y);
    };
  }

  private static BlockFunction pairs(Binary function) {
    return (a, b, _, y, count) -> pairs(function, a, b, y, count);
  }

  private static void pairs(Binary function, long a, long b, long y, int count) {
    float[] left = load(a, count);
    float[] right = load(b, count);
    for (int i = 0; i < left.length; i++) {
      left[i] = function.of(left[i], right[i]);
    }
    store(left, y);
  }

  private static float[] load(long address, int count) {
    float[] values = new float[count];
    MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_FLOAT, address, values, 0, count);
    return values;
  }

  private static void store(float[] values, long address) {
    MemorySegment.copy(values, 0, Memory.ALL, ValueLayout.JAVA_FLOAT, address, values.length);
  }

  @Override
  public BlockFunction select() {
    return (a, b, c, y, count) -> {
      float[] conditions = load(a, count);
      float[] values = load(b, count);
      float[] others = load(c, count);
      for (int i = 0; i < values.length; i++) {
        values[i] = conditions[i] != 0f ? values[i] : others[i];
      }
      store(values, y);
    };
  }

  @Override
  public BlockFunction truth() {
    return each(x -> x != 0f ? 1f : 0f);
  }

  @Override
  public BlockFunction move() {
    return each(x -> x);
  }

  @Override
  public void widen(long bytes, long y, int count) {
    for (int i = 0; i < count; i++) {
      Memory.setFloat(y + 4L * i, Memory.getByte(bytes + i) & 0xFF);
    }
  }

  @Override
  public void fill(float value, long y, int count) {
    Memory.fill(y, value, count);
  }

  /** Four vectors of sums, which take turns while there are four whole vectors, then one, then another for the rest. */
  @Override
  public float sum(long x, int count) {
    float[] values = load(x, count);
    float[] parts = new float[4 * LANES];
    int inTurns = count - count % (4 * LANES);
    for (int i = 0; i < inTurns; i++) {
      parts[i % (4 * LANES)] += values[i];
    }
    for (int i = inTurns; i < count; i++) {
      boolean whole = i < count - count % LANES;
      parts[(whole ? 0 : LANES) + i % LANES] += values[i];
    }
    for (int lane = 0; lane < LANES; lane++) {
      parts[lane] = parts[lane] + parts[LANES + lane] + (parts[2 * LANES + lane] + parts[3 * LANES + lane]);
    }
    return folded(parts);
  }

  /** Halves are added until one lane is left. */
  private float folded(float[] parts) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        parts[lane] += parts[lane + half];
      }
    }
    return parts[0];
  }

  @Override
  public float max(long x, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (float value : load(x, count)) {
      max = Math.max(max, value);
    }
    return max;
  }

  @Override
  public void addTo(long x, long y, int count) {
    pairs(Float::sum, y, x, y, count);
  }

  @Override
  public void maxTo(long x, long y, int count) {
    pairs(Math::max, y, x, y, count);
  }

  @Override
  public float expAndSum(long x, float shift, long y, int count) {
    float[] values = load(x, count);
    float[] parts = new float[LANES];
    for (int i = 0; i < values.length; i++) {
      values[i] = Functions.exp(values[i] - shift);
      parts[i % LANES] += values[i];
    }
    store(values, y);
    return folded(parts);
  }

  @Override
  public void divide(long y, float divisor, int count) {
    float[] values = load(y, count);
    for (int i = 0; i < values.length; i++) {
      values[i] /= divisor;
    }
    store(values, y);
  }

  @Override
  public Winograd winograd() {
    return winograd;
  }
}
