// The threads that work on a job: all blocks of a launch, or, in a tape, the one block that there is.
//
// Each job is a struct that a launcher in Java fills, field by field in the order written here. A job's results do not
// depend on how many threads work on it, except where the comment of its kernel says so.
#pragma once

struct Team {
  int block;   // this thread's block
  int blocks;  // all of them

  // A tensor has fewer than 2^31 elements, so an index plus the number of threads stays below 2^32.
  __device__ unsigned thread() const { return (unsigned)block * blockDim.x + threadIdx.x; }
  __device__ unsigned threads() const { return (unsigned)blocks * blockDim.x; }
  __device__ unsigned warp() const { return thread() / 32; }
  __device__ unsigned warps() const { return threads() / 32; }
};

static __device__ __forceinline__ Team grid() { return Team{(int)blockIdx.x, (int)gridDim.x}; }

static const int BLOCK = 256;       // threads of a block where a job has a launch of its own
static const int TAPE_BLOCK = 512;  // threads of the one block of a tape
static const int AHEAD = 4;         // elements of a row that a thread reads before it computes with the first of them
static const unsigned ALL_LANES = 0xffffffffu;

static __device__ __forceinline__ int lane() { return threadIdx.x & 31; }
