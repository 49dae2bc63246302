// The code of groups that reduce and use the results, stage by stage: what rows.cu and columns.cu have in common.
//
// Each thread decodes the group's instructions for its elements, which computes again what stages before computed of them:
// only the results of reductions are carried on, in each thread.
#pragma once
#include "reduce.cu"
#include "register_machine.cu"

static const int MOST_STAGES = 8;
static const int MOST_REDUCTIONS = 8;

// What belongs to the group follows it in memory.
struct Staged {
  int stages;
  int ends[MOST_STAGES + 1];       // of the instructions of each stage, and of those that are done once a row, or a column
  int reductionEnds[MOST_STAGES];  // of the reductions of each stage
  int fns[MOST_REDUCTIONS];
  Elementwise group;               // how the operands lie in the group's shape
};

// Up to four elements of the group's shape from one on, so many apart.
struct Elements {
  int first;
  int stride;
  int count;
};

static __device__ __forceinline__ void storeElement(const Operand& operand, int value, int index) {
  if (operand.bytes == 4) ((int*)operand.address)[index] = value;
  else ((unsigned char*)operand.address)[index] = (unsigned char)value;
}

__device__ __noinline__ void decodedElements(const Staged& job, int from, int to, Elements at, float* values) {
  const Operand* operands = operandsOf(job.group);
  const Instruction* code = codeOf(job.group);
  Quad registers[MOST_REGISTERS];
  for (int pc = from; pc < to; pc++) {
    Instruction next = code[pc];
    switch (next.opcode) {
      case LOAD:
        for (int i = 0; i < 4; i++) {
          int index = i < at.count ? operandIndex(job.group, operands[next.a], at.first + i * at.stride) : 0;
          registers[next.result].at[i] = i < at.count ? element(operands[next.a], index) : 0;
        }
        break;
      case STORE:
        for (int i = 0; i < at.count; i++) {
          int index = operandIndex(job.group, operands[next.a], at.first + i * at.stride);
          storeElement(operands[next.a], registers[next.b].at[i], index);
        }
        break;
      case REDUCED:
        for (int i = 0; i < 4; i++) registers[next.result].at[i] = bits(values[next.a]);
        break;
      case INCLUDE:
        for (int i = 0; i < at.count; i++) values[next.a] = joined(job.fns[next.a], values[next.a], real(registers[next.b].at[i]));
        break;
      default: registers[next.result] = computed(next.opcode, registers[next.a], registers[next.b], registers[next.c]);
    }
  }
}

static __device__ __forceinline__ int endOf(const int* ends, int stage) { return stage == 0 ? 0 : ends[stage - 1]; }
