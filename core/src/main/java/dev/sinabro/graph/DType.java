package dev.sinabro.graph;

import java.util.Locale;

/** The type of one element of a tensor. */
public enum DType {
  /** IEEE 754 binary32: what a graph calls a real number. */
  F32(4),
  /** IEEE 754 binary64: stands in the place of {@link #F32} in programs for the reference backend, never in a graph. */
  F64(8),
  /** 32-bit signed integer: labels, row numbers, counters. */
  I32(4),
  /** Unsigned byte, 0 to 255: stored images. */
  U8(1),
  /** Truth value, one byte: 0 or 1. */
  BOOL(1);

  private final int byteSize;

  DType(int byteSize) {
    this.byteSize = byteSize;
  }

  /** Bytes of one element. */
  public int byteSize() {
    return byteSize;
  }

  /** Whether elements are real numbers, which alone can have a gradient. */
  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  /** Whether a value can be stored: reals hold each, rounded. */
  public boolean holds(double value) {
    return switch (this) {
      case F32, F64 -> true;
      case I32 -> value == (int) value;
      case U8 -> value == ((int) value & 0xFF);
      case BOOL -> value == 0 || value == 1;
    };
  }

  /** The values that can be stored, for messages. */
  public String range() {
    return switch (this) {
      case F32, F64 -> "real numbers";
      case I32 -> "whole numbers from -2147483648 to 2147483647";
      case U8 -> "whole numbers from 0 to 255";
      case BOOL -> "0 and 1";
    };
  }

  /** As messages and listings show it, for example {@code f32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
