// Positions in the order of the numbers that stand there, equal numbers in the order of their positions. By digits of
// eight bits, the lowest first: of each tile of positions the digits are counted, from the counts follows where each
// tile's go, and there they are placed.
#pragma once
#include "team.cuh"

static const int DIGIT_BITS = 8;
static const int DIGITS = 1 << DIGIT_BITS;  // a thread of a block each
static const int TILE = 2048;               // positions

struct Sort {
  unsigned long long numbers;
  unsigned long long from;    // positions in the order of the digits before; 0: in their own
  unsigned long long to;      // positions in the order of this digit too
  unsigned long long places;  // [tiles + 1, DIGITS]: of each digit how many a tile has, and then how many the tiles before
                              // it have; at last how many there are of smaller digits
  int rows;                   // a number outside of 0 to rows - 1 counts as rows
  int count;                  // positions
  int shift;                  // bits below the digit
  int tiles;
};

static __device__ __forceinline__ int rowOrLast(int number, int rows) { return number >= 0 && number < rows ? number : rows; }

static __device__ __forceinline__ int positionAt(const Sort& job, unsigned i) {
  return job.from == 0 ? (int)i : ((const int*)job.from)[i];
}

static __device__ __forceinline__ int digitAt(const Sort& job, int position) {
  return rowOrLast(((const int*)job.numbers)[position], job.rows) >> job.shift & (DIGITS - 1);
}

static __device__ void sortCountJob(const Sort& job, Team team) {
  __shared__ int counts[DIGITS];
  int* places = (int*)job.places;
  for (unsigned tile = team.block; tile < (unsigned)job.tiles; tile += team.blocks) {
    counts[threadIdx.x] = 0;
    __syncthreads();
    for (unsigned i = tile * TILE + threadIdx.x; i < tile * TILE + TILE && i < (unsigned)job.count; i += blockDim.x) {
      atomicAdd(&counts[digitAt(job, positionAt(job, i))], 1);
    }
    __syncthreads();
    places[tile * DIGITS + threadIdx.x] = counts[threadIdx.x];
    __syncthreads();
  }
}

// One block; a thread sums for its digit, then the threads sum over the digits.
static __device__ void sortScanJob(const Sort& job, Team team) {
  __shared__ int before[DIGITS];
  if (team.block != 0) return;
  int* places = (int*)job.places + threadIdx.x;
  int all = 0;
  for (int tile = 0; tile < job.tiles; tile++) {
    int own = places[tile * DIGITS];
    places[tile * DIGITS] = all;
    all += own;
  }
  before[threadIdx.x] = all;
  __syncthreads();
  for (int distance = 1; distance < DIGITS; distance *= 2) {
    int more = (int)threadIdx.x >= distance ? before[threadIdx.x - distance] : 0;
    __syncthreads();
    before[threadIdx.x] += more;
    __syncthreads();
  }
  places[job.tiles * DIGITS] = before[threadIdx.x] - all;
}

// The lanes of the warp that have the same digit, of those that have one at all.
static __device__ __forceinline__ unsigned lanesOfDigit(int digit, bool some) {
  unsigned lanes = __ballot_sync(ALL_LANES, some);
  for (int bit = 0; bit < DIGIT_BITS; bit++) {
    bool set = (digit >> bit & 1) != 0;
    unsigned lanesSet = __ballot_sync(ALL_LANES, set);
    lanes &= set ? lanesSet : ~lanesSet;
  }
  return lanes;
}

static __device__ void sortPlaceJob(const Sort& job, Team team) {
  __shared__ int next[DIGITS];                 // where the next position of each digit goes
  __shared__ int ofWarps[BLOCK / 32][DIGITS];  // how many positions of each digit a warp has, then where its first one goes
  const int* places = (const int*)job.places;
  int warp = threadIdx.x / 32;
  for (unsigned tile = team.block; tile < (unsigned)job.tiles; tile += team.blocks) {
    next[threadIdx.x] = places[tile * DIGITS + threadIdx.x] + places[job.tiles * DIGITS + threadIdx.x];
    for (unsigned first = tile * TILE; first < tile * TILE + TILE && first < (unsigned)job.count; first += BLOCK) {
      for (int of = 0; of < BLOCK / 32; of++) ofWarps[of][threadIdx.x] = 0;
      __syncthreads();
      bool some = first + threadIdx.x < (unsigned)job.count;
      int position = some ? positionAt(job, first + threadIdx.x) : 0;
      int digit = some ? digitAt(job, position) : 0;
      unsigned lanes = lanesOfDigit(digit, some);
      int rank = __popc(lanes & ((1u << lane()) - 1u));
      if (some && rank == 0) ofWarps[warp][digit] = __popc(lanes);
      __syncthreads();
      for (int of = 0; of < BLOCK / 32; of++) {
        int own = ofWarps[of][threadIdx.x];
        ofWarps[of][threadIdx.x] = next[threadIdx.x];
        next[threadIdx.x] += own;
      }
      __syncthreads();
      if (some) ((int*)job.to)[ofWarps[warp][digit] + rank] = position;
      __syncthreads();
    }
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) sort_count(Sort job) { sortCountJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) sort_scan(Sort job) { sortScanJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) sort_place(Sort job) { sortPlaceJob(job, grid()); }
