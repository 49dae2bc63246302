package dev.sinabro.cpu.scalar;

import static dev.sinabro.cpu.memory.Memory.getFloat;
import static dev.sinabro.cpu.memory.Memory.setFloat;

import dev.sinabro.cpu.math.BlockFunction;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.math.Functions;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.UnaryFn;

/** One element after the other. */
public final class ScalarMath implements BlockMath {
  private final int lanes;

  /** The plain form on its own. */
  public ScalarMath() {
    this(PADDING);
  }

  /** The plain form that adds in the order of vectors of so many lanes. */
  public ScalarMath(int lanes) {
    this.lanes = lanes;
  }

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
    return "scalar";
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
      case MAX -> pairs(Math::max);
      case MIN -> pairs(Math::min);
      case POW -> pairs(Functions::pow);
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
      for (long i = 0; i < 4L * count; i += 4) {
        setFloat(y + i, function.of(getFloat(a + i)));
      }
    };
  }

  private static BlockFunction pairs(Binary function) {
    return (a, b, _, y, count) -> {
      for (long i = 0; i < 4L * count; i += 4) {
        setFloat(y + i, function.of(getFloat(a + i), getFloat(b + i)));
      }
    };
  }

  @Override
  public BlockFunction select() {
    return (a, b, c, y, count) -> {
      for (long i = 0; i < 4L * count; i += 4) {
        setFloat(y + i, getFloat((getFloat(a + i) != 0f ? b : c) + i));
      }
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

  /** Four vectors of sums, which take turns while there are four whole vectors, then one, then another for the rest. */
  @Override
  public float sum(long x, int count) {
    float[] parts = new float[4 * lanes];
    int inTurns = count - count % (4 * lanes);
    for (int i = 0; i < inTurns; i++) {
      parts[i % (4 * lanes)] += getFloat(x + 4L * i);
    }
    for (int i = inTurns; i < count; i++) {
      boolean whole = i < count - count % lanes;
      parts[(whole ? 0 : lanes) + i % lanes] += getFloat(x + 4L * i);
    }
    for (int lane = 0; lane < lanes; lane++) {
      parts[lane] = parts[lane] + parts[lanes + lane] + (parts[2 * lanes + lane] + parts[3 * lanes + lane]);
    }
    return folded(parts);
  }

  /** Halves are added until one lane is left. */
  private float folded(float[] parts) {
    for (int half = lanes / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        parts[lane] += parts[lane + half];
      }
    }
    return parts[0];
  }

  @Override
  public float max(long x, int count) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, getFloat(x + 4L * i));
    }
    return max;
  }

  @Override
  public void addTo(long x, long y, int count) {
    for (long i = 0; i < 4L * count; i += 4) {
      setFloat(y + i, getFloat(y + i) + getFloat(x + i));
    }
  }

  @Override
  public void maxTo(long x, long y, int count) {
    for (long i = 0; i < 4L * count; i += 4) {
      setFloat(y + i, Math.max(getFloat(y + i), getFloat(x + i)));
    }
  }

  @Override
  public float expAndSum(long x, float shift, long y, int count) {
    for (long i = 0; i < 4L * count; i += 4) {
      setFloat(y + i, Functions.exp(getFloat(x + i) - shift));
    }
    float[] parts = new float[lanes];
    for (int i = 0; i < count; i++) {
      parts[i % lanes] += getFloat(y + 4L * i);
    }
    return folded(parts);
  }

  @Override
  public void divide(long y, float divisor, int count) {
    for (long i = 0; i < 4L * count; i += 4) {
      setFloat(y + i, getFloat(y + i) / divisor);
    }
  }
}
