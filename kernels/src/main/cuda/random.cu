// Uniform random numbers k * 2^-24 from a counter: Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random
// numbers: as easy as 1, 2, 3" (2011). Element i is word i % 4 of the block with counter (i / 4, 0, step, stream).
#pragma once
#include "team.cuh"

struct Uniform {
  unsigned long long seed;  // two words
  unsigned long long step;
  unsigned long long y;
  int stream;
  int count;
};

static __device__ __forceinline__ uint4 philox(uint4 c, unsigned key0, unsigned key1) {
#pragma unroll 2
  for (int round = 0; round < 10; round++) {
    unsigned high0 = __umulhi(0xD2511F53u, c.x), low0 = 0xD2511F53u * c.x;
    unsigned high1 = __umulhi(0xCD9E8D57u, c.z), low1 = 0xCD9E8D57u * c.z;
    c = make_uint4(high1 ^ c.y ^ key0, low1, high0 ^ c.w ^ key1, low0);
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return c;
}

static __device__ __forceinline__ float uniform(unsigned word) { return (float)(word >> 8) * 0x1p-24f; }

static __device__ void uniformJob(const Uniform& job, Team team) {
  const unsigned* seed = (const unsigned*)job.seed;
  unsigned step = *(const unsigned*)job.step;
  float* y = (float*)job.y;
  unsigned count = (unsigned)job.count;
  unsigned blocks = (count + 3) / 4;
#pragma unroll 1
  for (unsigned block = team.thread(); block < blocks; block += team.threads()) {
    uint4 words = philox(make_uint4(block, 0u, step, (unsigned)job.stream), seed[0], seed[1]);
    float four[4] = {uniform(words.x), uniform(words.y), uniform(words.z), uniform(words.w)};
    for (unsigned i = 0; i < 4; i++) {
      if (block * 4 + i < count) y[block * 4 + i] = four[i];
    }
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) random_uniform(Uniform job) { uniformJob(job, grid()); }
