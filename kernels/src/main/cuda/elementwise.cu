// Element-wise groups: one launch executes any number of them.
//
// A thread takes four neighboring elements at a time through the whole group, so memory is read and written once,
// however long the group is. Groups that training steps are made of are compiled in; any other is decoded as it runs:
// all threads decode the same instructions, so no warp diverges, and the cost is shared by 128 elements.
#pragma once
#include "known_groups.cu"
#include "register_machine.cu"

// Units of four elements of any group, from one on.
static __device__ void decodedUnits(const Elementwise& job, Team team, unsigned from) {
  const Operand* operands = operandsOf(job);
  const Instruction* code = codeOf(job);
  Quad registers[MOST_REGISTERS];
  unsigned units = ((unsigned)job.count + 3) / 4;
  for (unsigned unit = from + team.thread(); unit < units; unit += team.threads()) {
    int first = (int)(unit * 4);
    int count = job.count - first < 4 ? job.count - first : 4;
    for (int pc = 0; pc < job.instructions; pc++) {
      Instruction next = code[pc];
      switch (next.opcode) {
        case LOAD: registers[next.result] = load(job, operands[next.a], first, count); break;
        case STORE: store(job, operands[next.a], registers[next.b], first, count); break;
        default: registers[next.result] = computed(next.opcode, registers[next.a], registers[next.b], registers[next.c]);
      }
    }
  }
}

// Whole units of a known group by its compiled code, with the bits that decoding gives; a rest of up to three elements
// is decoded.
__device__ __noinline__ void elementwiseJob(const Elementwise& job, Team team) {
  decodedUnits(job, team, knownUnits(job, team));
}

// One group of a launch, and the blocks that are its own.
struct Share {
  unsigned long long job;
  int firstBlock;
  int blocks;
};

struct Elementwises {
  unsigned long long shares;  // in ascending order of their first blocks
  int count;
  int unused;
};

static const int STAGED_GROUP = 2048;

// A group's struct is copied first: one access to memory for all of it, in place of one for each instruction and
// operand in turn.
extern "C" __global__ void __launch_bounds__(BLOCK) elementwise(Elementwises jobs) {
  __shared__ unsigned long long staged[STAGED_GROUP / 8];
  const Share* shares = (const Share*)jobs.shares;
  int low = 0;
  for (int high = jobs.count; high - low > 1;) {
    int middle = (low + high) / 2;
    if (shares[middle].firstBlock <= (int)blockIdx.x) low = middle;
    else high = middle;
  }
  Share share = shares[low];
  const Elementwise* job = (const Elementwise*)share.job;
  int bytes = (int)((const char*)(numbersOf(*job) + job->numbers) - (const char*)job);
  if (bytes <= STAGED_GROUP) {
    for (int i = threadIdx.x; i < bytes / 8; i += blockDim.x) staged[i] = ((const unsigned long long*)job)[i];
    job = (const Elementwise*)staged;
  }
  __syncthreads();
  elementwiseJob(*job, Team{(int)blockIdx.x - share.firstBlock, share.blocks});
}
