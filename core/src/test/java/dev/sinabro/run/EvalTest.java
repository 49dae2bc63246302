package dev.sinabro.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.TensorType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvalTest {

  /** The first program of the project: J = 3(a + bc) at a = 5, b = 3, c = 2. */
  @Test
  void theSmallestProgram() {
    var g = new Graph();
    var a = g.scalar("a", 5);
    var b = g.scalar("b", 3);
    var c = g.scalar("c", 2);
    var j = a.add(b.mul(c)).mul(3);
    var dj = Gradients.of(j, a, b, c);
    try (var device = Devices.open("reference")) {
      var values = Eval.of(device, j, dj.of(a), dj.of(b), dj.of(c));
      assertEquals(33, values.scalar(j));
      assertEquals(3, values.scalar(dj.of(a)));
      assertEquals(6, values.scalar(dj.of(b)));
      assertEquals(9, values.scalar(dj.of(c)));
    }
  }

  @Test
  void inputsCanTakeOtherValues() {
    var g = new Graph();
    var a = g.scalar("a", 5);
    var doubled = a.mul(2);
    try (var device = Devices.open("reference")) {
      assertEquals(14, Eval.of(device, Map.of("a", new double[] {7}), doubled).scalar(doubled));
    }
  }

  @Test
  void anInputWithoutValueIsNamed() {
    var g = new Graph();
    var x = g.input("x", TensorType.f32(2)).neg();
    try (var device = Devices.open("reference")) {
      var error = assertThrows(GraphException.class, () -> Eval.of(device, x));
      assertEquals("input x has no value; pass one, or declare it with one", error.getMessage());
    }
  }
}
