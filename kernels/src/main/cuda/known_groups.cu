// The groups of common training steps, compiled: all loads, then the operations, then all stores. KnownGroupsTest
// writes this file. Above each group stands its number, its code (operation, result, operands), and how its
// operands lie in memory.
#pragma once
#include "register_machine.cu"

// 1: LOAD 0 0 0 0; LOAD 1 1 0 0; ADD 0 0 1 0; RELU 0 0 0 0; STORE 0 2 0 0 | WORDS ROW WORDS
static __device__ __forceinline__ void group1(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = row(operands[1], first);
  Quad v2 = computed(ADD, v0, v1, v0);
  Quad v3 = computed(RELU, v2, v2, v2);
  storeWords(operands[2], v3, first);
}

// 2: LOAD 0 0 0 0; LOAD 1 1 0 0; MUL 0 0 1 0; LOAD 1 2 0 0; LOAD 2 3 0 0; MUL 2 1 2 1; ADD 0 0 2 0; STORE 0 11 0 0; LOAD 2 4 0 0; LOAD 3 5 0 0; MUL 2 2 3 2; SQUARE 1 1 1 1; LOAD 3 6 0 0; MUL 1 1 3 1; ADD 1 2 1 2; STORE 0 12 1 0; LOAD 2 7 0 0; MUL 0 2 0 2; SQRT 1 1 1 1; LOAD 2 8 0 0; DIV 1 1 2 1; LOAD 2 9 0 0; ADD 1 1 2 1; DIV 0 0 1 0; LOAD 1 10 0 0; SUB 0 1 0 1; STORE 0 13 0 0 | WORDS WORD WORDS WORD WORDS WORD WORD WORD WORD WORD WORDS WORDS WORDS WORDS
static __device__ __forceinline__ void group2(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = word(operands[1]);
  Quad v3 = words(operands[2], first);
  Quad v4 = word(operands[3]);
  Quad v7 = words(operands[4], first);
  Quad v8 = word(operands[5]);
  Quad v11 = word(operands[6]);
  Quad v14 = word(operands[7]);
  Quad v17 = word(operands[8]);
  Quad v19 = word(operands[9]);
  Quad v22 = words(operands[10], first);
  Quad v2 = computed(MUL, v0, v1, v0);
  Quad v5 = computed(MUL, v3, v4, v3);
  Quad v6 = computed(ADD, v2, v5, v2);
  Quad v9 = computed(MUL, v7, v8, v7);
  Quad v10 = computed(SQUARE, v3, v3, v3);
  Quad v12 = computed(MUL, v10, v11, v10);
  Quad v13 = computed(ADD, v9, v12, v9);
  Quad v15 = computed(MUL, v14, v6, v14);
  Quad v16 = computed(SQRT, v13, v13, v13);
  Quad v18 = computed(DIV, v16, v17, v16);
  Quad v20 = computed(ADD, v18, v19, v18);
  Quad v21 = computed(DIV, v15, v20, v15);
  Quad v23 = computed(SUB, v22, v21, v22);
  storeWords(operands[11], v6, first);
  storeWords(operands[12], v13, first);
  storeWords(operands[13], v23, first);
}

// 3: LOAD 0 0 0 0; LOAD 1 1 0 0; MUL 0 0 1 0; LOAD 1 2 0 0; ADD 0 0 1 0; STORE 0 5 0 0; LOAD 1 3 0 0; MUL 0 1 0 1; LOAD 1 4 0 0; SUB 0 1 0 1; STORE 0 6 0 0 | WORDS WORD WORDS WORD WORDS WORDS WORDS
static __device__ __forceinline__ void group3(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = word(operands[1]);
  Quad v3 = words(operands[2], first);
  Quad v5 = word(operands[3]);
  Quad v7 = words(operands[4], first);
  Quad v2 = computed(MUL, v0, v1, v0);
  Quad v4 = computed(ADD, v2, v3, v2);
  Quad v6 = computed(MUL, v5, v4, v5);
  Quad v8 = computed(SUB, v7, v6, v7);
  storeWords(operands[5], v4, first);
  storeWords(operands[6], v8, first);
}

// 4: LOAD 0 0 0 0; LOAD 1 1 0 0; MUL 0 0 1 0; LOAD 1 2 0 0; SUB 0 1 0 1; STORE 0 3 0 0 | WORD WORDS WORDS WORDS
static __device__ __forceinline__ void group4(const Operand* operands, unsigned first) {
  Quad v0 = word(operands[0]);
  Quad v1 = words(operands[1], first);
  Quad v3 = words(operands[2], first);
  Quad v2 = computed(MUL, v0, v1, v0);
  Quad v4 = computed(SUB, v3, v2, v3);
  storeWords(operands[3], v4, first);
}

