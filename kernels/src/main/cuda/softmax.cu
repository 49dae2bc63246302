// Softmax of rows, and its cross-entropy with labels together with the gradient.
//
// The largest logit and the sum of exponentials are found in one pass (Milakov and Gimelshein, "Online normalizer
// calculation for softmax", 2018); the results are written while the row is still in the cache. Stable for any finite
// logits.
#pragma once
#include "team.cuh"

static const int MOST_ROW_AXES = 4;

// Where rows begin: the extents and strides of the axes before the last, as few as there can be.
struct RowPlaces {
  int axes;
  int extents[MOST_ROW_AXES];
  int strides[MOST_ROW_AXES];
  int unused;

  __device__ unsigned at(unsigned row) const {
    unsigned place = 0;
    for (int axis = axes - 1; axis >= 0; axis--) {
      place += row % (unsigned)extents[axis] * (unsigned)strides[axis];
      row /= (unsigned)extents[axis];
    }
    return place;
  }
};

struct Softmax {
  unsigned long long x, y;
  int rows, classes;
  RowPlaces places;  // of x
};

struct SoftmaxCrossEntropy {
  unsigned long long logits, labels;
  unsigned long long losses, gradient;
  int rows, classes;
  RowPlaces places;  // of the logits
};

// The largest of some logits, and the sum of e^(x - largest) over them.
struct Total {
  float largest;
  float sum;
};

static __device__ __forceinline__ float minusInfinity() { return -__int_as_float(0x7f800000); }

static __device__ __forceinline__ void include(Total& total, float x) {
  if (x > total.largest) {
    total.sum = (total.sum == 0.0f ? 0.0f : total.sum * expf(total.largest - x)) + 1.0f;
    total.largest = x;
  } else if (x != minusInfinity()) {
    total.sum += expf(x - total.largest);
  }
}

// Symmetric, so that both sides of an exchange get the same bits.
static __device__ __forceinline__ Total joined(Total a, Total b) {
  Total total;
  total.largest = fmaxf(a.largest, b.largest);
  float left = a.sum == 0.0f ? 0.0f : a.sum * expf(a.largest - total.largest);
  float right = b.sum == 0.0f ? 0.0f : b.sum * expf(b.largest - total.largest);
  total.sum = left + right;
  return total;
}

__device__ __noinline__ Total ofWarp(Total total) {
  for (int distance = 16; distance > 0; distance /= 2) {
    Total other;
    other.largest = __shfl_xor_sync(ALL_LANES, total.largest, distance);
    other.sum = __shfl_xor_sync(ALL_LANES, total.sum, distance);
    total = joined(total, other);
  }
  return total;
}

// Of all threads of the block, for each of them; each calls it.
__device__ __noinline__ Total ofBlock(Total total) {
  __shared__ float largest[32];
  __shared__ float sums[32];
  total = ofWarp(total);
  if (lane() == 0) {
    largest[threadIdx.x / 32] = total.largest;
    sums[threadIdx.x / 32] = total.sum;
  }
  __syncthreads();
  bool exists = lane() < blockDim.x / 32;
  total.largest = exists ? largest[lane()] : minusInfinity();
  total.sum = exists ? sums[lane()] : 0.0f;
  total = ofWarp(total);
  __syncthreads();
  return total;
}

static const int WARP_CLASSES = 1024;  // a row of more classes is given to a block

// The rows of a thread, and its elements of each: those of its warp, or those of its block.
struct RowWalk {
  bool byWarp;
  unsigned first, step;
  unsigned begin, stride;

  __device__ RowWalk(int classes, Team team) {
    byWarp = classes <= WARP_CLASSES;
    first = byWarp ? team.warp() : team.block;
    step = byWarp ? team.warps() : team.blocks;
    begin = byWarp ? lane() : threadIdx.x;
    stride = byWarp ? 32 : blockDim.x;
  }

  // What is behind the end of the row is not included in a total.
  __device__ __forceinline__ void read(float (&next)[AHEAD], const float* x, unsigned i, unsigned classes) const {
#pragma unroll
    for (int j = 0; j < AHEAD; j++) next[j] = i + j * stride < classes ? x[i + j * stride] : minusInfinity();
  }

  __device__ Total total(const float* x, unsigned classes) const {
    Total total = {minusInfinity(), 0.0f};
#pragma unroll 1
    for (unsigned i = begin; i < classes; i += AHEAD * stride) {
      float next[AHEAD];
      read(next, x, i, classes);
#pragma unroll
      for (int j = 0; j < AHEAD; j++) include(total, next[j]);
    }
    return byWarp ? ofWarp(total) : ofBlock(total);
  }
};

static __device__ void softmaxJob(const Softmax& job, Team team) {
  RowWalk walk(job.classes, team);
  unsigned classes = (unsigned)job.classes;
#pragma unroll 1
  for (unsigned row = walk.first; row < (unsigned)job.rows; row += walk.step) {
    const float* x = (const float*)job.x + (int)job.places.at(row);
    float* y = (float*)job.y + row * classes;
    Total total = walk.total(x, classes);
#pragma unroll 1
    for (unsigned i = walk.begin; i < classes; i += AHEAD * walk.stride) {
      float next[AHEAD];
      walk.read(next, x, i, classes);
#pragma unroll
      for (int j = 0; j < AHEAD; j++) {
        unsigned place = i + j * walk.stride;
        if (place < classes) y[place] = expf(next[j] - total.largest) / total.sum;
      }
    }
  }
}

// loss = log(sum e^(x - largest)) - (x[label] - largest); gradient = softmax(x) - onehot(label). A label that is no
// class: both are 0.
static __device__ void softmaxCrossEntropyJob(const SoftmaxCrossEntropy& job, Team team) {
  RowWalk walk(job.classes, team);
  unsigned classes = (unsigned)job.classes;
#pragma unroll 1
  for (unsigned row = walk.first; row < (unsigned)job.rows; row += walk.step) {
    const float* x = (const float*)job.logits + (int)job.places.at(row);
    float* gradient = (float*)job.gradient + row * classes;
    int label = ((const int*)job.labels)[row];
    bool valid = label >= 0 && label < job.classes;
    Total total = walk.total(x, classes);
#pragma unroll 1
    for (unsigned i = walk.begin; i < classes; i += AHEAD * walk.stride) {
      float next[AHEAD];
      walk.read(next, x, i, classes);
#pragma unroll
      for (int j = 0; j < AHEAD; j++) {
        unsigned place = i + j * walk.stride;
        float probability = expf(next[j] - total.largest) / total.sum;
        if (place < classes) gradient[place] = valid ? (place == (unsigned)label ? probability - 1.0f : probability) : 0.0f;
      }
    }
    if (walk.begin == 0) ((float*)job.losses)[row] = valid ? logf(total.sum) - (x[label] - total.largest) : 0.0f;
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) softmax(Softmax job) { softmaxJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) softmax_cross_entropy(SoftmaxCrossEntropy job) {
  softmaxCrossEntropyJob(job, grid());
}
