package dev.sinabro.cpu.vector;

import static dev.sinabro.cpu.vector.Lanes.COUNT;
import static dev.sinabro.cpu.vector.Lanes.load;
import static dev.sinabro.cpu.vector.Lanes.store;

import dev.sinabro.cpu.math.BlockFunction;
import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.math.Winograd;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.BinaryFn;
import dev.sinabro.graph.UnaryFn;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Whole vectors at a time; where a count is exact, the rest is done under a mask with the same operations. */
public final class VectorMath implements BlockMath {
  private static final FloatVector LOWEST = FloatVector.broadcast(Lanes.FLOATS, Float.NEGATIVE_INFINITY);
  /** As many bytes as floats, but no vector has fewer than 8. */
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(COUNT, 8) * Byte.SIZE));

  private final Winograd winograd = new VectorWinograd();

  /** The vector form. */
  public VectorMath() {}

  @Override
  public String name() {
    return switch (COUNT * Float.SIZE) {
      case 512 -> "AVX-512";
      case 256 -> "AVX2";
      default -> COUNT * Float.SIZE + "-bit vectors";
    };
  }

  @Override
  public BlockFunction unary(UnaryFn fn) {
    return UnaryLoops.of(fn);
  }

  @Override
  public BlockFunction binary(BinaryFn fn) {
    return BinaryLoops.of(fn);
  }

  @Override
  public BlockFunction select() {
    return VectorMath::select;
  }

  private static void select(long a, long b, long c, long y, int count) {
    for (int i = 0; i < Lanes.padded(count); i += COUNT) {
      VectorMask<Float> condition = load(a + 4L * i).compare(VectorOperators.NE, 0f);
      store(load(c + 4L * i).blend(load(b + 4L * i), condition), y + 4L * i);
    }
  }

  @Override
  public BlockFunction truth() {
    return (a, _, _, y, count) -> UnaryLoops.truth(a, y, count);
  }

  @Override
  public BlockFunction move() {
    return (a, _, _, y, count) -> UnaryLoops.move(a, y, count);
  }

  @Override
  public void widen(long bytes, long y, int count) {
    int i = 0;
    for (; i <= count - BYTES.length(); i += COUNT) {
      ByteVector x = ByteVector.fromMemorySegment(BYTES, Memory.ALL, bytes + i, Lanes.ORDER);
      Vector<Integer> numbers = x.convertShape(VectorOperators.ZERO_EXTEND_B2I, Lanes.INTS, 0);
      store((FloatVector) numbers.convert(VectorOperators.I2F, 0), y + 4L * i);
    }
    for (; i < count; i++) {
      Memory.setFloat(y + 4L * i, Memory.getByte(bytes + i) & 0xFF);
    }
  }

  @Override
  public void fill(float value, long y, int count) {
    FloatVector all = FloatVector.broadcast(Lanes.FLOATS, value);
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      store(all, y + 4L * i);
    }
    if (i < count) {
      store(all, y + 4L * i, Lanes.first(count - i));
    }
  }

  @Override
  public float sum(long x, int count) {
    FloatVector a = FloatVector.zero(Lanes.FLOATS);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    int i = 0;
    for (; i <= count - 4 * COUNT; i += 4 * COUNT) {
      a = a.add(load(x + 4L * i));
      b = b.add(load(x + 4L * (i + COUNT)));
      c = c.add(load(x + 4L * (i + 2 * COUNT)));
      d = d.add(load(x + 4L * (i + 3 * COUNT)));
    }
    for (; i <= count - COUNT; i += COUNT) {
      a = a.add(load(x + 4L * i));
    }
    if (i < count) {
      b = b.add(load(x + 4L * i, Lanes.first(count - i)));
    }
    return Lanes.sum(a.add(b).add(c.add(d)));
  }

  @Override
  public float max(long x, int count) {
    FloatVector a = LOWEST;
    FloatVector b = a;
    int i = 0;
    for (; i <= count - 2 * COUNT; i += 2 * COUNT) {
      a = a.max(load(x + 4L * i));
      b = b.max(load(x + 4L * (i + COUNT)));
    }
    for (; i < count; i += COUNT) {
      VectorMask<Float> mask = Lanes.first(count - i);
      a = a.max(LOWEST.blend(load(x + 4L * i, mask), mask));
    }
    return Lanes.max(a.max(b));
  }

  @Override
  public void addTo(long x, long y, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      store(load(y + 4L * i).add(load(x + 4L * i)), y + 4L * i);
    }
    if (i < count) {
      VectorMask<Float> mask = Lanes.first(count - i);
      store(load(y + 4L * i, mask).add(load(x + 4L * i, mask)), y + 4L * i, mask);
    }
  }

  @Override
  public void maxTo(long x, long y, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      store(load(y + 4L * i).max(load(x + 4L * i)), y + 4L * i);
    }
    if (i < count) {
      VectorMask<Float> mask = Lanes.first(count - i);
      store(load(y + 4L * i, mask).max(load(x + 4L * i, mask)), y + 4L * i, mask);
    }
  }

  @Override
  public float expAndSum(long x, float shift, long y, int count) {
    FloatVector sum = FloatVector.zero(Lanes.FLOATS);
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      FloatVector e = Lanes.exp(load(x + 4L * i).sub(shift));
      store(e, y + 4L * i);
      sum = sum.add(e);
    }
    if (i < count) {
      VectorMask<Float> mask = Lanes.first(count - i);
      FloatVector e = Lanes.exp(load(x + 4L * i, mask).sub(shift));
      store(e, y + 4L * i, mask);
      sum = sum.add(e, mask);
    }
    return Lanes.sum(sum);
  }

  @Override
  public void divide(long y, float divisor, int count) {
    int i = 0;
    for (; i <= count - COUNT; i += COUNT) {
      store(load(y + 4L * i).div(divisor), y + 4L * i);
    }
    if (i < count) {
      VectorMask<Float> mask = Lanes.first(count - i);
      store(load(y + 4L * i, mask).div(divisor), y + 4L * i, mask);
    }
  }

  @Override
  public Winograd winograd() {
    return winograd;
  }
}
