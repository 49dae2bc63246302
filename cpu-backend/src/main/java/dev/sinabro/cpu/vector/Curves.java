package dev.sinabro.cpu.vector;

import static dev.sinabro.cpu.math.Polynomials.*;
import static dev.sinabro.cpu.vector.Lanes.FLOATS;
import static dev.sinabro.cpu.vector.Lanes.next;

import dev.sinabro.cpu.math.Functions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The error function, angles, and exponential and logarithm near 0, on all lanes as {@link Functions} on one. */
final class Curves {
  private Curves() {}

  static FloatVector erf(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector s = x.mul(x);
    FloatVector p = next(next(next(all(ERF6), s, ERF5), s, ERF4), s, ERF3);
    FloatVector inner = x.fma(next(next(next(p, s, ERF2), s, ERF1), s, ERF0), x);
    FloatVector u = a.blend(ERF_HIGH, a.compare(VectorOperators.GT, ERF_HIGH));
    FloatVector q = next(next(next(all(ERFC7), u, ERFC6), u, ERFC5), u, ERFC4);
    q = next(next(next(next(q, u, ERFC3), u, ERFC2), u, ERFC1), u, ERFC0);
    FloatVector outer = Lanes.copySign(all(1f).sub(Lanes.exp(q)), x);
    return outer.blend(inner, a.compare(VectorOperators.LE, 1f));
  }

  static FloatVector sin(FloatVector x) {
    FloatVector y = sine(x, 0);
    VectorMask<Float> large = x.abs().compare(VectorOperators.GE, ANGLE_HIGH);
    if (large.anyTrue()) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        y = large.laneIsSet(lane) ? y.withLane(lane, Functions.sin(x.lane(lane))) : y;
      }
    }
    return y;
  }

  static FloatVector cos(FloatVector x) {
    FloatVector y = sine(x, 1);
    VectorMask<Float> large = x.abs().compare(VectorOperators.GE, ANGLE_HIGH);
    if (large.anyTrue()) {
      for (int lane = 0; lane < Lanes.COUNT; lane++) {
        y = large.laneIsSet(lane) ? y.withLane(lane, Functions.cos(x.lane(lane))) : y;
      }
    }
    return y;
  }

  private static FloatVector sine(FloatVector x, int quarters) {
    FloatVector shifted = x.fma(all(TWO_BY_PI), all(ROUNDER));
    FloatVector k = shifted.sub(ROUNDER);
    IntVector quarter = shifted.reinterpretAsInts().sub(ROUNDER_BITS - quarters);
    FloatVector r = k.fma(all(-HALF_PI_LOW), k.fma(all(-HALF_PI_MIDDLE), k.fma(all(-HALF_PI_HIGH), x)));
    FloatVector u = r.mul(r);
    FloatVector sine = u.mul(r).fma(next(next(all(SIN2), u, SIN1), u, SIN0), r);
    FloatVector cosine = u.fma(next(next(next(all(COS2), u, COS1), u, COS0), u, -0.5f), all(1f));
    FloatVector y = sine.blend(cosine, quarter.and(1).compare(VectorOperators.NE, 0).cast(FLOATS));
    return y.blend(y.neg(), quarter.and(2).compare(VectorOperators.NE, 0).cast(FLOATS));
  }

  static FloatVector atan2(FloatVector y, FloatVector x) {
    FloatVector across = x.abs();
    FloatVector up = y.abs();
    FloatVector small = across.min(up);
    FloatVector large = across.max(up);
    FloatVector t = small.div(large).blend(1f, small.compare(VectorOperators.EQ, large));
    t = t.blend(0f, large.compare(VectorOperators.EQ, 0f));
    FloatVector u = t.mul(t);
    FloatVector p = next(next(next(next(all(ATAN8), u, ATAN7), u, ATAN6), u, ATAN5), u, ATAN4);
    p = next(next(next(next(p, u, ATAN3), u, ATAN2), u, ATAN1), u, ATAN0);
    p = t.mul(u).fma(p, t);
    p = p.blend(all(HALF_PI_HIGH).sub(p).add(HALF_PI_MIDDLE), up.compare(VectorOperators.GT, across));
    VectorMask<Float> left = x.reinterpretAsInts().compare(VectorOperators.LT, 0).cast(FLOATS);
    p = p.blend(all(2f * HALF_PI_HIGH).sub(p).add(2f * HALF_PI_MIDDLE), left);
    return Lanes.copySign(p, y);
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector bounded = x.blend(EXP_HIGH, x.compare(VectorOperators.GT, EXP_HIGH));
    bounded = bounded.blend(EXPM1_LOW, bounded.compare(VectorOperators.LT, EXPM1_LOW));
    FloatVector shifted = bounded.fma(all(LOG2_E), all(ROUNDER));
    FloatVector k = shifted.sub(ROUNDER);
    FloatVector e = Lanes.expMinusOne(Lanes.rest(bounded, k));
    FloatVector power = Lanes.powerOfTwo(shifted.reinterpretAsInts().sub(ROUNDER_BITS + 1));
    FloatVector y = power.fma(e, power.sub(0.5f)).mul(2f);
    return y.blend(e, k.compare(VectorOperators.EQ, 0f));
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(1f);
    FloatVector y = Lanes.log(u);
    FloatVector lost = x.sub(u.sub(1f)).div(u);
    return y.blend(y.add(lost), y.abs().compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
  }

  static FloatVector round(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector rounded = Lanes.copySign(a.add(WHOLE).sub(WHOLE), x);
    return x.blend(rounded, a.compare(VectorOperators.LT, WHOLE));
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
