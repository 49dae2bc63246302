// The order of the elements of rows: runs are merged in pairs until one is left, in one block a row.
//
// An element of a run finds its place in the merged one by a binary search in the other run, so all threads work on each
// merge. Of equal elements that of the left run comes first, which keeps their order.
#pragma once
#include "team.cuh"

struct RowOrder {
  unsigned long long x, y;
  unsigned long long scratch;  // as many numbers as y
  int rows, length;
  int descending;
  int integers;                // else reals
};

// An integer that is ordered as the element is: the bits of a float, of which negative ones count downwards. NaN is the
// largest, zeros of either sign are equal.
static __device__ __forceinline__ int orderOf(const RowOrder& job, const int* row, int place) {
  int bits = row[place];
  if (!job.integers) {
    float value = __int_as_float(bits);
    bits = value == 0.0f ? 0 : value != value ? 2147483647 : bits ^ ((bits >> 31) & 2147483647);
  }
  return job.descending ? ~bits : bits;
}

// How many elements of a run from low to high come before a key, those equal to it included where they stand left of it.
static __device__ int before(const RowOrder& job, const int* row, const int* run, int low, int high, int key, bool orEqual) {
  int first = low;
  while (low < high) {
    int middle = low + (high - low) / 2;
    int other = orderOf(job, row, run[middle]);
    if (other < key || (orEqual && other == key)) low = middle + 1;
    else high = middle;
  }
  return low - first;
}

static __device__ void rowOrderJob(const RowOrder& job, Team team) {
#pragma unroll 1
  for (int index = team.block; index < job.rows; index += team.blocks) {
    long long first = (long long)index * job.length;
    const int* row = (const int*)job.x + first;
    int merges = 0;
    while (merges < 31 && (1ll << merges) < job.length) merges++;
    int* from = (int*)(merges % 2 == 0 ? job.y : job.scratch) + first;
    int* to = (int*)(merges % 2 == 0 ? job.scratch : job.y) + first;
    for (unsigned i = threadIdx.x; i < (unsigned)job.length; i += blockDim.x) from[i] = (int)i;
    __syncthreads();
#pragma unroll 1
    for (int merge = 0; merge < merges; merge++) {
      long long width = 1ll << merge;
#pragma unroll 1
      for (unsigned i = threadIdx.x; i < (unsigned)job.length; i += blockDim.x) {
        long long start = i / (2 * width) * (2 * width);
        int middle = (int)(start + width < job.length ? start + width : job.length);
        int end = (int)(start + 2 * width < job.length ? start + 2 * width : job.length);
        int number = from[i];
        int key = orderOf(job, row, number);
        bool left = (int)i < middle;
        int others = left ? before(job, row, from, middle, end, key, false) : before(job, row, from, (int)start, middle, key, true);
        to[(int)start + ((int)i - (left ? (int)start : middle)) + others] = number;
      }
      __syncthreads();
      int* free = from;
      from = to;
      to = free;
    }
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) row_order(RowOrder job) { rowOrderJob(job, grid()); }
