// Small matrix products, which would wait longer for a launch than they compute: [batch, m, k] x [batch, k, n], with
// strides for each axis, so that an operand may be transposed, or a part of something larger. Large ones are cuBLAS's.
#pragma once
#include "team.cuh"

struct SmallProduct {
  unsigned long long a, b, c;
  int batch, inner;            // the batch is [batch / inner, inner]
  int m, n, k;
  int aRow, aColumn;           // strides, in elements
  int bRow, bColumn;
  int cRow;                    // columns of c follow each other
  int aOuter, bOuter, cOuter;  // along the axes of the batch
  int aInner, bInner, cInner;
};

// A thread computes an element, adding in ascending order of k.
static __device__ void smallProductJob(const SmallProduct& job, Team team) {
  unsigned m = (unsigned)job.m, n = (unsigned)job.n, k = (unsigned)job.k;
#pragma unroll 1
  for (unsigned i = team.thread(); i < (unsigned)job.batch * m * n; i += team.threads()) {
    int column = (int)(i % n);
    int row = (int)(i / n % m);
    unsigned batch = i / n / m;
    int outer = (int)(batch / (unsigned)job.inner);
    int inner = (int)(batch % (unsigned)job.inner);
    const float* a = (const float*)job.a + (outer * job.aOuter + inner * job.aInner + row * job.aRow);
    const float* b = (const float*)job.b + (outer * job.bOuter + inner * job.bInner + column * job.bColumn);
    float sum = 0.0f;
#pragma unroll 8
    for (unsigned next = 0; next < k; next++) sum = fmaf(a[(int)next * job.aColumn], b[(int)next * job.bRow], sum);
    ((float*)job.c)[outer * job.cOuter + inner * job.cInner + row * job.cRow + column] = sum;
  }
}
