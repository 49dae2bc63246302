// Part of a test double of the NVIDIA driver: faults of deferred work.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

namespace standin {

struct Fault {
  enum Kind { READ, WRITE, IMPOSSIBLE_ADDRESS, CHECK, DIVISION };

  Kind kind;
  std::uint64_t address;
};

/**
 * Runs the body and, where it does what the processor forbids, leaves it there and returns the fault. The body may be on any
 * stack. Faults of other threads, of which the JVM has many by intent, go to the handlers that were installed before.
 */
std::optional<Fault> guarded(const std::function<void()>& body);

}  // namespace standin
