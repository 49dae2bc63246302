// The register machine of element-wise groups: a group is a little program over registers of four elements.
// REDUCED and INCLUDE stand in groups that reduce only (staged.cu): a is the number of a reduction, b the register to include.
#pragma once
#include "team.cuh"

enum Opcode {
  LOAD, STORE,
  NEG, ABS, SIGN, EXP, LOG, SQRT, SQUARE, RECIPROCAL, FLOOR, RELU, SIGMOID, TANH, STEP, SOFTPLUS,
  ERF, SIN, COS, EXPM1, LOG1P, ROUND, NOT,
  ADD, SUB, MUL, DIV, REMAINDER, MAX, MIN, POW, ATAN2, EQUAL, LESS, LESS_EQUAL, SIGMOID_CROSS_ENTROPY,
  ADD_INT, SUB_INT, MUL_INT, DIV_INT, REMAINDER_INT, MAX_INT, MIN_INT, EQUAL_INT, LESS_INT, LESS_EQUAL_INT, AND, OR,
  SELECT, INT_TO_REAL, REAL_TO_INT, REAL_TO_BOOL, INT_TO_BOOL, INT_TO_BYTE,
  REDUCED, INCLUDE
};

// How the index of an element of the group becomes that of an element of an operand.
enum Addressing { DENSE, SCALAR, PERIODIC, STRIDED };

static const int MOST_REGISTERS = 16;

struct Operand {
  unsigned long long address;
  int addressing;
  int bytes;                // of an element: 4 or 1
  int period;               // PERIODIC: the elements follow each other again and again
  int strides;              // STRIDED: where among the numbers of the group its strides begin
};

struct alignas(8) Instruction {
  unsigned char opcode;
  unsigned char result;     // a register
  unsigned char a, b, c;    // registers; of LOAD and STORE, a is the operand's number and b the register that is stored
  unsigned char unused[3];
};

// The operands follow it in memory, then the instructions, then numbers: the extents of the axes, as far as some
// operand is STRIDED, and the strides of each that is, in elements, 0 along axes that are repeated.
struct Elementwise {
  int count;                // elements of the group
  int axes;
  int operands;
  int instructions;
  int known;                // the number of a group of known_groups.cu; 0: the instructions are decoded
  int numbers;              // a multiple of 2
};

static __device__ __forceinline__ const Operand* operandsOf(const Elementwise& job) { return (const Operand*)(&job + 1); }

static __device__ __forceinline__ const Instruction* codeOf(const Elementwise& job) {
  return (const Instruction*)(operandsOf(job) + job.operands);
}

static __device__ __forceinline__ const int* numbersOf(const Elementwise& job) {
  return (const int*)(codeOf(job) + job.instructions);
}

// Four elements; reals by their bits.
struct Quad {
  int at[4];
};

static __device__ __forceinline__ float real(int bits) { return __int_as_float(bits); }
static __device__ __forceinline__ int bits(float real) { return __float_as_int(real); }

static __device__ __forceinline__ int operandIndex(const Elementwise& job, const Operand& operand, int element) {
  switch (operand.addressing) {
    case DENSE: return element;
    case SCALAR: return 0;
    case PERIODIC: return (unsigned)element % (unsigned)operand.period;
    default: {
      const int* extents = numbersOf(job);
      const int* strides = extents + operand.strides;
      int index = 0;
      unsigned rest = (unsigned)element;
      for (int axis = job.axes - 1; axis >= 0; axis--) {
        unsigned extent = (unsigned)extents[axis];
        index += (int)(rest % extent) * strides[axis];
        rest /= extent;
      }
      return index;
    }
  }
}

static __device__ __forceinline__ int element(const Operand& operand, int index) {
  return operand.bytes == 4 ? ((const int*)operand.address)[index] : (int)((const unsigned char*)operand.address)[index];
}

// Four elements from one on, where it is known how the operand lies in memory: words or bytes for each element, one word
// for all, or a row that is repeated and whose words are a multiple of four.
static __device__ __forceinline__ Quad words(const Operand& operand, unsigned first) {
  int4 four = *(const int4*)((const int*)operand.address + first);
  return Quad{{four.x, four.y, four.z, four.w}};
}

static __device__ __forceinline__ Quad bytes(const Operand& operand, unsigned first) {
  uchar4 four = *(const uchar4*)((const unsigned char*)operand.address + first);
  return Quad{{four.x, four.y, four.z, four.w}};
}

