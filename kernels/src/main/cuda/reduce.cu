// Sums, largest elements and their places along a run of axes: [outer, length, inner] to [outer, inner].
//
// No atomics: which thread adds what, and in which order, follows from the shape and the number of threads of a block
// alone.
#pragma once
#include "team.cuh"

enum ReduceFn { SUM_OF, LARGEST_OF, SUM_OF_INTS, LARGEST_OF_INTS };

struct Reduce {
  unsigned long long x, y;
  int fn;
  int outer, length, inner;
  int parts;  // the length is cut into so many parts, y is [outer, parts, inner]
  int part;   // elements of each part but the last
};

struct ArgMax {
  unsigned long long x, y;
  int outer, length, inner;
  int unused;
};

static const int WARP_ROW = 1024;  // a row of more elements is given to a block

static __device__ __forceinline__ float identityOf(int fn) { return fn == SUM_OF ? 0.0f : -__int_as_float(0x7f800000); }

template <class Number> static __device__ __forceinline__ Number identity(int fn);
template <> __device__ __forceinline__ float identity<float>(int fn) { return identityOf(fn); }
template <> __device__ __forceinline__ int identity<int>(int fn) { return fn == SUM_OF_INTS ? 0 : -2147483647 - 1; }

// A NaN stays.
static __device__ __forceinline__ float joined(int fn, float a, float b) {
  return fn == SUM_OF ? a + b : (b > a || b != b ? b : a);
}

static __device__ __forceinline__ int joined(int fn, int a, int b) {
  return fn == SUM_OF_INTS ? (int)((unsigned)a + (unsigned)b) : (b > a ? b : a);
}

template <class Number> static __device__ __forceinline__ Number joinedOfWarp(int fn, Number value) {
  for (int distance = 16; distance > 0; distance /= 2) value = joined(fn, value, __shfl_xor_sync(ALL_LANES, value, distance));
  return value;
}

// Of all threads of the block, for its first thread; each thread of the block calls it.
template <class Number> static __device__ Number joinedOfBlock(int fn, Number value) {
  __shared__ Number ofWarps[32];
  value = joinedOfWarp(fn, value);
  if (lane() == 0) ofWarps[threadIdx.x / 32] = value;
  __syncthreads();
  if (threadIdx.x < 32) {
    value = threadIdx.x < blockDim.x / 32 ? ofWarps[threadIdx.x] : identity<Number>(fn);
    value = joinedOfWarp(fn, value);
  }
  __syncthreads();
  return value;
}

// inner = 1: rows of neighbors. A warp takes a short row, a block a long one.
template <class Number> static __device__ void reduceRows(const Reduce& job, Team team) {
  const Number* x = (const Number*)job.x;
  Number* y = (Number*)job.y;
  unsigned parts = (unsigned)job.parts;
  unsigned rows = (unsigned)job.outer * parts;
  bool byWarp = job.part <= WARP_ROW;
  unsigned first = byWarp ? team.warp() : team.block;
  unsigned step = byWarp ? team.warps() : team.blocks;
  int begin = byWarp ? lane() : (int)threadIdx.x;
  int stride = byWarp ? 32 : (int)blockDim.x;
#pragma unroll 1
  for (unsigned row = first; row < rows; row += step) {
    int start = (int)(row % parts) * job.part;
    int count = job.length - start < job.part ? job.length - start : job.part;
    const Number* from = x + row / parts * job.length + start;
    Number value = identity<Number>(job.fn);
#pragma unroll 4
    for (int i = begin; i < count; i += stride) value = joined(job.fn, value, from[i]);
    value = byWarp ? joinedOfWarp(job.fn, value) : joinedOfBlock(job.fn, value);
    if (begin == 0) y[row] = value;
  }
}

// inner > 1: 32 neighboring columns a block; its warps take rows in turn and are joined in order.
template <class Number> static __device__ void reduceColumns(const Reduce& job, Team team) {
  __shared__ Number ofWarps[32][33];
  const Number* x = (const Number*)job.x;
  Number* y = (Number*)job.y;
  unsigned strips = ((unsigned)job.inner + 31) / 32;
  int warp = threadIdx.x / 32;
  int warps = blockDim.x / 32;
  unsigned parts = (unsigned)job.parts;
  unsigned units = (unsigned)job.outer * parts * strips;
#pragma unroll 1
  for (unsigned unit = team.block; unit < units; unit += team.blocks) {
    int column = (int)(unit % strips) * 32 + lane();
    unsigned block = unit / strips;
    int start = (int)(block % parts) * job.part;
    int count = job.length - start < job.part ? job.length - start : job.part;
    const Number* from = x + (long long)(block / parts * job.length + start) * job.inner + column;
    Number value = identity<Number>(job.fn);
    if (column < job.inner) {
#pragma unroll 4
      for (int row = warp; row < count; row += warps) value = joined(job.fn, value, from[(unsigned)row * (unsigned)job.inner]);
    }
    ofWarps[warp][lane()] = value;
    __syncthreads();
    if (warp == 0 && column < job.inner) {
      for (int other = 1; other < warps; other++) value = joined(job.fn, value, ofWarps[other][lane()]);
      y[block * (unsigned)job.inner + column] = value;
    }
    __syncthreads();
  }
}

