// Part of a test double of cuBLAS: matrix products.
#include "gemm.h"

#include <cstdint>
#include <cstring>
#include <vector>

namespace standin {

namespace {

constexpr int ROWS = 32;    // of a tile of C: a few vector registers
constexpr int COLUMNS = 4;  // of a tile of C

/** Rounds to the nearest value without the lowest bits, ties to even; infinities and NaNs stay. */
float without_low_bits(float x, int bits) {
  std::uint32_t word;
  std::memcpy(&word, &x, sizeof x);
  if ((word & 0x7F800000u) == 0x7F800000u) return x;
  std::uint32_t half = (1u << (bits - 1)) - 1;
  word += half + (word >> bits & 1);
  word &= ~((1u << bits) - 1);
  std::memcpy(&x, &word, sizeof x);
  return x;
}

float rounded(float x, Rounding rounding) {
  switch (rounding) {
    case Rounding::NONE: return x;
    case Rounding::TF32: return without_low_bits(x, 13);
    case Rounding::BF16: return without_low_bits(x, 16);
  }
  return x;
}

/** Rows of A in panels of ROWS, each [k][ROWS], zeros behind the last row. */
std::vector<float> panels_of_a(int m, int k, const Factor& a, Rounding rounding) {
  std::vector<float> panels(std::size_t((m + ROWS - 1) / ROWS) * ROWS * k);
  float* to = panels.data();
  for (int start = 0; start < m; start += ROWS)
    for (int p = 0; p < k; p++)
      for (int i = 0; i < ROWS; i++) *to++ = start + i < m ? rounded(a.at(start + i, p), rounding) : 0;
  return panels;
}

/** Columns of B in panels of COLUMNS, each [k][COLUMNS], zeros behind the last column. */
std::vector<float> panels_of_b(int k, int n, const Factor& b, Rounding rounding) {
  std::vector<float> panels(std::size_t((n + COLUMNS - 1) / COLUMNS) * COLUMNS * k);
  float* to = panels.data();
  for (int start = 0; start < n; start += COLUMNS)
    for (int p = 0; p < k; p++)
      for (int j = 0; j < COLUMNS; j++) *to++ = start + j < n ? rounded(b.at(p, start + j), rounding) : 0;
  return panels;
}

void tile(int k, const float* a, const float* b, float (&sums)[COLUMNS][ROWS]) {
  for (auto& column : sums)
    for (float& sum : column) sum = 0;
  for (int p = 0; p < k; p++, a += ROWS, b += COLUMNS)
    for (int j = 0; j < COLUMNS; j++)
      for (int i = 0; i < ROWS; i++) sums[j][i] += a[i] * b[j];
}

}  // namespace

void multiply(int m, int n, int k, float alpha, Factor a, Factor b, float beta, float* c, std::ptrdiff_t leading_c,
              Rounding rounding) {
  std::vector<float> left = panels_of_a(m, k, a, rounding);
  std::vector<float> right = panels_of_b(k, n, b, rounding);
  for (int column = 0; column < n; column += COLUMNS) {
    for (int row = 0; row < m; row += ROWS) {
      float sums[COLUMNS][ROWS];
      tile(k, left.data() + std::size_t(row) * k, right.data() + std::size_t(column) * k, sums);
      for (int j = 0; j < COLUMNS && column + j < n; j++) {
        for (int i = 0; i < ROWS && row + i < m; i++) {
          float& target = c[row + i + (column + j) * leading_c];
          target = beta == 0 ? alpha * sums[j][i] : alpha * sums[j][i] + beta * target;
        }
      }
    }
  }
}

}  // namespace standin
