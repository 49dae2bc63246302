package dev.sinabro.cpu.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions against {@link StrictMath} in double, over all magnitudes; bounds are in units of the last place. */
class FunctionsTest {
  /** A prime, so that all low bits occur; 4 million numbers of both signs. */
  private static final int STRIDE = 1021;

  private interface Function {
    float of(float x);
  }

  static Stream<Arguments> functions() {
    return Stream.of(row("exp", 2, Functions::exp, StrictMath::exp), row("log", 2, Functions::log, StrictMath::log),
        row("sigmoid", 3, Functions::sigmoid,
            x -> x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x))),
        row("tanh", 3, Functions::tanh, StrictMath::tanh), row("erf", 2, Functions::erf, FunctionsTest::erf),
        row("softplus", 2, Functions::softplus, x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)))),
        row("sigmoid cross-entropy with 0", 2, x -> Functions.sigmoidCrossEntropy(x, 0f),
            x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)))),
        row("sin", 2, Functions::sin, StrictMath::sin), row("cos", 2, Functions::cos, StrictMath::cos),
        row("expm1", 2, Functions::expm1, StrictMath::expm1), row("log1p", 2, Functions::log1p, StrictMath::log1p),
        row("arctangent", 3, x -> Functions.atan2(x, 1f), StrictMath::atan),
        row("angle to the left", 3, x -> Functions.atan2(1f, x), x -> StrictMath.atan2(1, x)),
        row("round", 1, Functions::round, Math::rint), row("sign", 1, Functions::sign, Math::signum),
        row("floor", 1, Functions::floor, Math::floor));
  }

  private static Arguments row(String name, int bound, Function function, DoubleUnaryOperator exact) {
    return Arguments.of(name, bound, function, exact);
  }

  /** A series without cancellation: Abramowitz and Stegun, 7.1.6. */
  private static double erf(double x) {
    if (!(Math.abs(x) < 6)) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x) * sum;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void errorIsBelowTheBound(String name, int bound, Function function, DoubleUnaryOperator exact) {
    double worst = 0;
    float worstAt = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      double error = ulps(function.of(x), exact.applyAsDouble(x));
      if (error > worst) {
        worst = error;
        worstAt = x;
      }
    }
    assertTrue(worst < bound, name + "(" + worstAt + ") is off by " + worst + " ulp");
  }

  /** Ordinary magnitudes once more, densely: there most arguments of a network lie. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("functions")
  void errorIsBelowTheBoundNearZero(String name, int bound, Function function, DoubleUnaryOperator exact) {
    for (int i = -1_000_000; i <= 1_000_000; i++) {
      float x = i * 1.1e-5f;
      double error = ulps(function.of(x), exact.applyAsDouble(x));
      assertTrue(error < bound, () -> name + "(" + x + ") is off by " + error + " ulp");
    }
  }

  /** Distance in units of the last place of the exact result; the smallest unit where that is subnormal. */
  private static double ulps(float actual, double exact) {
    float rounded = (float) exact;
    if (Float.isNaN(rounded) || Float.isInfinite(rounded)) {
      return Float.compare(actual, rounded) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    return Float.isInfinite(actual) && Math.abs(exact) > Float.MAX_VALUE * 0.9999999
        ? 1
        : Math.abs(actual - exact) / Math.ulp(rounded);
  }

  @ParameterizedTest
  @CsvSource({"exp,NaN,NaN", "exp,Infinity,Infinity", "exp,-Infinity,0", "exp,0,1", "exp,-0.0,1",
      "exp,88.8,Infinity", "exp,-103.9,1.4E-45", "exp,-104.1,0", "exp,1.4E-45,1", "log,NaN,NaN",
      "log,Infinity,Infinity",
      "log,-Infinity,NaN", "log,0,-Infinity", "log,-0.0,-Infinity", "log,-1.4E-45,NaN", "log,1,0",
      "log,1.4E-45,-103.27893", "log,3.4028235E38,88.72284", "sigmoid,NaN,NaN", "sigmoid,Infinity,1",
      "sigmoid,-Infinity,0", "sigmoid,0,0.5", "tanh,NaN,NaN", "tanh,Infinity,1", "tanh,-Infinity,-1", "tanh,-0.0,-0.0",
      "tanh,1.4E-45,1.4E-45", "tanh,9.5,1", "erf,NaN,NaN", "erf,Infinity,1", "erf,-Infinity,-1", "erf,-0.0,-0.0",
      "erf,0,0", "erf,4,1", "erf,1.4E-45,1.4E-45", "softplus,NaN,NaN", "softplus,Infinity,Infinity",
      "softplus,-Infinity,0",
      "sign,NaN,NaN", "sign,-0.0,-0.0", "floor,-0.0,-0.0", "floor,-0.25,-1", "floor,0.75,0", "floor,-1E30,-1E30",
      "floor,NaN,NaN", "floor,-Infinity,-Infinity", "floor,8388607.5,8388607"})
  void specialValues(String name, float x, float expected) {
    float actual = switch (name) {
      case "exp" -> Functions.exp(x);
      case "log" -> Functions.log(x);
      case "sigmoid" -> Functions.sigmoid(x);
      case "tanh" -> Functions.tanh(x);
      case "erf" -> Functions.erf(x);
      case "softplus" -> Functions.softplus(x);
      case "sign" -> Functions.sign(x);
      case "floor" -> Functions.floor(x);
      default -> throw new IllegalArgumentException(name);
    };
    assertEquals(expected, actual);
  }

  /** Powers follow Math.pow in its special cases and are rounded once from double. */
  @ParameterizedTest
  @CsvSource({"NaN,0", "0,0", "0,-1", "-0.0,-3", "-0.0,-2", "-2,3", "-2,0.5", "-2,2", "Infinity,-1", "-Infinity,3",
      "1,NaN",
      "0.9,1000", "0.999,12345", "2,127.99999", "2,-149", "1.0000001,1E9", "3.7,2", "10,-38.5"})
  void powers(float a, float b) {
    assertEquals((float) Math.pow(a, b), Functions.pow(a, b));
  }
}