// 5: LOAD 0 0 0 0; LOAD 1 1 0 0; MUL 1 0 1 0; LOAD 2 2 0 0; ADD 1 2 1 2; LOAD 2 3 0 0; LOAD 3 4 0 0; MUL 2 2 3 2; LOAD 3 5 0 0; MUL 3 1 3 1; ADD 2 2 3 2; STORE 0 12 2 0; LOAD 3 6 0 0; LOAD 4 7 0 0; MUL 3 3 4 3; SQUARE 1 1 1 1; LOAD 4 8 0 0; MUL 1 1 4 1; ADD 1 3 1 3; STORE 0 13 1 0; LOAD 3 9 0 0; MUL 2 3 2 3; SQRT 1 1 1 1; LOAD 3 10 0 0; DIV 1 1 3 1; LOAD 3 11 0 0; ADD 1 1 3 1; DIV 1 2 1 2; SUB 0 0 1 0; STORE 0 14 0 0 | WORDS WORD WORDS WORDS WORD WORD WORDS WORD WORD WORD WORD WORD WORDS WORDS WORDS
static __device__ __forceinline__ void group5(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = word(operands[1]);
  Quad v3 = words(operands[2], first);
  Quad v5 = words(operands[3], first);
  Quad v6 = word(operands[4]);
  Quad v8 = word(operands[5]);
  Quad v11 = words(operands[6], first);
  Quad v12 = word(operands[7]);
  Quad v15 = word(operands[8]);
  Quad v18 = word(operands[9]);
  Quad v21 = word(operands[10]);
  Quad v23 = word(operands[11]);
  Quad v2 = computed(MUL, v0, v1, v0);
  Quad v4 = computed(ADD, v3, v2, v3);
  Quad v7 = computed(MUL, v5, v6, v5);
  Quad v9 = computed(MUL, v4, v8, v4);
  Quad v10 = computed(ADD, v7, v9, v7);
  Quad v13 = computed(MUL, v11, v12, v11);
  Quad v14 = computed(SQUARE, v4, v4, v4);
  Quad v16 = computed(MUL, v14, v15, v14);
  Quad v17 = computed(ADD, v13, v16, v13);
  Quad v19 = computed(MUL, v18, v10, v18);
  Quad v20 = computed(SQRT, v17, v17, v17);
  Quad v22 = computed(DIV, v20, v21, v20);
  Quad v24 = computed(ADD, v22, v23, v22);
  Quad v25 = computed(DIV, v19, v24, v19);
  Quad v26 = computed(SUB, v0, v25, v0);
  storeWords(operands[12], v10, first);
  storeWords(operands[13], v17, first);
  storeWords(operands[14], v26, first);
}

// 6: LOAD 0 0 0 0; LOAD 1 1 0 0; MUL 0 0 1 0; LOAD 1 2 0 0; LOAD 2 3 0 0; MUL 2 1 2 1; LOAD 3 4 0 0; ADD 2 3 2 3; ADD 0 0 2 0; STORE 0 6 0 0; LOAD 2 5 0 0; MUL 0 2 0 2; SUB 0 1 0 1; STORE 0 7 0 0 | WORDS WORD WORDS WORD WORDS WORD WORDS WORDS
static __device__ __forceinline__ void group6(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = word(operands[1]);
  Quad v3 = words(operands[2], first);
  Quad v4 = word(operands[3]);
  Quad v6 = words(operands[4], first);
  Quad v9 = word(operands[5]);
  Quad v2 = computed(MUL, v0, v1, v0);
  Quad v5 = computed(MUL, v3, v4, v3);
  Quad v7 = computed(ADD, v6, v5, v6);
  Quad v8 = computed(ADD, v2, v7, v2);
  Quad v10 = computed(MUL, v9, v8, v9);
  Quad v11 = computed(SUB, v3, v10, v3);
  storeWords(operands[6], v8, first);
  storeWords(operands[7], v11, first);
}

// 7: LOAD 0 0 0 0; LOAD 1 1 0 0; MUL 1 0 1 0; LOAD 2 2 0 0; ADD 1 2 1 2; LOAD 2 3 0 0; MUL 1 2 1 2; SUB 0 0 1 0; STORE 0 4 0 0 | WORDS WORD WORDS WORD WORDS
static __device__ __forceinline__ void group7(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = word(operands[1]);
  Quad v3 = words(operands[2], first);
  Quad v5 = word(operands[3]);
  Quad v2 = computed(MUL, v0, v1, v0);
  Quad v4 = computed(ADD, v3, v2, v3);
  Quad v6 = computed(MUL, v5, v4, v5);
  Quad v7 = computed(SUB, v0, v6, v0);
  storeWords(operands[4], v7, first);
}

// 8: LOAD 0 0 0 0; LOAD 1 1 0 0; ADD 0 0 1 0; RELU 0 0 0 0; STORE 0 6 0 0; LOAD 1 2 0 0; LOAD 2 3 0 0; LESS_EQUAL 1 1 2 1; STORE 0 7 1 0; LOAD 2 4 0 0; MUL 0 0 2 0; LOAD 2 5 0 0; SELECT 0 1 0 2; STORE 0 8 0 0 | WORDS ROW WORD WORDS WORD WORD WORDS BYTES WORDS
static __device__ __forceinline__ void group8(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = row(operands[1], first);
  Quad v4 = word(operands[2]);
  Quad v5 = words(operands[3], first);
  Quad v7 = word(operands[4]);
  Quad v9 = word(operands[5]);
  Quad v2 = computed(ADD, v0, v1, v0);
  Quad v3 = computed(RELU, v2, v2, v2);
  Quad v6 = computed(LESS_EQUAL, v4, v5, v4);
  Quad v8 = computed(MUL, v3, v7, v3);
  Quad v10 = computed(SELECT, v6, v8, v9);
  storeWords(operands[6], v3, first);
  storeBytes(operands[7], v6, first);
  storeWords(operands[8], v10, first);
}

