// Part of a test double of the NVIDIA driver: what its libraries use of each other.
#pragma once

#include "api.h"

#include <functional>
#include <string>

namespace standin {

#define SHARED __attribute__((visibility("default")))

/** Adds work to a stream of the current context; what names it in messages. */
SHARED Status enqueue(Handle stream, std::string what, std::function<Status()> run);

/** Whether a context is current on this thread, and no work has failed yet. */
SHARED bool has_context();

/** Notes that a call was made which the double does not have; called by the generated stubs. */
extern "C" SHARED void standin_unsupported(const char* call);

}  // namespace standin
