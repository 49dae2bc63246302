// Many small jobs in one launch: one block executes them one after the other, with a barrier between. A launch of its
// own would cost each of them more than the work.
#pragma once
#include "columns.cu"
#include "elementwise.cu"
#include "gather_scatter.cu"
#include "matmul.cu"
#include "movement.cu"
#include "random.cu"
#include "reduce.cu"
#include "row_order.cu"
#include "rows.cu"
#include "softmax.cu"
#include "windows.cu"

// Those that are never small, from SORT_COUNT on, are no jobs of a tape.
enum JobKind {
  ELEMENTWISE, REDUCE, ARGMAX, SOFTMAX, SOFTMAX_CROSS_ENTROPY, GATHER, SCATTER_ADD, RANDOM, STRIDED_COPY, TRANSPOSE, COPY, ZEROS, IOTA,
  SMALL_PRODUCT, WINDOWS, FOLD, ROWS, COLUMNS, SORT_COUNT, SORT_SCAN, SORT_PLACE, SCATTER_SORTED, ROW_ORDER
};

struct TapeEntry {
  unsigned long long job;
  int kind;
  int unused;
};

// The structs of the jobs stand one after the other, and the entries behind them.
struct Tape {
  unsigned long long entries;
  int count;
  int structs;  // bytes of all structs, a multiple of 8
};

static const int STAGED_BYTES = 24576;

// One access to memory for all entries and structs, in place of some for each job, one after the other.
extern "C" __global__ void __launch_bounds__(TAPE_BLOCK) tape(Tape jobs) {
  __shared__ unsigned long long staged[STAGED_BYTES / 8];
  Team team = {0, 1};
  unsigned long long start = jobs.entries - jobs.structs;
  unsigned long long here = start;
  int bytes = jobs.structs + jobs.count * (int)sizeof(TapeEntry);
  if (bytes <= STAGED_BYTES) {
    for (int i = threadIdx.x; i < bytes / 8; i += blockDim.x) staged[i] = ((const unsigned long long*)start)[i];
    here = (unsigned long long)staged;
  }
  __syncthreads();
  const TapeEntry* entries = (const TapeEntry*)(here + jobs.structs);
  for (int i = 0; i < jobs.count; i++) {
    TapeEntry entry = entries[i];
    entry.job = entry.job - start + here;
    switch (entry.kind) {
      case ELEMENTWISE: elementwiseJob(*(const Elementwise*)entry.job, team); break;
      case REDUCE: reduceJob(*(const Reduce*)entry.job, team); break;
      case ARGMAX: argmaxJob(*(const ArgMax*)entry.job, team); break;
      case SOFTMAX: softmaxJob(*(const Softmax*)entry.job, team); break;
      case SOFTMAX_CROSS_ENTROPY: softmaxCrossEntropyJob(*(const SoftmaxCrossEntropy*)entry.job, team); break;
      case GATHER: gatherJob(*(const Gather*)entry.job, team); break;
      case SCATTER_ADD: scatterAddJob(*(const ScatterAdd*)entry.job, team); break;
      case RANDOM: uniformJob(*(const Uniform*)entry.job, team); break;
      case STRIDED_COPY: stridedCopyJob(*(const StridedCopy*)entry.job, team); break;
      case TRANSPOSE: transposeJob(*(const Transpose*)entry.job, team); break;
      case COPY: copyJob(*(const Copy*)entry.job, team); break;
      case ZEROS: zerosJob(*(const Zeros*)entry.job, team); break;
      case IOTA: iotaJob(*(const Iota*)entry.job, team); break;
      case SMALL_PRODUCT: smallProductJob(*(const SmallProduct*)entry.job, team); break;
      case WINDOWS: windowsJob(*(const Windows*)entry.job, team); break;
      case FOLD: foldJob(*(const Windows*)entry.job, team); break;
      case ROWS: rowsJob(*(const Rows*)entry.job, team); break;
      case COLUMNS: columnsJob(*(const Columns*)entry.job, team); break;
      default: __trap();
    }
    __syncthreads();
  }
}
