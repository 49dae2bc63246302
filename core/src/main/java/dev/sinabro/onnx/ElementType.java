package dev.sinabro.onnx;

import dev.sinabro.graph.DType;
import java.util.Optional;
import java.util.stream.Stream;

/** Element types of ONNX tensors, as {@code TensorProto.DataType} numbers them. */
public enum ElementType {
  /** IEEE 754 binary32. */
  FLOAT(1, 4),
  /** Unsigned byte. */
  UINT8(2, 1),
  /** Signed byte. */
  INT8(3, 1),
  /** 32-bit signed integer. */
  INT32(6, 4),
  /** 64-bit signed integer, in which ONNX gives shapes and indices. */
  INT64(7, 8),
  /** Truth value, a byte. */
  BOOL(9, 1),
  /** IEEE 754 binary16. */
  FLOAT16(10, 2),
  /** IEEE 754 binary64. */
  DOUBLE(11, 8);

  private final int code;
  private final int byteSize;

  ElementType(int code, int byteSize) {
    this.code = code;
    this.byteSize = byteSize;
  }

  /** Its number in files. */
  public int code() {
    return code;
  }

  /** Bytes of one element. */
  public int byteSize() {
    return byteSize;
  }

  /** The type of a number in a file; none where it is another one. */
  static Optional<ElementType> ofCode(long code) {
    return Stream.of(values()).filter(type -> type.code == code).findFirst();
  }

  /** The type of a graph's elements. */
  static ElementType of(DType dtype) {
    return switch (dtype) {
      case F32 -> FLOAT;
      case F64 -> DOUBLE;
      case I32 -> INT32;
      case U8 -> UINT8;
      case BOOL -> BOOL;
    };
  }
}
