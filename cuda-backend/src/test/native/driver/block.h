// Part of a test double of the NVIDIA driver: one block of threads.
#pragma once

#include "../shim/registry.h"
#include "fibers.h"

#include <cstdint>
#include <string>
#include <vector>

namespace standin {

/** The numbers 0..count-1, each once, in an order that depends on the seed: a start and a step without common factor. */
class Shuffled {
 public:
  Shuffled(std::uint64_t count, std::uint64_t seed);

  std::uint64_t next() {
    std::uint64_t result = at;
    at += step;
    if (at >= count) at -= count;
    return result;
  }

 private:
  std::uint64_t count, at, step;
};

/** The threads of a block, each a fiber. Runs block after block; one exists at a time. */
class Block {
 public:
  Block(const Kernel& kernel, void* const* arguments, const Coordinates& coordinates);

  /** Runs all threads to their end, or until something is wrong. */
  void run(std::uint64_t seed);

  /** What was wrong, or empty. */
  const std::string& failure() const { return failed; }

  void barrier(const char* file, int line);
  void trap(const char* file, int line);
  std::uint64_t exchange(Exchange kind, unsigned mask, std::uint64_t value, int source);

  static Block* running;

 private:
  enum class State : std::uint8_t { READY, AT_BARRIER, IN_EXCHANGE, ENDED };

  struct Thread {
    State state;
    bool started;
    Exchange kind;
    int source;
    unsigned mask;
    int line;
    const char* file;
    std::uint64_t value;
    std::size_t stack;
    void* position;
  };

  /** One bit a lane. */
  struct Warp {
    unsigned live;
    unsigned exchanging;
  };

  const Kernel& kernel;
  void* const* arguments;
  Coordinates coordinates;
  std::vector<Index> places;
  std::vector<Thread> threads;
  std::vector<Warp> warps;
  std::size_t live = 0;
  Thread* current = nullptr;
  void* scheduler = nullptr;
  std::string failed;

  static Stacks& stacks();
  static void thread_main();

  void prepare();
  bool round(std::uint64_t seed);
  bool run_warp(std::size_t index, std::uint64_t seed);
  void resume(std::size_t number);
  void end(std::size_t number);
  void suspend() { standin_switch(&current->position, scheduler); }
  void fail(std::string text);
  void complete(std::size_t warp, unsigned mask);
  void release_barrier();
  std::string whereabouts(const Thread& thread) const;
};

}  // namespace standin
