// Small matrix products, which would wait longer for a launch than they compute: [batch, m, k] x [batch, k, n], either
// operand transposed. Large ones are cuBLAS's.
#pragma once
#include "team.cuh"

struct SmallProduct {
  unsigned long long a, b, c;
  int transposeA, transposeB;
  int batch, m, n, k;
};

// A thread computes an element, adding in ascending order of k.
static __device__ void smallProductJob(const SmallProduct& job, Team team) {
  unsigned m = (unsigned)job.m, n = (unsigned)job.n, k = (unsigned)job.k;
  unsigned stepA = job.transposeA ? m : 1;
  unsigned stepB = job.transposeB ? 1 : n;
#pragma unroll 1
  for (unsigned i = team.thread(); i < (unsigned)job.batch * m * n; i += team.threads()) {
    unsigned column = i % n;
    unsigned row = i / n % m;
    unsigned batch = i / n / m;
    const float* a = (const float*)job.a + batch * m * k + (job.transposeA ? row : row * k);
    const float* b = (const float*)job.b + batch * k * n + (job.transposeB ? column * k : column);
    float sum = 0.0f;
#pragma unroll 8
    for (unsigned next = 0; next < k; next++) sum = fmaf(a[next * stepA], b[next * stepB], sum);
    ((float*)job.c)[i] = sum;
  }
}
