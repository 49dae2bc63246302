package dev.sinabro.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import dev.sinabro.run.NumericalGradient.Stencil;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class NumericalGradientTest {

  @Test
  void ofAFunctionOfNumbers() {
    double[] at = {2, -3, 0.5};
    double[] gradient = NumericalGradient.of(x -> x[0] * x[0] * x[1] + Math.exp(x[2]), at);
    assertArrayEquals(new double[] {-12, 4, Math.exp(0.5)}, gradient, 1e-10);
    assertArrayEquals(new double[] {2, -3, 0.5}, at);
  }

  /** Up to the fourth power it is exact but for rounding; of the fifth it leaves 4 h^4, as 120 h^4 / 30 says. */
  @Test
  void errorIsOfTheFourthOrder() {
    assertEquals(4, power(4, 0.5).derivative(), 1e-9);
    assertEquals(5 - 4 * Math.pow(0.5, 4), power(5, 0.5).derivative(), 1e-9);
    assertEquals(5 - 4 * Math.pow(0.25, 4), power(5, 0.25).derivative(), 1e-9);
  }

  private static Stencil power(int exponent, double h) {
    DoubleUnaryOperator f = x -> Math.pow(x, exponent);
    return new Stencil(h, f.applyAsDouble(1 - 2 * h), f.applyAsDouble(1 - h), 1, f.applyAsDouble(1 + h),
        f.applyAsDouble(1 + 2 * h));
  }

  @Test
  void aKinkIsSeenWithinThePointsOnly() {
    assertTrue(relu(0).hasKink(1e-6));
    assertTrue(relu(1.9e-4).hasKink(1e-6));
    assertFalse(relu(2.1e-4).hasKink(1e-6));
    assertFalse(relu(-2.1e-4).hasKink(1e-6));
    assertEquals(1, relu(0.5).derivative(), 1e-10);
  }

  private static Stencil relu(double x) {
    return Stencil.of(at -> Math.max(0, at[0]), new double[] {x}, 0, Math.max(0, x));
  }

  @Test
  void ofAGraphsScalarByItsInputs() {
    Graph g = new Graph();
    var a = g.scalar("a", 5);
    var b = g.tensor("b", Shape.of(2), 3, 1);
    var c = g.input("c", TensorType.f32(2));
    var j = a.add(b.mul(c)).tanh().mul(3).sum();
    var gradients = Gradients.of(j, a, b, c);
    Map<String, double[]> values = Map.of("c", new double[] {-1.5, -4.25});
    try (var device = Devices.open("reference")) {
      var numerical = NumericalGradient.of(device, values, j, a, b, c);
      var analytic = Eval.of(device, values, gradients.of(a), gradients.of(b), gradients.of(c));
      for (var input : new dev.sinabro.graph.Tensor[] {a, b, c}) {
        assertArrayEquals(analytic.of(gradients.of(input)), numerical.of(input), 1e-10, input.toString());
      }
      assertThrows(IllegalArgumentException.class, () -> numerical.of(j));
    }
  }

  @Test
  void whatHasNoGradientIsRefused() {
    Graph g = new Graph();
    var x = g.tensor("x", Shape.of(2), 1, 2);
    var y = g.input("y", TensorType.f32());
    try (var device = Devices.open("reference")) {
      assertTrue(refusal(() -> NumericalGradient.of(device, x, x)).contains("reduce it to a real scalar first"));
      assertTrue(refusal(() -> NumericalGradient.of(device, x.sum(), x.mul(2))).contains("is no real input"));
      assertTrue(refusal(() -> NumericalGradient.of(device, x.sum().add(y), x)).contains("input y has no value"));
      assertTrue(refusal(() -> NumericalGradient.of(device, Map.of("y", new float[1]), x.sum().add(y), y))
          .contains("no values of type double[]"));
    }
  }

  private static String refusal(Runnable refused) {
    return assertThrows(GraphException.class, refused::run).getMessage();
  }
}
