// Groups that reduce columns and use the results: a block takes a strip of neighboring columns, its threads rows in turn.
//
// Few or short columns are done in one job, stage by stage. Where there are many rows, they are cut into parts; a job does
// one stage of them and leaves what each part adds to a reduction in memory, and a job behind it begins by joining these, each
// block for its columns. The job behind the last stage writes what is narrow, as no other reads it any more.
//
// No atomics: the order of a sum follows from the shape and the number of threads of a block alone.
#pragma once
#include "staged.cu"

struct Columns {
  unsigned long long partials;  // [reductions, parts, columns], of more than one part
  int rows, columns;
  int width;                    // columns of a strip: a power of 2, at most 32
  int parts;
  int part;                     // rows of each part but the last
  int firstStage, endStage;     // the stages that the job does; from the number of all on, only what is narrow
  int unused;
  Staged group;
};

// Of the threads of the block that have the same column, in order, for each of them; each thread of the block calls it.
static __device__ float joinedOfColumn(int fn, float value, int width) {
  __shared__ float all[TAPE_BLOCK];
  all[threadIdx.x] = value;
  __syncthreads();
  int column = (int)threadIdx.x % width;
  value = all[column];
#pragma unroll 4
  for (int other = column + width; other < (int)blockDim.x; other += width) value = joined(fn, value, all[other]);
  __syncthreads();
  return value;
}

__device__ __noinline__ void columnsJob(const Columns& job, Team team) {
  const Staged& group = job.group;
  float* partials = (float*)job.partials;
  int mine = (int)threadIdx.x / job.width;
  int stride = (int)blockDim.x / job.width;
  bool narrowOnly = job.firstStage == group.stages;
  unsigned strips = ((unsigned)job.columns + job.width - 1) / job.width;
  unsigned units = narrowOnly ? strips : strips * (unsigned)job.parts;
#pragma unroll 1
  for (unsigned unit = team.block; unit < units; unit += team.blocks) {
    int column = (int)(unit % strips) * job.width + (int)threadIdx.x % job.width;
    bool inside = column < job.columns;
    int part = (int)(unit / strips);
    int begin = part * job.part;
    int end = job.rows - begin < job.part ? job.rows : begin + job.part;
    float values[MOST_REDUCTIONS];
    for (int i = 0; i < MOST_REDUCTIONS; i++) values[i] = identityOf(group.fns[i]);
    int reduction = 0;
#pragma unroll 1
    for (; reduction < endOf(group.reductionEnds, job.firstStage); reduction++) {
      float value = values[reduction];
      const float* from = partials + (long long)reduction * job.parts * job.columns + column;
#pragma unroll 4
      for (int other = mine; inside && other < job.parts; other += stride) {
        value = joined(group.fns[reduction], value, from[(long long)other * job.columns]);
      }
      values[reduction] = joinedOfColumn(group.fns[reduction], value, job.width);
    }
#pragma unroll 1
    for (int stage = job.firstStage; stage < job.endStage; stage++) {
#pragma unroll 1
      for (int row = begin + mine; inside && row < end; row += 4 * stride) {
        int left = (end - row + stride - 1) / stride;
        int first = row * job.columns + column;
        decodedElements(group, endOf(group.ends, stage), group.ends[stage],
            Elements{first, stride * job.columns, left < 4 ? left : 4}, values);
      }
#pragma unroll 1
      for (; reduction < group.reductionEnds[stage]; reduction++) {
        values[reduction] = joinedOfColumn(group.fns[reduction], values[reduction], job.width);
        if (job.parts > 1 && mine == 0 && inside) {
          partials[((long long)reduction * job.parts + part) * job.columns + column] = values[reduction];
        }
      }
    }
    // The result of a column can be where other threads still read it.
    __syncthreads();
    if ((narrowOnly || job.parts == 1) && mine == 0 && inside) {
      decodedElements(group, endOf(group.ends, group.stages), group.ends[group.stages], Elements{column, 1, 1}, values);
    }
  }
}

struct PlacedColumns {
  unsigned long long job;
};

extern "C" __global__ void __launch_bounds__(BLOCK) columns(PlacedColumns placed) { columnsJob(*(const Columns*)placed.job, grid()); }
