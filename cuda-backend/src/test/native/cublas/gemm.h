// Part of a test double of cuBLAS: matrix products.
#pragma once

#include <cstddef>

namespace standin {

/** To how many bits of mantissa the factors are rounded before they are multiplied. */
enum class Rounding { NONE, TF32, BF16 };

/** A column-major matrix, possibly to be taken transposed. */
struct Factor {
  const float* values;
  std::ptrdiff_t leading;
  bool transposed;

  float at(std::ptrdiff_t row, std::ptrdiff_t column) const {
    return transposed ? values[column + row * leading] : values[row + column * leading];
  }
};

/** C[m,n] = alpha A[m,k] B[k,n] + beta C, column-major. Sums run over k in its order; C is not read where beta is 0. */
void multiply(int m, int n, int k, float alpha, Factor a, Factor b, float beta, float* c, std::ptrdiff_t leading_c,
              Rounding rounding);

}  // namespace standin
