package dev.sinabro.cpu.vector;

import dev.sinabro.cpu.math.Polynomials;
import jdk.incubator.vector.FloatVector;

/**
 * Numbers in all lanes, those of {@link Polynomials} and some more. A vector that stands ready is less code than a number
 * that is spread where it is used, and the compiler keeps vectors in registers only in code that is not too large for it.
 */
final class Constants {
  static final FloatVector ZERO = all(0f);
  static final FloatVector HALF = all(0.5f);
  static final FloatVector MINUS_HALF = all(-0.5f);
  static final FloatVector ONE = all(1f);
  static final FloatVector TWO = all(2f);
  static final FloatVector INFINITY = all(Float.POSITIVE_INFINITY);
  static final FloatVector WHOLE = all(Polynomials.WHOLE);
  static final FloatVector ROUNDER = all(Polynomials.ROUNDER);
  static final FloatVector LOG2_E = all(Polynomials.LOG2_E);
  static final FloatVector LN2_HIGH = all(Polynomials.LN2_HIGH);
  static final FloatVector LN2_LOW = all(Polynomials.LN2_LOW);
  static final FloatVector MINUS_LN2_HIGH = all(-Polynomials.LN2_HIGH);
  static final FloatVector MINUS_LN2_LOW = all(-Polynomials.LN2_LOW);
  static final FloatVector EXP_HIGH = all(Polynomials.EXP_HIGH);
  static final FloatVector EXP_LOW = all(Polynomials.EXP_LOW);
  static final FloatVector EXPM1_LOW = all(Polynomials.EXPM1_LOW);
  static final FloatVector TANH_HIGH = all(Polynomials.TANH_HIGH);
  static final FloatVector ERF_HIGH = all(Polynomials.ERF_HIGH);
  static final FloatVector LIFT = all(Polynomials.LIFT);
  static final FloatVector SQRT_2_LESS_1 = all(Polynomials.SQRT_2_LESS_1);
  static final FloatVector TWO_BY_PI = all(Polynomials.TWO_BY_PI);
  static final FloatVector HALF_PI_HIGH = all(Polynomials.HALF_PI_HIGH);
  static final FloatVector HALF_PI_MIDDLE = all(Polynomials.HALF_PI_MIDDLE);
  static final FloatVector MINUS_HALF_PI_HIGH = all(-Polynomials.HALF_PI_HIGH);
  static final FloatVector MINUS_HALF_PI_MIDDLE = all(-Polynomials.HALF_PI_MIDDLE);
  static final FloatVector MINUS_HALF_PI_LOW = all(-Polynomials.HALF_PI_LOW);
  static final FloatVector PI_HIGH = all(2f * Polynomials.HALF_PI_HIGH);
  static final FloatVector PI_MIDDLE = all(2f * Polynomials.HALF_PI_MIDDLE);
  static final FloatVector E0 = all(Polynomials.E0);
  static final FloatVector E1 = all(Polynomials.E1);
  static final FloatVector E2 = all(Polynomials.E2);
  static final FloatVector E3 = all(Polynomials.E3);
  static final FloatVector E4 = all(Polynomials.E4);
  static final FloatVector L0 = all(Polynomials.L0);
  static final FloatVector L1 = all(Polynomials.L1);
  static final FloatVector L2 = all(Polynomials.L2);
  static final FloatVector L3 = all(Polynomials.L3);
  static final FloatVector L4 = all(Polynomials.L4);
  static final FloatVector L5 = all(Polynomials.L5);
  static final FloatVector L6 = all(Polynomials.L6);
  static final FloatVector L7 = all(Polynomials.L7);
  static final FloatVector ERF0 = all(Polynomials.ERF0);
  static final FloatVector ERF1 = all(Polynomials.ERF1);
  static final FloatVector ERF2 = all(Polynomials.ERF2);
  static final FloatVector ERF3 = all(Polynomials.ERF3);
  static final FloatVector ERF4 = all(Polynomials.ERF4);
  static final FloatVector ERF5 = all(Polynomials.ERF5);
  static final FloatVector ERF6 = all(Polynomials.ERF6);
  static final FloatVector ERF7 = all(Polynomials.ERF7);
  static final FloatVector ERF8 = all(Polynomials.ERF8);
  static final FloatVector SIN0 = all(Polynomials.SIN0);
  static final FloatVector SIN1 = all(Polynomials.SIN1);
  static final FloatVector SIN2 = all(Polynomials.SIN2);
  static final FloatVector COS0 = all(Polynomials.COS0);
  static final FloatVector COS1 = all(Polynomials.COS1);
  static final FloatVector COS2 = all(Polynomials.COS2);
  static final FloatVector ATAN0 = all(Polynomials.ATAN0);
  static final FloatVector ATAN1 = all(Polynomials.ATAN1);
  static final FloatVector ATAN2 = all(Polynomials.ATAN2);
  static final FloatVector ATAN3 = all(Polynomials.ATAN3);
  static final FloatVector ATAN4 = all(Polynomials.ATAN4);
  static final FloatVector ATAN5 = all(Polynomials.ATAN5);
  static final FloatVector ATAN6 = all(Polynomials.ATAN6);
  static final FloatVector ATAN7 = all(Polynomials.ATAN7);
  static final FloatVector ATAN8 = all(Polynomials.ATAN8);

  private Constants() {}

  private static FloatVector all(float value) {
    return FloatVector.broadcast(Lanes.FLOATS, value);
  }
}
