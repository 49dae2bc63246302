// Part of a test double of the NVIDIA driver: what a library of kernels, compiled for the CPU, and the driver know of each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace standin {

/** dim3 and uint3. */
struct Index {
  unsigned x = 1, y = 1, z = 1;
};

/** A kernel: its parameters' sizes and alignments, and how to call it for one thread. */
struct Kernel {
  const char* name;
  std::size_t parameters;
  const std::size_t* sizes;
  const std::size_t* alignments;
  void (*call)(void* const* arguments);
};

/** The built-in variables, as one thread of a kernel sees them. */
struct Coordinates {
  Index* thread;
  Index* block;
  Index* block_size;
  Index* grid_size;
};

/** A library of kernels. Its thread-local memory is their shared memory. */
struct KernelLibrary {
  const Kernel* kernels;
  std::size_t count;
  Coordinates coordinates;
};

/** What lanes of a warp do together. */
enum class Exchange : int { SHUFFLE, BALLOT, SYNC };

/** Waits until all threads of the block are here. */
extern "C" void standin_barrier(const char* file, int line);

/** Ends the launch with a fault; does not return. */
extern "C" void standin_trap(const char* file, int line);

/**
 * Waits until all live lanes of the mask are here; the result is the value of the source lane (SHUFFLE), or the bits of the
 * lanes whose value is not zero (BALLOT).
 */
extern "C" std::uint64_t standin_exchange(Exchange kind, unsigned mask, std::uint64_t value, int source);

/** Deduces from a kernel's signature how it is called. */
template <auto FUNCTION>
struct Signature;

template <class... P, void (*FUNCTION)(P...)>
struct Signature<FUNCTION> {
  static constexpr std::size_t sizes[] = {sizeof(P)..., 0};
  static constexpr std::size_t alignments[] = {alignof(P)..., 0};

  template <std::size_t... I>
  static void call(void* const* arguments, std::index_sequence<I...>) {
    FUNCTION(*static_cast<std::remove_cv_t<P>*>(arguments[I])...);
  }

  static void call(void* const* arguments) {
    (void)arguments;
    call(arguments, std::index_sequence_for<P...>{});
  }

  static constexpr Kernel kernel(const char* name) { return {name, sizeof...(P), sizes, alignments, call}; }
};

}  // namespace standin