static __device__ void reduceJob(const Reduce& job, Team team) {
  bool real = job.fn == SUM_OF || job.fn == LARGEST_OF;
  if (job.inner == 1 && real) reduceRows<float>(job, team);
  else if (job.inner == 1) reduceRows<int>(job, team);
  else if (real) reduceColumns<float>(job, team);
  else reduceColumns<int>(job, team);
}

// Whether the second is taken: it is larger, or a NaN where the first is none, or the same at a lower place.
static __device__ __forceinline__ bool replaces(float best, int place, float other, int otherPlace) {
  bool equal = other == best || (other != other && best != best);
  return equal ? otherPlace < place : other > best || other != other;
}

static __device__ __forceinline__ void chooseInWarp(float& best, int& place) {
  for (int distance = 16; distance > 0; distance /= 2) {
    float other = __shfl_xor_sync(ALL_LANES, best, distance);
    int otherPlace = __shfl_xor_sync(ALL_LANES, place, distance);
    bool taken = replaces(best, place, other, otherPlace);
    best = taken ? other : best;
    place = taken ? otherPlace : place;
  }
}

// Of all threads of the block, for each of them; each calls it.
static __device__ void chooseInBlock(float& best, int& place) {
  __shared__ float bests[32];
  __shared__ int places[32];
  chooseInWarp(best, place);
  if (lane() == 0) {
    bests[threadIdx.x / 32] = best;
    places[threadIdx.x / 32] = place;
  }
  __syncthreads();
  int warp = lane() < blockDim.x / 32 ? lane() : 0;
  best = bests[warp];
  place = places[warp];
  chooseInWarp(best, place);
  __syncthreads();
}

// A warp takes a short row, a block a long one.
static __device__ void argmaxRows(const ArgMax& job, Team team) {
  bool byWarp = job.length <= WARP_ROW;
  unsigned first = byWarp ? team.warp() : team.block;
  unsigned step = byWarp ? team.warps() : team.blocks;
  unsigned begin = byWarp ? lane() : threadIdx.x;
  unsigned stride = byWarp ? 32 : blockDim.x;
  unsigned length = (unsigned)job.length;
#pragma unroll 1
  for (unsigned row = first; row < (unsigned)job.outer; row += step) {
    const float* x = (const float*)job.x + row * length;
    int place = begin < length ? (int)begin : 0;
    float best = x[place];
    // Minus infinity, behind the end of the row, replaces nothing that stands before it.
#pragma unroll 1
    for (unsigned i = begin + stride; i < length; i += AHEAD * stride) {
      float next[AHEAD];
#pragma unroll
      for (int j = 0; j < AHEAD; j++) next[j] = i + j * stride < length ? x[i + j * stride] : identityOf(LARGEST_OF);
#pragma unroll
      for (int j = 0; j < AHEAD; j++) {
        int at = (int)(i + j * stride);
        bool taken = replaces(best, place, next[j], at);
        best = taken ? next[j] : best;
        place = taken ? at : place;
      }
    }
    if (byWarp) chooseInWarp(best, place);
    else chooseInBlock(best, place);
    if (begin == 0) ((int*)job.y)[row] = place;
  }
}

static __device__ void argmaxColumns(const ArgMax& job, Team team) {
  unsigned inner = (unsigned)job.inner;
  unsigned count = (unsigned)job.outer * inner;
#pragma unroll 1
  for (unsigned index = team.thread(); index < count; index += team.threads()) {
    const float* x = (const float*)job.x + index / inner * job.length * inner + index % inner;
    int place = 0;
#pragma unroll 1
    for (int i = 1; i < job.length; i++) {
      if (replaces(x[place * inner], place, x[i * inner], i)) place = i;
    }
    ((int*)job.y)[index] = place;
  }
}

static __device__ void argmaxJob(const ArgMax& job, Team team) {
  if (job.inner == 1) argmaxRows(job, team);
  else argmaxColumns(job, team);
}

extern "C" __global__ void __launch_bounds__(BLOCK) reduce(Reduce job) { reduceJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) argmax(ArgMax job) { argmaxJob(job, grid()); }
