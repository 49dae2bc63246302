package dev.sinabro.cuda.driver;

/** How a product of float32 matrices is computed; it is added up in float32 always. */
public enum Precision {
  /** In float32. */
  FP32(68),
  /** On tensor cores, with 10 bits of mantissa in each factor. */
  TF32(77),
  /** On tensor cores, with 7 bits of mantissa in each factor. */
  BF16(75);

  /** A {@code cublasComputeType_t}; JCuda names none of them. */
  private final int computeType;

  Precision(int computeType) {
    this.computeType = computeType;
  }

  int computeType() {
    return computeType;
  }
}
