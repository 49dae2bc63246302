package dev.sinabro.cpu.vector;

import static dev.sinabro.cpu.vector.Lanes.load;
import static dev.sinabro.cpu.vector.Lanes.padded;
import static dev.sinabro.cpu.vector.Lanes.store;

import dev.sinabro.cpu.math.BlockFunction;
import dev.sinabro.cpu.math.Functions;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.BinaryFn;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Functions of two operands over a block, each a method of its own as in {@link UnaryLoops}. */
final class BinaryLoops {
  private BinaryLoops() {}

  static BlockFunction of(BinaryFn fn) {
    return switch (fn) {
      case ADD -> (a, b, _, y, count) -> add(a, b, y, count);
      case SUB -> (a, b, _, y, count) -> sub(a, b, y, count);
      case MUL, AND -> (a, b, _, y, count) -> mul(a, b, y, count);
      case DIV -> (a, b, _, y, count) -> div(a, b, y, count);
      case REMAINDER -> (a, b, _, y, count) -> remainder(a, b, y, count);
      case MAX, OR -> (a, b, _, y, count) -> max(a, b, y, count);
      case MIN -> (a, b, _, y, count) -> min(a, b, y, count);
      case POW -> (a, b, _, y, count) -> pow(a, b, y, count);
      case ATAN2 -> (a, b, _, y, count) -> atan2(a, b, y, count);
      case EQUAL -> (a, b, _, y, count) -> equal(a, b, y, count);
      case LESS -> (a, b, _, y, count) -> less(a, b, y, count);
      case LESS_EQUAL -> (a, b, _, y, count) -> lessEqual(a, b, y, count);
      case SIGMOID_CROSS_ENTROPY -> (a, b, _, y, count) -> sigmoidCrossEntropy(a, b, y, count);
    };
  }

  private static void add(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(u.add(v), y + 4L * i);
    }
  }

  private static void sub(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(u.sub(v), y + 4L * i);
    }
  }

  private static void mul(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(u.mul(v), y + 4L * i);
    }
  }

  private static void div(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(u.div(v), y + 4L * i);
    }
  }

  private static void max(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(u.max(v), y + 4L * i);
    }
  }

  private static void min(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(u.min(v), y + 4L * i);
    }
  }

  private static void equal(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(Lanes.truth(u.compare(VectorOperators.EQ, v)), y + 4L * i);
    }
  }

  private static void less(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(Lanes.truth(u.compare(VectorOperators.LT, v)), y + 4L * i);
    }
  }

  private static void lessEqual(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(Lanes.truth(u.compare(VectorOperators.LE, v)), y + 4L * i);
    }
  }

  /** Stored as softplus is. */
  private static void sigmoidCrossEntropy(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      Lanes.sigmoidCrossEntropy(u, v).intoMemorySegment(Memory.ALL, y + 4L * i, Lanes.ORDER);
    }
  }

  private static void atan2(long a, long b, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector u = load(a + 4L * i);
      FloatVector v = load(b + 4L * i);
      store(Curves.atan2(u, v), y + 4L * i);
    }
  }

  /** Remainders are exact, which takes as many steps as the quotient has bits: they are taken one by one. */
  private static void remainder(long a, long b, long y, int count) {
    for (int i = 0; i < count; i++) {
      Memory.setFloat(y + 4L * i, Functions.remainder(Memory.getFloat(a + 4L * i), Memory.getFloat(b + 4L * i)));
    }
  }

  /** Powers need more than float precision on the way, and are rare: they are taken one by one. */
  private static void pow(long a, long b, long y, int count) {
    for (int i = 0; i < count; i++) {
      Memory.setFloat(y + 4L * i, Functions.pow(Memory.getFloat(a + 4L * i), Memory.getFloat(b + 4L * i)));
    }
  }
}
