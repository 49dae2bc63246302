package dev.sinabro.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sinabro.grad.Gradients;
import dev.sinabro.graph.DType;
import dev.sinabro.graph.Graph;
import dev.sinabro.graph.GraphException;
import dev.sinabro.graph.Shape;
import dev.sinabro.graph.TensorType;
import java.lang.foreign.MemorySegment;
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

  @Test
  void anInputThatNothingNeedsNeedsNoValue() {
    var g = new Graph();
    g.input("x", TensorType.f32(2));
    var y = g.scalar("y", 3).mul(2);
    try (var device = Devices.open("reference")) {
      assertEquals(6, Eval.of(device, y).scalar(y));
    }
  }

  @Test
  void inputsAreArraysAndSegmentsOfAnyType() {
    var g = new Graph();
    var reals = g.input("reals", TensorType.f32(2)).mul(2);
    var more = g.input("more", TensorType.f32(2)).mul(3);
    var ints = g.input("ints", TensorType.i32(2)).add(1);
    var bytes = g.input("bytes", new TensorType(DType.U8, Shape.of(2))).sum();
    var truths = g.input("truths", new TensorType(DType.BOOL, Shape.of(3))).sum();
    try (var device = Devices.open("reference")) {
      var values = Eval.of(device,
          Map.of("reals", new float[] {1, 2}, "more", MemorySegment.ofArray(new float[] {3, 4}), "ints",
              new int[] {5, 6}, "bytes", new byte[] {(byte) 200, 100}, "truths", new double[] {7, 0, 1}),
          reals, more, ints, bytes, truths);
      assertArrayEquals(new float[] {2, 4}, values.floats(reals));
      assertArrayEquals(new float[] {9, 12}, values.floats(more));
      assertArrayEquals(new int[] {6, 7}, values.ints(ints));
      assertArrayEquals(new int[] {300}, values.ints(bytes));
      assertArrayEquals(new int[] {2}, values.ints(truths));
      assertEquals(2, Eval.of(device, Map.of("truths", new byte[] {7, 0, 2}), truths).scalar(truths));
    }
  }

  @Test
  void whatCannotBeEvaluatedIsTold() {
    var g = new Graph();
    var n = g.input("n", TensorType.i32(1)).add(1);
    var x = g.scalar("x", 1);
    var other = new Graph().scalar("x", 1);
    try (var device = Devices.open("reference")) {
      assertEquals("there is nothing to evaluate; name at least one tensor",
          assertThrows(GraphException.class, () -> Eval.of(device)).getMessage());
      assertEquals(
          other + ", built at " + other.node().source() + ", is of another graph than " + x
              + "; evaluate the graphs one by one",
          assertThrows(GraphException.class, () -> Eval.of(device, x, other)).getMessage());
      assertEquals("element 0 of i32 cannot be 3.0E9: it holds whole numbers from -2147483648 to 2147483647",
          assertThrows(IllegalArgumentException.class, () -> Eval.of(device, Map.of("n", new double[] {3e9}), n))
              .getMessage());
      assertEquals("input n takes an array of double, float, int or byte, or a segment, not String",
          assertThrows(IllegalArgumentException.class, () -> Eval.of(device, Map.of("n", "3"), n)).getMessage());
    }
  }
}
