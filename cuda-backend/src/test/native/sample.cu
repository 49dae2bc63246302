// Kernels for the tests of the stand-in driver, right ones and wrong ones. sample.ptx is made from it:
// nvcc -arch=compute_75 -ptx sample.cu, with .version 6.3 written into its header.

struct Sample {
  float* out;
  const float* in;
  int n;
  int choice;
};

extern "C" __global__ void __launch_bounds__(1024) sample_scale(Sample p) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < p.n) p.out[i] = 2.0f * p.in[i];
}

/** The sum of each block's 256 values, by shared memory and shuffles. */
extern "C" __global__ void __launch_bounds__(256) sample_sum(Sample p) {
  __shared__ float partial[8];
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  float x = i < p.n ? p.in[i] : 0.0f;
  for (int bits = 16; bits > 0; bits /= 2) x += __shfl_xor_sync(0xFFFFFFFFu, x, bits);
  if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = x;
  __syncthreads();
  if (threadIdx.x == 0) {
    float sum = 0.0f;
    for (int w = 0; w < 8; w++) sum += partial[w];
    p.out[blockIdx.x] = sum;
  }
}

/** Four barriers and 20 shuffles a thread. */
extern "C" __global__ void __launch_bounds__(256) sample_busy(Sample p) {
  __shared__ float values[256];
  float x = float(threadIdx.x);
  for (int round = 0; round < 4; round++) {
    for (int bits = 16; bits > 0; bits /= 2) x += __shfl_xor_sync(0xFFFFFFFFu, x, bits);
    values[threadIdx.x] = x;
    __syncthreads();
    x = values[(threadIdx.x + 1) % 256] * 0.01f;
  }
  p.out[blockIdx.x * blockDim.x + threadIdx.x] = x;
}

/** Reverses a block's values; with choice 1 the barrier between writing and reading is missing. */
extern "C" __global__ void __launch_bounds__(256) sample_reverse(Sample p) {
  __shared__ float values[256];
  values[threadIdx.x] = p.in[threadIdx.x];
  if (p.choice == 0) __syncthreads();
  p.out[threadIdx.x] = values[blockDim.x - 1 - threadIdx.x];
}

/** Choice 0: some threads end before the barrier; 1: they wait at another one; 2: lanes are missing in a shuffle. */
extern "C" __global__ void __launch_bounds__(256) sample_diverge(Sample p) {
  bool odd = threadIdx.x % 2 == 1;
  float x = 1.0f;
  if (p.choice == 0) {
    if (odd) return;
    __syncthreads();
  } else if (p.choice == 1) {
    if (odd)
      __syncthreads();
    else
      __syncthreads();
  } else if (!odd) {
    x = __shfl_xor_sync(0x55555555u, x, 1);
  }
  p.out[threadIdx.x] = x;
}

/** Reads or writes the element number n, wherever that is. */
extern "C" __global__ void __launch_bounds__(32) sample_touch(Sample p) {
  if (p.choice == 0)
    p.out[p.n] = 1.0f;
  else
    p.out[0] = p.in[p.n];
}

/** The number of lanes with a positive value, and one value of the next lane. */
extern "C" __global__ void __launch_bounds__(32) sample_vote(Sample p) {
  float x = p.in[threadIdx.x];
  unsigned positive = __ballot_sync(0xFFFFFFFFu, x > 0.0f);
  float next = __shfl_down_sync(0xFFFFFFFFu, x, 1);
  p.out[threadIdx.x] = next;
  if (threadIdx.x == 0) p.out[32] = __int_as_float(int(positive));
}

/** Which block was the last one. */
extern "C" __global__ void __launch_bounds__(32) sample_last(Sample p) { p.out[0] = float(blockIdx.x); }

/** Choice 0: an index behind the end of a shared array; 1: a misaligned float4. */
extern "C" __global__ void __launch_bounds__(32) sample_check(Sample p) {
  __shared__ float values[8];
  if (p.choice == 0) {
    values[threadIdx.x + p.n] = 1.0f;
    p.out[0] = values[threadIdx.x];
  } else {
    *reinterpret_cast<float4*>(p.out + p.n) = make_float4(1.0f, 2.0f, 3.0f, 4.0f);
  }
}