static __device__ __forceinline__ Quad word(const Operand& operand) {
  int value = *(const int*)operand.address;
  return Quad{{value, value, value, value}};
}

static __device__ __forceinline__ Quad row(const Operand& operand, unsigned first) {
  return words(operand, first % (unsigned)operand.period);
}

static __device__ __forceinline__ void storeWords(const Operand& operand, const Quad& quad, unsigned first) {
  *(int4*)((int*)operand.address + first) = make_int4(quad.at[0], quad.at[1], quad.at[2], quad.at[3]);
}

static __device__ __forceinline__ void storeBytes(const Operand& operand, const Quad& quad, unsigned first) {
  *(uchar4*)((unsigned char*)operand.address + first) = make_uchar4((unsigned char)quad.at[0],
      (unsigned char)quad.at[1], (unsigned char)quad.at[2], (unsigned char)quad.at[3]);
}

// Four neighbors in one access, where they lie side by side and aligned.
static __device__ __forceinline__ bool isVector(const Operand& operand, int count) {
  return count == 4 && operand.bytes == 4
      && (operand.addressing == DENSE || (operand.addressing == PERIODIC && operand.period % 4 == 0));
}

static __device__ Quad load(const Elementwise& job, const Operand& operand, int first, int count) {
  Quad quad;
  if (operand.addressing == SCALAR) {
    int value = element(operand, 0);
    for (int i = 0; i < 4; i++) quad.at[i] = value;
    return quad;
  }
  if (isVector(operand, count)) {
    int4 four = *(const int4*)((const int*)operand.address + operandIndex(job, operand, first));
    quad.at[0] = four.x; quad.at[1] = four.y; quad.at[2] = four.z; quad.at[3] = four.w;
    return quad;
  }
  for (int i = 0; i < 4; i++) quad.at[i] = i < count ? element(operand, operandIndex(job, operand, first + i)) : 0;
  return quad;
}

// Results are DENSE or STRIDED.
static __device__ void store(const Elementwise& job, const Operand& operand, const Quad& quad, int first, int count) {
  if (isVector(operand, count)) {
    *(int4*)((int*)operand.address + first) = make_int4(quad.at[0], quad.at[1], quad.at[2], quad.at[3]);
    return;
  }
  for (int i = 0; i < count; i++) {
    int index = operandIndex(job, operand, first + i);
    if (operand.bytes == 4) ((int*)operand.address)[index] = quad.at[i];
    else ((unsigned char*)operand.address)[index] = (unsigned char)quad.at[i];
  }
}

// Long functions are called, not repeated at each of their places: the driver compiles all this when it loads the
// module.
__device__ __noinline__ float sigmoid(float x) {
  float e = expf(-fabsf(x));
  return (x >= 0.0f ? 1.0f : e) / (1.0f + e);
}

static __device__ __forceinline__ float larger(float a, float b) { return a > b || a != a ? a : b; }
static __device__ __forceinline__ float smaller(float a, float b) { return a < b || a != a ? a : b; }

// Toward zero; the nearest integer where the value is out of range, 0 for NaN.
static __device__ __forceinline__ int truncated(float x) {
  if (x != x) return 0;
  if (x >= 2147483648.0f) return 2147483647;
  return x < -2147483648.0f ? -2147483647 - 1 : (int)x;
}

__device__ __noinline__ float sigmoidCrossEntropy(float logit, float target) {
  return fmaxf(logit, 0.0f) - logit * target + log1pf(expf(-fabsf(logit)));
}

__device__ __noinline__ float softplus(float x) { return (x != x ? x : fmaxf(x, 0.0f)) + log1pf(expf(-fabsf(x))); }

__device__ __noinline__ float hyperbolicTangent(float x) { return tanhf(x); }

__device__ __noinline__ float power(float x, float y) { return powf(x, y); }

__device__ __noinline__ float errorFunction(float x) { return erff(x); }

__device__ __noinline__ float sine(float x) { return sinf(x); }

__device__ __noinline__ float cosine(float x) { return cosf(x); }

__device__ __noinline__ float angle(float y, float x) { return atan2f(y, x); }

__device__ __noinline__ float exponentialLessOne(float x) { return expm1f(x); }

__device__ __noinline__ float logarithmOnePlus(float x) { return log1pf(x); }

