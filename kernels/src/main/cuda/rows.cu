// Groups that reduce rows and use the results: a warp takes a short row, a block a long one.
//
// Stage by stage each thread decodes the group's instructions for its elements, which computes again what stages before
// computed of them: only the results of reductions are carried on, in each thread. What is narrow is computed by all
// threads too, and written by the first when the row is done. The order of a sum follows from the number of columns and of
// threads of a block alone.
#pragma once
#include "reduce.cu"
#include "register_machine.cu"

static const int MOST_STAGES = 8;
static const int MOST_REDUCTIONS = 8;

// What belongs to the group follows it in memory.
struct Rows {
  int rows, columns;
  int stages;
  int ends[MOST_STAGES + 1];       // of the instructions of each stage, and of those that are done once a row
  int reductionEnds[MOST_STAGES];  // of the reductions of each stage
  int fns[MOST_REDUCTIONS];
  Elementwise group;               // how the operands lie in the group's shape
};

// Up to four elements of a row from one on, so many apart.
struct RowPart {
  int first;  // in the group's shape
  int store;  // where results go
  int stride;
  int count;
};

static __device__ __forceinline__ void storeElement(const Operand& operand, int value, int index) {
  if (operand.bytes == 4) ((int*)operand.address)[index] = value;
  else ((unsigned char*)operand.address)[index] = (unsigned char)value;
}

__device__ __noinline__ void decodedPart(const Rows& job, int from, int to, RowPart part, float* values) {
  const Operand* operands = operandsOf(job.group);
  const Instruction* code = codeOf(job.group);
  Quad registers[MOST_REGISTERS];
  for (int pc = from; pc < to; pc++) {
    Instruction next = code[pc];
    switch (next.opcode) {
      case LOAD:
        for (int i = 0; i < 4; i++) {
          int index = i < part.count ? operandIndex(job.group, operands[next.a], part.first + i * part.stride) : 0;
          registers[next.result].at[i] = i < part.count ? element(operands[next.a], index) : 0;
        }
        break;
      case STORE:
        for (int i = 0; i < part.count; i++) storeElement(operands[next.a], registers[next.b].at[i], part.store + i * part.stride);
        break;
      case REDUCED:
        for (int i = 0; i < 4; i++) registers[next.result].at[i] = bits(values[next.a]);
        break;
      case INCLUDE:
        for (int i = 0; i < part.count; i++) values[next.a] = joined(job.fns[next.a], values[next.a], real(registers[next.b].at[i]));
        break;
      default: registers[next.result] = computed(next.opcode, registers[next.a], registers[next.b], registers[next.c]);
    }
  }
}

// Of all threads of the block, for each of them; each calls it.
static __device__ float joinedForBlock(int fn, float value) {
  __shared__ float ofAll;
  value = joinedOfBlock(fn, value);
  if (threadIdx.x == 0) ofAll = value;
  __syncthreads();
  value = ofAll;
  __syncthreads();
  return value;
}

__device__ __noinline__ void rowsJob(const Rows& job, Team team) {
  bool byWarp = job.columns <= WARP_ROW;
  unsigned first = byWarp ? team.warp() : team.block;
  unsigned step = byWarp ? team.warps() : team.blocks;
  int begin = byWarp ? lane() : (int)threadIdx.x;
  int stride = byWarp ? 32 : (int)blockDim.x;
#pragma unroll 1
  for (unsigned row = first; row < (unsigned)job.rows; row += step) {
    float values[MOST_REDUCTIONS];
    for (int i = 0; i < MOST_REDUCTIONS; i++) values[i] = identityOf(job.fns[i]);
    int start = (int)row * job.columns;
    int from = 0;
    int reduction = 0;
#pragma unroll 1
    for (int stage = 0; stage < job.stages; stage++) {
#pragma unroll 1
      for (int i = begin; i < job.columns; i += 4 * stride) {
        int left = (job.columns - i + stride - 1) / stride;
        decodedPart(job, from, job.ends[stage], RowPart{start + i, start + i, stride, left < 4 ? left : 4}, values);
      }
#pragma unroll 1
      for (; reduction < job.reductionEnds[stage]; reduction++) {
        float own = values[reduction];
        values[reduction] = byWarp ? joinedOfWarp(job.fns[reduction], own) : joinedForBlock(job.fns[reduction], own);
      }
      from = job.ends[stage];
    }
    // The result of a row can be where other threads still read it.
    if (byWarp) __syncwarp();
    else __syncthreads();
    if (begin == 0) decodedPart(job, from, job.ends[job.stages], RowPart{start, (int)row, 1, 1}, values);
  }
}

struct PlacedRows {
  unsigned long long job;
};

extern "C" __global__ void __launch_bounds__(BLOCK) rows(PlacedRows placed) { rowsJob(*(const Rows*)placed.job, grid()); }
