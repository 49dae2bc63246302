package dev.sinabro.cli.serve;

import dev.sinabro.cli.http.Refusal;
import java.util.Arrays;

/** The element types of the protocol. */
enum Datatype {
  BOOL(0, 1),
  UINT8(0, 0xFF),
  UINT16(0, 0xFFFF),
  UINT32(0, 0xFFFF_FFFFL),
  UINT64(0, 0x1p64),
  INT8(Byte.MIN_VALUE, Byte.MAX_VALUE),
  INT16(Short.MIN_VALUE, Short.MAX_VALUE),
  INT32(Integer.MIN_VALUE, Integer.MAX_VALUE),
  INT64(-0x1p63, 0x1p63),
  FP16(-65504, 65504),
  FP32(-Float.MAX_VALUE, Float.MAX_VALUE),
  FP64(-Double.MAX_VALUE, Double.MAX_VALUE),
  /** Text. */
  BYTES(0, -1);

  private final double least;
  private final double most;

  Datatype(double least, double most) {
    this.least = least;
    this.most = most;
  }

  static Datatype of(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst().orElseThrow(
        () -> Refusal.malformed("there is no datatype '" + Refusal.shown(name) + "'; there are "
            + Arrays.toString(values())));
  }

  boolean isNumeric() {
    return this != BYTES;
  }

  /** Whether a number is one of this type. */
  boolean holds(double number) {
    boolean real = this == FP16 || this == FP32 || this == FP64;
    return number >= least && number <= most && (real || number == Math.rint(number));
  }
}
