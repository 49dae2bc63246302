package dev.sinabro.cpu.vector;

import static dev.sinabro.cpu.math.Polynomials.ROUNDER_BITS;
import static dev.sinabro.cpu.math.Polynomials.SQRT_HALF_BITS;
import static dev.sinabro.cpu.vector.Constants.*;

import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.memory.Memory;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The machine's widest vector of floats, and the functions of {@link dev.sinabro.cpu.math.Functions} on all its lanes. */
final class Lanes {
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  static final int COUNT = FLOATS.length();

  static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int SIGN_BIT = 0x80000000;
  private static final VectorShuffle<Float> BY_8 = exchange(8);
  private static final VectorShuffle<Float> BY_4 = exchange(4);
  private static final VectorShuffle<Float> BY_2 = exchange(2);
  private static final VectorShuffle<Float> BY_1 = exchange(1);

  private Lanes() {}

  private static VectorShuffle<Float> exchange(int distance) {
    return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ distance) % COUNT);
  }

  /** Elements rounded up to whole vectors, where a loop may work on more than it needs. */
  static int padded(int count) {
    return (count + COUNT - 1) & -COUNT;
  }

  static boolean isSupported() {
    return COUNT <= BlockMath.PADDING;
  }

  static FloatVector load(long address) {
    return FloatVector.fromMemorySegment(FLOATS, Memory.ALL, address, ORDER);
  }

  static void store(FloatVector value, long address) {
    value.intoMemorySegment(Memory.ALL, address, ORDER);
  }

  /** The first lanes from memory, 0 in the others. */
  static FloatVector load(long address, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(FLOATS, Memory.ALL, address, ORDER, mask);
  }

  static void store(FloatVector value, long address, VectorMask<Float> mask) {
    value.intoMemorySegment(Memory.ALL, address, ORDER, mask);
  }

  static VectorMask<Float> first(int count) {
    return FLOATS.indexInRange(0, count);
  }

  /** The sum of the lanes: halves are added until one lane is left. */
  static float sum(FloatVector x) {
    FloatVector sum = COUNT > 8 ? x.add(x.rearrange(BY_8)) : x;
    sum = COUNT > 4 ? sum.add(sum.rearrange(BY_4)) : sum;
    sum = sum.add(sum.rearrange(BY_2));
    return sum.add(sum.rearrange(BY_1)).lane(0);
  }

  static float max(FloatVector x) {
    FloatVector max = COUNT > 8 ? x.max(x.rearrange(BY_8)) : x;
    max = COUNT > 4 ? max.max(max.rearrange(BY_4)) : max;
    max = max.max(max.rearrange(BY_2));
    return max.max(max.rearrange(BY_1)).lane(0);
  }

  /** 1 where the mask is set, else 0. */
  static FloatVector truth(VectorMask<Float> mask) {
    return ZERO.blend(ONE, mask);
  }

  static FloatVector not(FloatVector x) {
    return ONE.sub(x);
  }

  static FloatVector reciprocal(FloatVector x) {
    return ONE.div(x);
  }

  static FloatVector exp(FloatVector x) {
    return finiteExp(x.blend(EXP_HIGH, x.compare(VectorOperators.GT, EXP_HIGH)));
  }

  /** The exponential where nothing is above {@link Constants#EXP_HIGH}. */
  private static FloatVector finiteExp(FloatVector x) {
    FloatVector bounded = x.blend(EXP_LOW, x.compare(VectorOperators.LT, EXP_LOW));
    FloatVector shifted = bounded.fma(LOG2_E, ROUNDER);
    FloatVector r = rest(bounded, shifted.sub(ROUNDER));
    IntVector k = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
    IntVector half = k.lanewise(VectorOperators.ASHR, 1);
    return expMinusOne(r).add(ONE).mul(powerOfTwo(half)).mul(powerOfTwo(k.sub(half)));
  }

  static FloatVector rest(FloatVector x, FloatVector k) {
    FloatVector high = k.fma(MINUS_LN2_HIGH, x);
    return k.fma(MINUS_LN2_LOW, high);
  }

  static FloatVector expMinusOne(FloatVector r) {
    FloatVector q = E4.fma(r, E3).fma(r, E2).fma(r, E1).fma(r, E0);
    return q.mul(r).fma(r, r);
  }

  static FloatVector powerOfTwo(IntVector exponent) {
    return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector log(FloatVector x) {
    VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(LIFT), subnormal).reinterpretAsInts();
    IntVector exponent = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 23);
    FloatVector f = bits.sub(exponent.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(ONE);
    FloatVector k = (FloatVector) exponent.convert(VectorOperators.I2F, 0);
    k = k.blend(k.sub(25f), subnormal);
    FloatVector low = k.fma(LN2_LOW, logOnePlus(f));
    FloatVector y = k.fma(LN2_HIGH, low);
    y = y.blend(x, x.compare(VectorOperators.EQ, INFINITY));
    FloatVector other = FloatVector.broadcast(FLOATS, Float.NaN)
        .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, ZERO));
    return other.blend(y, x.compare(VectorOperators.GT, ZERO));
  }

  private static FloatVector logOnePlus(FloatVector f) {
    FloatVector p = L7.fma(f, L6).fma(f, L5).fma(f, L4).fma(f, L3).fma(f, L2).fma(f, L1).fma(f, L0);
    return f.mul(f).fma(p.fma(f, MINUS_HALF), f);
  }

  private static FloatVector logOnePlusUnit(FloatVector e) {
    VectorMask<Float> upper = e.compare(VectorOperators.GT, SQRT_2_LESS_1);
    FloatVector y = logOnePlus(e.blend(e.sub(ONE).mul(HALF), upper));
    return y.blend(y.add(LN2_LOW).add(LN2_HIGH), upper);
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = finiteExp(x.abs().neg());
    return ONE.blend(e, x.compare(VectorOperators.LT, ZERO)).div(e.add(ONE));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector e = boundedExpm1(a.blend(TANH_HIGH, a.compare(VectorOperators.GT, TANH_HIGH)).mul(TWO));
    return copySign(e.div(e.add(TWO)), x);
  }

  static FloatVector boundedExpm1(FloatVector x) {
    FloatVector shifted = x.fma(LOG2_E, ROUNDER);
    FloatVector power = powerOfTwo(shifted.reinterpretAsInts().sub(ROUNDER_BITS));
    return power.fma(expMinusOne(rest(x, shifted.sub(ROUNDER))), power.sub(ONE));
  }

  /** The magnitude of a number, with the sign of another. */
  static FloatVector copySign(FloatVector magnitude, FloatVector sign) {
    IntVector bit = sign.reinterpretAsInts().and(SIGN_BIT);
    return magnitude.reinterpretAsInts().and(~SIGN_BIT).or(bit).reinterpretAsFloats();
  }

  static FloatVector positivePart(FloatVector x) {
    return ZERO.blend(x, x.compare(VectorOperators.GT, ZERO));
  }

  static FloatVector softplus(FloatVector x) {
    return positivePart(x).add(logOnePlusUnit(finiteExp(x.abs().neg())));
  }

  static FloatVector sigmoidCrossEntropy(FloatVector a, FloatVector b) {
    return positivePart(a).sub(a.mul(b)).add(logOnePlusUnit(finiteExp(a.abs().neg())));
  }

  static FloatVector sign(FloatVector x) {
    FloatVector positive = x.blend(1f, x.compare(VectorOperators.GT, ZERO));
    return positive.blend(-1f, x.compare(VectorOperators.LT, ZERO));
  }

  static FloatVector floor(FloatVector x) {
    VectorMask<Float> small = x.abs().compare(VectorOperators.LT, 0x1p23f);
    FloatVector cut = (FloatVector) x.convert(VectorOperators.F2I, 0).convert(VectorOperators.I2F, 0);
    FloatVector below = cut.blend(cut.sub(1f), cut.compare(VectorOperators.GT, x));
    return x.blend(copySign(below, x), small);
  }
}
