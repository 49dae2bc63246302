package dev.sinabro.cpu.vector;

import static dev.sinabro.cpu.vector.Lanes.load;
import static dev.sinabro.cpu.vector.Lanes.padded;
import static dev.sinabro.cpu.vector.Lanes.store;

import dev.sinabro.cpu.math.BlockFunction;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.UnaryFn;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Functions of one operand over a block. Each loop is a method of its own, which the compiler turns into its own code. */
final class UnaryLoops {
  private UnaryLoops() {}

  static BlockFunction of(UnaryFn fn) {
    return switch (fn) {
      case NEG -> (a, _, _, y, count) -> neg(a, y, count);
      case ABS -> (a, _, _, y, count) -> abs(a, y, count);
      case SIGN -> (a, _, _, y, count) -> sign(a, y, count);
      case EXP -> (a, _, _, y, count) -> exp(a, y, count);
      case LOG -> (a, _, _, y, count) -> log(a, y, count);
      case SQRT -> (a, _, _, y, count) -> sqrt(a, y, count);
      case SQUARE -> (a, _, _, y, count) -> square(a, y, count);
      case RECIPROCAL -> (a, _, _, y, count) -> reciprocal(a, y, count);
      case FLOOR -> (a, _, _, y, count) -> floor(a, y, count);
      case RELU -> (a, _, _, y, count) -> relu(a, y, count);
      case SIGMOID -> (a, _, _, y, count) -> sigmoid(a, y, count);
      case TANH -> (a, _, _, y, count) -> tanh(a, y, count);
      case STEP -> (a, _, _, y, count) -> step(a, y, count);
      case SOFTPLUS -> (a, _, _, y, count) -> softplus(a, y, count);
      case ERF -> (a, _, _, y, count) -> erf(a, y, count);
      case SIN -> (a, _, _, y, count) -> sin(a, y, count);
      case COS -> (a, _, _, y, count) -> cos(a, y, count);
      case EXPM1 -> (a, _, _, y, count) -> expm1(a, y, count);
      case LOG1P -> (a, _, _, y, count) -> log1p(a, y, count);
      case ROUND -> (a, _, _, y, count) -> round(a, y, count);
      case NOT -> (a, _, _, y, count) -> not(a, y, count);
    };
  }

  private static void neg(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(x.neg(), y + 4L * i);
    }
  }

  private static void abs(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(x.abs(), y + 4L * i);
    }
  }

  private static void sign(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.sign(x), y + 4L * i);
    }
  }

  private static void exp(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.exp(x), y + 4L * i);
    }
  }

  private static void log(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.log(x), y + 4L * i);
    }
  }

  private static void sqrt(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(x.sqrt(), y + 4L * i);
    }
  }

  private static void square(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(x.mul(x), y + 4L * i);
    }
  }

  private static void reciprocal(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.reciprocal(x), y + 4L * i);
    }
  }

  private static void floor(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.floor(x), y + 4L * i);
    }
  }

  private static void relu(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(x.blend(0f, x.compare(VectorOperators.LE, 0f)), y + 4L * i);
    }
  }

  private static void sigmoid(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.sigmoid(x), y + 4L * i);
    }
  }

  private static void tanh(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.tanh(x), y + 4L * i);
    }
  }

  private static void step(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.truth(x.compare(VectorOperators.GT, 0f)), y + 4L * i);
    }
  }

  /** Stored by the library's own method: the compiler would not put another of ours into code that is as large. */
  private static void softplus(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      Lanes.softplus(x).intoMemorySegment(Memory.ALL, y + 4L * i, Lanes.ORDER);
    }
  }

  private static void erf(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Curves.erf(x), y + 4L * i);
    }
  }

  private static void sin(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Curves.sin(x), y + 4L * i);
    }
  }

  private static void cos(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Curves.cos(x), y + 4L * i);
    }
  }

  private static void expm1(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Curves.expm1(x), y + 4L * i);
    }
  }

  private static void log1p(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Curves.log1p(x), y + 4L * i);
    }
  }

  private static void round(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Curves.round(x), y + 4L * i);
    }
  }

  private static void not(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.not(x), y + 4L * i);
    }
  }

  static void truth(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(Lanes.truth(x.compare(VectorOperators.NE, 0f)), y + 4L * i);
    }
  }

  static void move(long a, long y, int count) {
    for (int i = 0; i < padded(count); i += Lanes.COUNT) {
      FloatVector x = load(a + 4L * i);
      store(x, y + 4L * i);
    }
  }
}
