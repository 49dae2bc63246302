package dev.sinabro.cuda.driver;

import dev.sinabro.backend.MatmulPrecision;

/**
 * C = A B for row-major float32 matrices, for each of a batch of them at equal distances.
 *
 * @param a the matrices [m, k]
 * @param b the matrices [k, n]
 * @param c the matrices [m, n], not transposed
 * @param m rows of C, at least 1
 * @param n columns of C, at least 1
 * @param k columns of A and rows of B, at least 1: cuBLAS refuses an empty sum
 * @param batch how many products, at least 1
 * @param precision how it is computed
 */
public record Product(Matrix a, Matrix b, Matrix c, int m, int n, int k, int batch, MatmulPrecision precision) {

  /**
   * A batch of matrices.
   *
   * @param address device address of the first element
   * @param transposed whether not rows, but columns are stored in one piece
   * @param leading elements from one row, or column, to the next
   * @param stride elements from one matrix to the next
   */
  public record Matrix(long address, boolean transposed, int leading, long stride) {}

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
