// Rows of a table by number: taken from it, or added to it.
#pragma once
#include "sort.cu"
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

struct ScatterSorted {
  unsigned long long numbers, updates;
  unsigned long long sums;       // zeros before
  unsigned long long positions;  // in the order of their numbers, as sort.cu leaves them
  int rows;                      // of sums; numbers outside are dropped
  int count;                     // numbers
  int width;                     // of a row
  int unused;
};

static const int WARP_WIDTH = 64;  // a row of more elements is given to a block

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

// For few numbers, since all are looked at again for each of them. A block takes a number where it occurs first, and
// adds up all its updates in the order of their positions. Its threads look at as many positions at a time, and then
// each adds for a column of its own.
static __device__ void scatterAddJob(const ScatterAdd& job, Team team) {
  __shared__ int occurredBefore;
  __shared__ unsigned ofWarps[32];  // the positions that have the number, by warps that looked at them
  const int* numbers = (const int*)job.numbers;
  const float* updates = (const float*)job.updates;
  int warps = blockDim.x / 32;
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
    for (int columns = 0; first && columns < job.width; columns += blockDim.x) {
      int column = columns + (int)threadIdx.x;
      float sum = 0.0f;
      for (int next = position; next < job.count; next += blockDim.x) {
        bool same = (int)threadIdx.x < job.count - next && numbers[next + threadIdx.x] == row;
        unsigned lanes = __ballot_sync(ALL_LANES, same);
        if (lane() == 0) ofWarps[threadIdx.x / 32] = lanes;
        __syncthreads();
        for (int warp = 0; warp < warps; warp++) {
          lanes = column < job.width ? ofWarps[warp] : 0u;
          for (int of = next + warp * 32; lanes != 0; of++, lanes >>= 1) {
            if (lanes & 1u) sum += updates[(long long)of * job.width + column];
          }
        }
        __syncthreads();
      }
      if (column < job.width) ((float*)job.sums)[(long long)row * job.width + column] = sum;
    }
  }
}

// Where the run of equal numbers ends that a place in their order is in.
static __device__ __forceinline__ int endOfRun(const ScatterSorted& job, int place, int row) {
  const int* numbers = (const int*)job.numbers;
  const int* positions = (const int*)job.positions;
  int low = place, high = job.count;  // the number at low is the row's, that at high is larger
  while (high - low > 1) {
    int middle = low + (high - low) / 2;
    if (rowOrLast(numbers[positions[middle]], job.rows) == row) low = middle;
    else high = middle;
  }
  return high;
}

// For many numbers. A warp, or a block where a row is long, takes a run of equal numbers; a thread adds for a column of its own.
static __device__ void scatterSortedJob(const ScatterSorted& job, Team team) {
  const int* numbers = (const int*)job.numbers;
  const int* positions = (const int*)job.positions;
  const float* updates = (const float*)job.updates;
  bool byWarp = job.width <= WARP_WIDTH;
  unsigned start = byWarp ? team.warp() : (unsigned)team.block;
  unsigned step = byWarp ? team.warps() : (unsigned)team.blocks;
  int columns = byWarp ? 32 : (int)blockDim.x;
  for (unsigned place = start; place < (unsigned)job.count; place += step) {
    int row = numbers[positions[place]];
    if (row < 0 || row >= job.rows || (place > 0 && numbers[positions[place - 1]] == row)) continue;
    int end = endOfRun(job, (int)place, row);
    for (int column = (int)threadIdx.x % columns; column < job.width; column += columns) {
      float sum = 0.0f;
#pragma unroll 8
      for (int next = (int)place; next < end; next++) sum += updates[(long long)positions[next] * job.width + column];
      ((float*)job.sums)[(long long)row * job.width + column] = sum;
    }
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) gather(Gather job) { gatherJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) scatter_add(ScatterAdd job) { scatterAddJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) scatter_sorted(ScatterSorted job) { scatterSortedJob(job, grid()); }
