// Groups that reduce rows and use the results: a warp takes a short row, a block a long one.
//
// What is narrow is computed by all threads of a row, and written by the first when the row is done. The order of a sum
// follows from the number of columns and of threads of a block alone.
#pragma once
#include "staged.cu"

struct Rows {
  int rows, columns;
  Staged group;
};

// Of all threads of the block, for each of them; each calls it.
static __device__ float joinedForBlock(int fn, float value) {
  __shared__ float ofAll;
  value = joinedOfBlock(fn, value);
  if (threadIdx.x == 0) ofAll = value;
  __syncthreads();
  value = ofAll;
  __syncthreads();
  return value;
}

__device__ __noinline__ void rowsJob(const Rows& job, Team team) {
  const Staged& group = job.group;
  bool byWarp = job.columns <= WARP_ROW;
  unsigned first = byWarp ? team.warp() : team.block;
  unsigned step = byWarp ? team.warps() : team.blocks;
  int begin = byWarp ? lane() : (int)threadIdx.x;
  int stride = byWarp ? 32 : (int)blockDim.x;
#pragma unroll 1
  for (unsigned row = first; row < (unsigned)job.rows; row += step) {
    float values[MOST_REDUCTIONS];
    for (int i = 0; i < MOST_REDUCTIONS; i++) values[i] = identityOf(group.fns[i]);
    int start = (int)row * job.columns;
    int reduction = 0;
#pragma unroll 1
    for (int stage = 0; stage < group.stages; stage++) {
#pragma unroll 1
      for (int i = begin; i < job.columns; i += 4 * stride) {
        int left = (job.columns - i + stride - 1) / stride;
        decodedElements(group, endOf(group.ends, stage), group.ends[stage],
            Elements{start + i, stride, left < 4 ? left : 4}, values);
      }
#pragma unroll 1
      for (; reduction < group.reductionEnds[stage]; reduction++) {
        float own = values[reduction];
        values[reduction] = byWarp ? joinedOfWarp(group.fns[reduction], own) : joinedForBlock(group.fns[reduction], own);
      }
    }
    // The result of a row can be where other threads still read it.
    if (byWarp) __syncwarp();
    else __syncthreads();
    if (begin == 0) {
      decodedElements(group, endOf(group.ends, group.stages), group.ends[group.stages], Elements{start, 1, 1}, values);
    }
  }
}

struct PlacedRows {
  unsigned long long job;
};

extern "C" __global__ void __launch_bounds__(BLOCK) rows(PlacedRows placed) { rowsJob(*(const Rows*)placed.job, grid()); }