// 9: LOAD 0 0 0 0; LOAD 1 1 0 0; ADD 0 0 1 0; SIGMOID 0 0 0 0; STORE 0 2 0 0 | WORDS ROW WORDS
static __device__ __forceinline__ void group9(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = row(operands[1], first);
  Quad v2 = computed(ADD, v0, v1, v0);
  Quad v3 = computed(SIGMOID, v2, v2, v2);
  storeWords(operands[2], v3, first);
}

// 10: LOAD 0 0 0 0; LOAD 1 1 0 0; ADD 0 0 1 0; SIGMOID 0 0 0 0; STORE 0 6 0 0; LOAD 1 2 0 0; LOAD 2 3 0 0; LESS_EQUAL 1 1 2 1; STORE 0 7 1 0; LOAD 2 4 0 0; MUL 0 0 2 0; LOAD 2 5 0 0; SELECT 0 1 0 2; STORE 0 8 0 0 | WORDS ROW WORD WORDS WORD WORD WORDS BYTES WORDS
static __device__ __forceinline__ void group10(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = row(operands[1], first);
  Quad v4 = word(operands[2]);
  Quad v5 = words(operands[3], first);
  Quad v7 = word(operands[4]);
  Quad v9 = word(operands[5]);
  Quad v2 = computed(ADD, v0, v1, v0);
  Quad v3 = computed(SIGMOID, v2, v2, v2);
  Quad v6 = computed(LESS_EQUAL, v4, v5, v4);
  Quad v8 = computed(MUL, v3, v7, v3);
  Quad v10 = computed(SELECT, v6, v8, v9);
  storeWords(operands[6], v3, first);
  storeBytes(operands[7], v6, first);
  storeWords(operands[8], v10, first);
}

// 11: LOAD 0 0 0 0; LOAD 1 1 0 0; ADD 0 0 1 0; TANH 0 0 0 0; STORE 0 2 0 0 | WORDS ROW WORDS
static __device__ __forceinline__ void group11(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = row(operands[1], first);
  Quad v2 = computed(ADD, v0, v1, v0);
  Quad v3 = computed(TANH, v2, v2, v2);
  storeWords(operands[2], v3, first);
}

// 12: LOAD 0 0 0 0; LOAD 1 1 0 0; ADD 0 0 1 0; TANH 0 0 0 0; STORE 0 6 0 0; LOAD 1 2 0 0; LOAD 2 3 0 0; LESS_EQUAL 1 1 2 1; STORE 0 7 1 0; LOAD 2 4 0 0; MUL 0 0 2 0; LOAD 2 5 0 0; SELECT 0 1 0 2; STORE 0 8 0 0 | WORDS ROW WORD WORDS WORD WORD WORDS BYTES WORDS
static __device__ __forceinline__ void group12(const Operand* operands, unsigned first) {
  Quad v0 = words(operands[0], first);
  Quad v1 = row(operands[1], first);
  Quad v4 = word(operands[2]);
  Quad v5 = words(operands[3], first);
  Quad v7 = word(operands[4]);
  Quad v9 = word(operands[5]);
  Quad v2 = computed(ADD, v0, v1, v0);
  Quad v3 = computed(TANH, v2, v2, v2);
  Quad v6 = computed(LESS_EQUAL, v4, v5, v4);
  Quad v8 = computed(MUL, v3, v7, v3);
  Quad v10 = computed(SELECT, v6, v8, v9);
  storeWords(operands[6], v3, first);
  storeBytes(operands[7], v6, first);
  storeWords(operands[8], v10, first);
}

#define WHOLE_UNITS(group) \
  _Pragma("unroll 1") for (unsigned unit = team.thread(); unit < units; unit += team.threads()) { \
    group(operands, unit * 4); \
  } \
  return units

// Executes the whole units of four elements of a known group; how many, which is 0 where the group is not known.
static __device__ __forceinline__ unsigned knownUnits(const Elementwise& job, Team team) {
  const Operand* operands = operandsOf(job);
  unsigned units = (unsigned)job.count / 4;
  switch (job.known) {
    case 1: WHOLE_UNITS(group1);
    case 2: WHOLE_UNITS(group2);
    case 3: WHOLE_UNITS(group3);
    case 4: WHOLE_UNITS(group4);
    case 5: WHOLE_UNITS(group5);
    case 6: WHOLE_UNITS(group6);
    case 7: WHOLE_UNITS(group7);
    case 8: WHOLE_UNITS(group8);
    case 9: WHOLE_UNITS(group9);
    case 10: WHOLE_UNITS(group10);
    case 11: WHOLE_UNITS(group11);
    case 12: WHOLE_UNITS(group12);
    default: return 0;
  }
}
