// Part of a test double of the NVIDIA driver: CUDA C for a C++ compiler, included before each file of kernels.
#pragma once

#include "registry.h"

#include <cmath>
#include <cstdint>
#include <cstring>

#define __global__
#define __device__
#define __host__
#define __constant__
#define __forceinline__ inline __attribute__((always_inline))
#define __noinline__ __attribute__((noinline))
#define __launch_bounds__(...)
// The kernels' library has no other thread-locals, so its thread-local memory is its shared memory.
#define __shared__ static thread_local

using uint3 = standin::Index;
using dim3 = standin::Index;
using std::isinf;
using std::isnan;

// Plain variables: one thread at a time runs kernels, and sets them before it goes on with a fiber.
inline uint3 threadIdx, blockIdx;
inline dim3 blockDim, gridDim;
inline constexpr int warpSize = 32;

#define VECTORS(T, NAME, ALIGN2, ALIGN4)                                            \
  struct alignas(ALIGN2) NAME##2 { T x, y; };                                       \
  struct alignas(ALIGN4) NAME##4 { T x, y, z, w; };                                 \
  inline NAME##2 make_##NAME##2(T x, T y) { return {x, y}; }                        \
  inline NAME##4 make_##NAME##4(T x, T y, T z, T w) { return {x, y, z, w}; }
VECTORS(float, float, 8, 16)
VECTORS(int, int, 8, 16)
VECTORS(unsigned, uint, 8, 16)
VECTORS(signed char, char, 2, 4)
VECTORS(unsigned char, uchar, 2, 4)
#undef VECTORS

template <class To, class From>
inline To bits_as(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

inline int __float_as_int(float x) { return bits_as<int>(x); }
inline unsigned __float_as_uint(float x) { return bits_as<unsigned>(x); }
inline float __int_as_float(int x) { return bits_as<float>(x); }
inline float __uint_as_float(unsigned x) { return bits_as<float>(x); }
inline unsigned __umulhi(unsigned a, unsigned b) { return unsigned(std::uint64_t(a) * b >> 32); }
inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(unsigned(x)); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline float rsqrtf(float x) { return 1.0f / std::sqrt(x); }
inline float __fdividef(float a, float b) { return a / b; }
inline float __expf(float x) { return std::exp(x); }
inline float __logf(float x) { return std::log(x); }
template <class T>
inline T __ldg(const T* address) { return *address; }
inline int min(int a, int b) { return a < b ? a : b; }
inline int max(int a, int b) { return a > b ? a : b; }
inline unsigned min(unsigned a, unsigned b) { return a < b ? a : b; }
inline unsigned max(unsigned a, unsigned b) { return a > b ? a : b; }
inline long long min(long long a, long long b) { return a < b ? a : b; }
inline long long max(long long a, long long b) { return a > b ? a : b; }

inline __attribute__((always_inline)) void __syncthreads(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  standin::standin_barrier(file, line);
}

[[noreturn]] inline __attribute__((always_inline)) void __trap(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
  standin::standin_trap(file, line);
  __builtin_unreachable();
}

inline void __threadfence() {}
inline void __threadfence_block() {}

/** One thread at a time runs. */
inline int atomicAdd(int* address, int value) {
  int before = *address;
  *address = before + value;
  return before;
}

inline void __syncwarp(unsigned mask = 0xFFFFFFFFu) { standin::standin_exchange(standin::Exchange::SYNC, mask, 0, 0); }

inline unsigned __ballot_sync(unsigned mask, int predicate) {
  return unsigned(standin::standin_exchange(standin::Exchange::BALLOT, mask, predicate != 0, 0));
}

inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, !predicate) == 0; }

/** The lane of this thread in its warp. */
inline int lane_of_thread() {
  return int((threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)) % warpSize);
}

template <class T>
inline T shuffle(unsigned mask, T value, int source) {
  static_assert(sizeof(T) <= sizeof(std::uint64_t));
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  bits = standin::standin_exchange(standin::Exchange::SHUFFLE, mask, bits, source);
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <class T>
inline T __shfl_sync(unsigned mask, T value, int source, int width = warpSize) {
  int lane = lane_of_thread();
  return shuffle(mask, value, lane / width * width + (source & (width - 1)));
}

/** Lanes whose source would be in another group of lanes keep their own value. */
template <class T>
inline T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  int lane = lane_of_thread();
  int source = lane + int(delta);
  return shuffle(mask, value, source / width == lane / width ? source : lane);
}

template <class T>
inline T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  int lane = lane_of_thread();
  return shuffle(mask, value, lane % width >= int(delta) ? lane - int(delta) : lane);
}

template <class T>
inline T __shfl_xor_sync(unsigned mask, T value, int bits, int width = warpSize) {
  int lane = lane_of_thread();
  int source = lane ^ bits;
  return shuffle(mask, value, source / width <= lane / width ? source : lane);
}
