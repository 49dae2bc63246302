// Rows of a table by number: taken from it, or added to it.
#pragma once
#include "team.cuh"

struct Gather {
  unsigned long long table, numbers, y;
  int rows;   // of the table; a number outside gives a row of zeros
  int count;  // numbers
  int units;  // of a row
  int unit;   // bytes that are moved at a time: 16, 4 or 1
};

struct ScatterAdd {
  unsigned long long numbers, updates, sums;  // sums are zeros before
  int rows;   // of sums; numbers outside are dropped
  int count;  // numbers
  int width;  // of a row
  int unused;
};

template <typename Unit>
static __device__ __forceinline__ void gatherUnits(const Gather& job, Team team, Unit zero) {
  const Unit* table = (const Unit*)job.table;
  unsigned units = (unsigned)job.units;
  unsigned all = (unsigned)job.count * units;
#pragma unroll 1
  for (unsigned i = team.thread(); i < all; i += team.threads()) {
    int row = ((const int*)job.numbers)[i / units];
    ((Unit*)job.y)[i] = row >= 0 && row < job.rows ? table[(unsigned)row * units + i % units] : zero;
  }
}

static __device__ void gatherJob(const Gather& job, Team team) {
  switch (job.unit) {
    case 16: gatherUnits<int4>(job, team, make_int4(0, 0, 0, 0)); break;
    case 4: gatherUnits<int>(job, team, 0); break;
    default: gatherUnits<unsigned char>(job, team, 0);
  }
}

// A block takes a number where it occurs first, and adds up all its updates in the order of their positions.
static __device__ void scatterAddJob(const ScatterAdd& job, Team team) {
  __shared__ int occurredBefore;
  const int* numbers = (const int*)job.numbers;
  for (int position = team.block; position < job.count; position += team.blocks) {
    int row = numbers[position];
    if (row < 0 || row >= job.rows) continue;
    if (threadIdx.x == 0) occurredBefore = 0;
    __syncthreads();
    for (int before = threadIdx.x; before < position; before += blockDim.x) {
      if (numbers[before] == row) occurredBefore = 1;
    }
    __syncthreads();
    bool first = !occurredBefore;
    __syncthreads();
    for (int column = threadIdx.x; first && column < job.width; column += blockDim.x) {
      const float* update = (const float*)job.updates + column;
      float sum = 0.0f;
      for (int next = position; next < job.count; next++) {
        if (numbers[next] == row) sum += update[(long long)next * job.width];
      }
      ((float*)job.sums)[(long long)row * job.width + column] = sum;
    }
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) gather(Gather job) { gatherJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) scatter_add(ScatterAdd job) { scatterAddJob(job, grid()); }