// With the sign of the divisor.
__device__ __noinline__ float remainderOf(float a, float b) {
  float rest = fmodf(a, b);
  return rest != 0.0f && (rest < 0.0f) != (b < 0.0f) ? rest + b : rest;
}

// Rounded down; 0 where the divisor is 0. The one quotient that overflows wraps around.
static __device__ int quotient(int a, int b) {
  if (b == 0) return 0;
  if (b == -1) return (int)(0u - (unsigned)a);
  int cut = a / b;
  return cut - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

#define REALS(expression) \
  for (int i = 0; i < 4; i++) { float x = real(a.at[i]), y = real(b.at[i]); (void)x; (void)y; result.at[i] = bits(expression); } break
#define TRUTHS(expression) \
  for (int i = 0; i < 4; i++) { float x = real(a.at[i]), y = real(b.at[i]); (void)y; result.at[i] = (expression) ? 1 : 0; } break
#define WHOLES(expression) \
  for (int i = 0; i < 4; i++) { int x = a.at[i], y = b.at[i]; (void)y; result.at[i] = (int)(expression); } break

static __device__ __forceinline__ Quad computed(int opcode, const Quad& a, const Quad& b, const Quad& c) {
  Quad result = a;
  switch (opcode) {
    case NEG: REALS(-x);
    case ABS: REALS(fabsf(x));
    case SIGN: REALS(x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x);
    case EXP: REALS(expf(x));
    case LOG: REALS(logf(x));
    case SQRT: REALS(sqrtf(x));
    case SQUARE: REALS(x * x);
    case RECIPROCAL: REALS(1.0f / x);
    case FLOOR: REALS(floorf(x));
    case RELU: REALS(x > 0.0f || x != x ? x : 0.0f);
    case SIGMOID: REALS(sigmoid(x));
    case TANH: REALS(hyperbolicTangent(x));
    case STEP: REALS(x > 0.0f ? 1.0f : 0.0f);
    case SOFTPLUS: REALS(softplus(x));
    case ERF: REALS(errorFunction(x));
    case SIN: REALS(sine(x));
    case COS: REALS(cosine(x));
    case EXPM1: REALS(exponentialLessOne(x));
    case LOG1P: REALS(logarithmOnePlus(x));
    case ROUND: REALS(rintf(x));
    case NOT: WHOLES(x == 0);
    case ADD: REALS(x + y);
    case SUB: REALS(x - y);
    case MUL: REALS(x * y);
    case DIV: REALS(x / y);
    case REMAINDER: REALS(remainderOf(x, y));
    case MAX: REALS(larger(x, y));
    case MIN: REALS(smaller(x, y));
    case POW: REALS(power(x, y));
    case ATAN2: REALS(angle(x, y));
    case EQUAL: TRUTHS(x == y);
    case LESS: TRUTHS(x < y);
    case LESS_EQUAL: TRUTHS(x <= y);
    case SIGMOID_CROSS_ENTROPY: REALS(sigmoidCrossEntropy(x, y));
    case ADD_INT: WHOLES((unsigned)x + (unsigned)y);
    case SUB_INT: WHOLES((unsigned)x - (unsigned)y);
    case MUL_INT: WHOLES((unsigned)x * (unsigned)y);
    case DIV_INT: WHOLES(quotient(x, y));
    case REMAINDER_INT: WHOLES((unsigned)x - (unsigned)y * (unsigned)quotient(x, y));
    case MAX_INT: WHOLES(x > y ? x : y);
    case MIN_INT: WHOLES(x < y ? x : y);
    case EQUAL_INT: WHOLES(x == y);
    case LESS_INT: WHOLES(x < y);
    case LESS_EQUAL_INT: WHOLES(x <= y);
    case AND: WHOLES(x != 0 && y != 0);
    case OR: WHOLES(x != 0 || y != 0);
    case SELECT:
      for (int i = 0; i < 4; i++) result.at[i] = a.at[i] != 0 ? b.at[i] : c.at[i];
      break;
    case INT_TO_REAL:
      for (int i = 0; i < 4; i++) result.at[i] = bits((float)a.at[i]);
      break;
    case REAL_TO_INT:
      for (int i = 0; i < 4; i++) result.at[i] = truncated(real(a.at[i]));
      break;
    case REAL_TO_BOOL: TRUTHS(x != 0.0f);
    case INT_TO_BOOL: WHOLES(x != 0);
    case INT_TO_BYTE: WHOLES(x & 255);
    default: __trap();
  }
  return result;
}
