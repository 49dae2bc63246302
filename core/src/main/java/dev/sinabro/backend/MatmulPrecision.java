package dev.sinabro.backend;

/**
 * How precisely the factors of a matrix product are taken; sums are in float32 always. It is a permission: a device
 * that knows nothing faster computes in float32.
 */
public enum MatmulPrecision {
  /** float32: 23 bits of mantissa. */
  FP32,
  /** TensorFloat-32: 10 bits of mantissa. */
  TF32,
  /** bfloat16: 7 bits of mantissa. */
  BF16
}
