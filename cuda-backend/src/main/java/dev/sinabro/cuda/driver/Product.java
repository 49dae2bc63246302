package dev.sinabro.cuda.driver;

import dev.sinabro.backend.MatmulPrecision;

/**
 * C = A B for row-major float32 matrices, for each of a batch of them that lie one after the other.
 *
 * @param transposeA whether A is stored as {@code [k, m]} rather than {@code [m, k]}
 * @param transposeB whether B is stored as {@code [n, k]} rather than {@code [k, n]}
 * @param m rows of C, at least 1
 * @param n columns of C, at least 1
 * @param k columns of A and rows of B, at least 1: cuBLAS refuses an empty sum
 * @param batch how many products, at least 1
 * @param a device address of the first A
 * @param b device address of the first B
 * @param c device address of the first C
 * @param precision how it is computed
 */
public record Product(boolean transposeA, boolean transposeB, int m, int n, int k, int batch, long a, long b, long c,
    MatmulPrecision precision) {
  /** Checks the ranges. */
  public Product {
    if (m < 1 || n < 1 || k < 1 || batch < 1) {
      throw new IllegalArgumentException(
          "a product of [%d, %d] and [%d, %d], batch %d, is not for cuBLAS: each must be at least 1".formatted(m, k, k,
              n, batch));
    }
  }

  @Override
  public String toString() {
    return "[%d, %d] times [%d, %d]%s".formatted(m, k, k, n, batch == 1 ? "" : ", batch " + batch);
  }
}
