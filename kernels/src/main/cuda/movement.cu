// The same elements in another place: copies, boxes within boxes, transposes; zeros and indices.
#pragma once
#include "team.cuh"

static const int MOST_AXES = 30;  // extents of 2 and more, whose product is below 2^31

// An axis of a box, and the strides of its two places in elements.
struct Axis {
  int extent, from, to;
};

// Elements of a box, from one strided place to another.
struct StridedCopy {
  unsigned long long from, to;
  int bytes;  // of an element: 4 or 1
  int axes;
  int count;  // elements of the box
  int unused;
  Axis each[MOST_AXES];  // nothing is read behind the last one that there is
};

// [batch, rows, columns] to [batch, columns, rows], elements of 4 bytes.
struct Transpose {
  unsigned long long from, to;
  int batch, rows, columns;
  int unused;
};

struct Copy {
  unsigned long long from, to;
  long long bytes;
};

struct Zeros {
  unsigned long long to;
  long long bytes;
};

// The index along one axis of [outer, extent, inner].
struct Iota {
  unsigned long long to;
  int count, extent, inner;
  int unused;
};

static __device__ void stridedCopyJob(const StridedCopy& job, Team team) {
#pragma unroll 1
  for (unsigned i = team.thread(); i < (unsigned)job.count; i += team.threads()) {
    unsigned from = 0, to = 0;
    unsigned rest = i;
#pragma unroll 1
    for (int axis = job.axes - 1; axis >= 0; axis--) {
      const Axis& along = job.each[axis];
      unsigned index = rest % (unsigned)along.extent;
      rest /= (unsigned)along.extent;
      from += index * (unsigned)along.from;
      to += index * (unsigned)along.to;
    }
    if (job.bytes == 4) ((int*)job.to)[(int)to] = ((const int*)job.from)[(int)from];
    else ((unsigned char*)job.to)[(int)to] = ((const unsigned char*)job.from)[(int)from];
  }
}

// Tiles of 32 x 32 pass through shared memory, so that both sides are read and written along their rows.
static __device__ void transposeJob(const Transpose& job, Team team) {
  __shared__ int tile[32][33];
  unsigned rows = (unsigned)job.rows, columns = (unsigned)job.columns;
  unsigned across = (columns + 31) / 32;
  unsigned down = (rows + 31) / 32;
  int warp = threadIdx.x / 32;
  int warps = blockDim.x / 32;
  unsigned tiles = (unsigned)job.batch * down * across;
#pragma unroll 1
  for (unsigned unit = team.block; unit < tiles; unit += team.blocks) {
    unsigned column = unit % across * 32;
    unsigned row = unit / across % down * 32;
    unsigned start = unit / across / down * rows * columns;
    const int* from = (const int*)job.from + start;
    int* to = (int*)job.to + start;
    for (int i = warp; i < 32; i += warps) {
      if (row + i < rows && column + lane() < columns) {
        tile[i][lane()] = from[(row + i) * columns + column + lane()];
      }
    }
    __syncthreads();
    for (int i = warp; i < 32; i += warps) {
      if (column + i < columns && row + lane() < rows) {
        to[(column + i) * rows + row + lane()] = tile[lane()][i];
      }
    }
    __syncthreads();
  }
}

// Both places are aligned to 16 bytes.
static __device__ void copyJob(const Copy& job, Team team) {
  long long vectors = job.bytes / 16;
#pragma unroll 2
  for (long long i = team.thread(); i < vectors; i += team.threads()) ((int4*)job.to)[i] = ((const int4*)job.from)[i];
#pragma unroll 1
  for (long long i = vectors * 16 + team.thread(); i < job.bytes; i += team.threads()) ((char*)job.to)[i] = ((const char*)job.from)[i];
}

static __device__ void zerosJob(const Zeros& job, Team team) {
  long long vectors = job.bytes / 16;
#pragma unroll 2
  for (long long i = team.thread(); i < vectors; i += team.threads()) ((int4*)job.to)[i] = make_int4(0, 0, 0, 0);
#pragma unroll 1
  for (long long i = vectors * 16 + team.thread(); i < job.bytes; i += team.threads()) ((char*)job.to)[i] = 0;
}

static __device__ void iotaJob(const Iota& job, Team team) {
#pragma unroll 1
  for (unsigned i = team.thread(); i < (unsigned)job.count; i += team.threads()) {
    ((int*)job.to)[i] = (int)(i / (unsigned)job.inner % (unsigned)job.extent);
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) strided_copy(StridedCopy job) { stridedCopyJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) transpose(Transpose job) { transposeJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) copy(Copy job) { copyJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) zeros(Zeros job) { zerosJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) iota(Iota job) { iotaJob(job, grid()); }
