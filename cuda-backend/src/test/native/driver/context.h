// Part of a test double of the NVIDIA driver: devices and their primary contexts.
#pragma once

#include "graphs.h"
#include "handles.h"
#include "memory.h"
#include "modules.h"
#include "streams.h"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace standin {

/** A primary context: what it owns ends with it. */
struct Context {
  Context(int device, std::size_t memory) : device(device), memory(memory), streams(*this) {}

  const int device;
  const Handle handle = new_handle();
  int references = 0;

  Memory memory;
  std::map<void*, std::size_t> pinned;
  Streams streams;
  Handles<Event> events;
  Handles<Module> modules;
  Handles<Function> functions;
  Handles<Graph> graphs;
  Handles<GraphExec> graph_execs;

  ~Context();
};

/** All state of the driver; one lock guards it, and deferred work runs under it. */
struct Driver {
  static constexpr std::size_t DEFAULT_MEMORY = std::size_t{2} << 30;

  std::mutex lock;
  bool initialized = false;
  /**
   * The error of the first piece of work that failed. From then on each call for a context gives it, for that one, for a new one and
   * for one of another device: CUDA's manual says that the process has to end.
   */
  Status fault = SUCCESS;
  /** At first those that the environment tells, for processes that no test can talk to. */
  int device_count = int(from_environment("STANDIN_DEVICES", 2));
  std::size_t total_memory = from_environment("STANDIN_MEMORY", DEFAULT_MEMORY);
  std::vector<std::unique_ptr<Context>> contexts{8};
  std::uint64_t launches = 0;
  std::set<std::string> unsupported;

  /** The context that is current on this thread, or null. */
  Context* current();

 private:
  static std::size_t from_environment(const char* variable, std::size_t otherwise);
};

Driver& driver();

/** Runs the body under the lock, in the current context, where no work has failed yet. */
template <class Body>
Status in_context(Body body) {
  std::lock_guard hold(driver().lock);
  if (!driver().initialized) return NOT_INITIALIZED;
  if (driver().fault != SUCCESS) return driver().fault;
  Context* context = driver().current();
  if (context == nullptr) return INVALID_CONTEXT;
  return body(*context);
}

/** The same for a call that a capture under way does not bear: refused, and the capture is invalid. */
template <class Body>
Status outside_capture(const char* what, Body body) {
  return in_context([&](Context& context) -> Status {
    if (Status refused = context.streams.refuse_in_capture(what)) return refused;
    return body(context);
  });
}

}  // namespace standin
