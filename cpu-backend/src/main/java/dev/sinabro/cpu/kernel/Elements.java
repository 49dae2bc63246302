package dev.sinabro.cpu.kernel;

import dev.sinabro.cpu.math.BlockMath;
import dev.sinabro.cpu.memory.Memory;
import dev.sinabro.graph.DType;

/** Single elements of any type as a number that holds them: a float, or an int. */
final class Elements {
  private Elements() {}

  static float asFloat(DType dtype, long base, long index) {
    return switch (dtype) {
      case F32 -> Memory.getFloat(base + 4 * index);
      case I32 -> Memory.getInt(base + 4 * index);
      case U8 -> Memory.getByte(base + index) & 0xFF;
      case BOOL -> Memory.getByte(base + index);
      case F64 -> throw new IllegalArgumentException("the CPU computes in f32");
    };
  }

  /** Neighbors as floats, for exactly {@code count} elements. */
  static void asFloats(BlockMath math, DType dtype, long base, long first, long target, int count) {
    switch (dtype) {
      case F32 -> Memory.copy(base + 4 * first, target, 4L * count);
      case U8, BOOL -> math.widen(base + first, target, count);
      case I32, F64 -> {
        for (int i = 0; i < count; i++) {
          Memory.setFloat(target + 4L * i, asFloat(dtype, base, first + i));
        }
      }
    }
  }

  /** A real is cut toward 0; what is out of range becomes the nearest int, NaN 0. */
  static int asInt(DType dtype, long base, long index) {
    return dtype == DType.I32 ? Memory.getInt(base + 4 * index) : (int) asFloat(dtype, base, index);
  }

  static void store(DType dtype, long base, long index, int value) {
    switch (dtype) {
      case F32 -> Memory.setFloat(base + 4 * index, value);
      case I32 -> Memory.setInt(base + 4 * index, value);
      case U8, BOOL -> Memory.setByte(base + index, (byte) value);
      case F64 -> throw new IllegalArgumentException("the CPU computes in f32");
    }
  }
}
