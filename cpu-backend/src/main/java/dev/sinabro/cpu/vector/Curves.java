package dev.sinabro.cpu.vector;

import static dev.sinabro.cpu.math.Polynomials.ANGLE_HIGH;
import static dev.sinabro.cpu.math.Polynomials.ROUNDER_BITS;
import static dev.sinabro.cpu.vector.Constants.*;
import static dev.sinabro.cpu.vector.Lanes.FLOATS;

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
    FloatVector u = a.blend(ERF_HIGH, a.compare(VectorOperators.GT, ERF_HIGH));
    FloatVector p = ERF8.fma(u, ERF7).fma(u, ERF6).fma(u, ERF5).fma(u, ERF4);
    p = p.fma(u, ERF3).fma(u, ERF2).fma(u, ERF1).fma(u, ERF0);
    FloatVector minus = u.neg();
    return Lanes.copySign(Lanes.boundedExpm1(minus.fma(p, minus)), x);
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
    FloatVector shifted = x.fma(TWO_BY_PI, ROUNDER);
    FloatVector k = shifted.sub(ROUNDER);
    IntVector quarter = shifted.reinterpretAsInts().sub(ROUNDER_BITS - quarters);
    FloatVector r = k.fma(MINUS_HALF_PI_LOW, k.fma(MINUS_HALF_PI_MIDDLE, k.fma(MINUS_HALF_PI_HIGH, x)));
    FloatVector u = r.mul(r);
    FloatVector sine = u.mul(r).fma(SIN2.fma(u, SIN1).fma(u, SIN0), r);
    FloatVector cosine = u.fma(COS2.fma(u, COS1).fma(u, COS0).fma(u, MINUS_HALF), ONE);
    FloatVector y = sine.blend(cosine, quarter.and(1).compare(VectorOperators.NE, 0).cast(FLOATS));
    return y.blend(y.neg(), quarter.and(2).compare(VectorOperators.NE, 0).cast(FLOATS));
  }

  static FloatVector atan2(FloatVector y, FloatVector x) {
    FloatVector across = x.abs();
    FloatVector up = y.abs();
    FloatVector small = across.min(up);
    FloatVector large = across.max(up);
    FloatVector t = small.div(large).blend(ONE, small.compare(VectorOperators.EQ, large));
    t = t.blend(ZERO, large.compare(VectorOperators.EQ, ZERO));
    FloatVector u = t.mul(t);
    FloatVector p = ATAN8.fma(u, ATAN7).fma(u, ATAN6).fma(u, ATAN5).fma(u, ATAN4);
    p = p.fma(u, ATAN3).fma(u, ATAN2).fma(u, ATAN1).fma(u, ATAN0);
    p = t.mul(u).fma(p, t);
    p = p.blend(HALF_PI_HIGH.sub(p).add(HALF_PI_MIDDLE), up.compare(VectorOperators.GT, across));
    VectorMask<Float> left = x.reinterpretAsInts().compare(VectorOperators.LT, 0).cast(FLOATS);
    p = p.blend(PI_HIGH.sub(p).add(PI_MIDDLE), left);
    return Lanes.copySign(p, y);
  }

  static FloatVector expm1(FloatVector x) {
    FloatVector bounded = x.blend(EXP_HIGH, x.compare(VectorOperators.GT, EXP_HIGH));
    bounded = bounded.blend(EXPM1_LOW, bounded.compare(VectorOperators.LT, EXPM1_LOW));
    FloatVector shifted = bounded.fma(LOG2_E, ROUNDER);
    FloatVector k = shifted.sub(ROUNDER);
    FloatVector e = Lanes.expMinusOne(Lanes.rest(bounded, k));
    FloatVector power = Lanes.powerOfTwo(shifted.reinterpretAsInts().sub(ROUNDER_BITS + 1));
    FloatVector y = power.fma(e, power.sub(HALF)).mul(TWO);
    return y.blend(e, k.compare(VectorOperators.EQ, ZERO));
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector u = x.add(ONE);
    FloatVector y = Lanes.log(u);
    FloatVector lost = x.sub(u.sub(ONE)).div(u);
    return y.blend(y.add(lost), y.abs().compare(VectorOperators.LT, INFINITY));
  }

  static FloatVector round(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector rounded = Lanes.copySign(a.add(WHOLE).sub(WHOLE), x);
    return x.blend(rounded, a.compare(VectorOperators.LT, WHOLE));
  }
}
