// Windows of images as rows of a matrix, and the sum of such rows back into images. Axes are counted from the last one.
#pragma once
#include "team.cuh"

static const int MOST_WINDOW_AXES = 4;

struct Windows {
  unsigned long long from, to;
  int count;  // elements of the result
  int axes;
  int inner;  // elements that stand together at each place
  float outside;
  int extents[MOST_WINDOW_AXES];
  int positions[MOST_WINDOW_AXES];
  int sizes[MOST_WINDOW_AXES];
  int strides[MOST_WINDOW_AXES];
  int dilations[MOST_WINDOW_AXES];
  int before[MOST_WINDOW_AXES];
};

// A thread takes an element of a row.
static __device__ void windowsJob(const Windows& job, Team team) {
  unsigned window = 1, positions = 1, image = (unsigned)job.inner;
#pragma unroll 1
  for (int axis = 0; axis < job.axes; axis++) {
    window *= (unsigned)job.sizes[axis];
    positions *= (unsigned)job.positions[axis];
    image *= (unsigned)job.extents[axis];
  }
#pragma unroll 1
  for (unsigned i = team.thread(); i < (unsigned)job.count; i += team.threads()) {
    unsigned inner = i % (unsigned)job.inner;
    unsigned column = i / (unsigned)job.inner % window;
    unsigned row = i / (unsigned)job.inner / window;
    unsigned position = row % positions;
    unsigned place = row / positions * image + inner;
    unsigned step = (unsigned)job.inner;
    bool inside = true;
#pragma unroll 1
    for (int axis = 0; axis < job.axes; axis++) {
      int index = (int)(position % (unsigned)job.positions[axis]) * job.strides[axis] +
                  (int)(column % (unsigned)job.sizes[axis]) * job.dilations[axis] - job.before[axis];
      inside = inside && index >= 0 && index < job.extents[axis];
      place += (unsigned)index * step;
      step *= (unsigned)job.extents[axis];
      position /= (unsigned)job.positions[axis];
      column /= (unsigned)job.sizes[axis];
    }
    ((float*)job.to)[i] = inside ? ((const float*)job.from)[place] : job.outside;
  }
}

// A thread owns an element of an image, and adds the places that it has in rows in ascending order of the place in the window.
static __device__ void foldJob(const Windows& job, Team team) {
  unsigned window = 1, positions = 1;
#pragma unroll 1
  for (int axis = 0; axis < job.axes; axis++) {
    window *= (unsigned)job.sizes[axis];
    positions *= (unsigned)job.positions[axis];
  }
#pragma unroll 1
  for (unsigned i = team.thread(); i < (unsigned)job.count; i += team.threads()) {
    unsigned inner = i % (unsigned)job.inner;
    float sum = 0.0f;
#pragma unroll 1
    for (unsigned k = 0; k < window; k++) {
      unsigned column = k;
      unsigned rest = i / (unsigned)job.inner;
      unsigned position = 0, scale = 1;
      bool inside = true;
#pragma unroll 1
      for (int axis = 0; axis < job.axes; axis++) {
        int start = (int)(rest % (unsigned)job.extents[axis]) + job.before[axis] -
                    (int)(column % (unsigned)job.sizes[axis]) * job.dilations[axis];
        int at = start / job.strides[axis];
        inside = inside && start >= 0 && start % job.strides[axis] == 0 && at < job.positions[axis];
        position += (unsigned)at * scale;
        scale *= (unsigned)job.positions[axis];
        rest /= (unsigned)job.extents[axis];
        column /= (unsigned)job.sizes[axis];
      }
      unsigned row = rest * positions + position;
      if (inside) sum += ((const float*)job.from)[(row * window + k) * (unsigned)job.inner + inner];
    }
    ((float*)job.to)[i] = sum;
  }
}

extern "C" __global__ void __launch_bounds__(BLOCK) windows(Windows job) { windowsJob(job, grid()); }

extern "C" __global__ void __launch_bounds__(BLOCK) fold(Windows job) { foldJob(job, grid()); }
