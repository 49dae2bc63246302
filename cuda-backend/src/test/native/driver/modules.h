// Part of a test double of the NVIDIA driver: modules and their kernels.
#pragma once

#include "../shim/registry.h"
#include "handles.h"
#include "ptx.h"

#include <map>
#include <string>
#include <vector>

namespace standin {

/** A loaded library of kernels that were compiled for the CPU. */
struct LoadedLibrary {
  const KernelLibrary* kernels;
  std::size_t tls_module;    // its thread-local memory, as the dynamic linker numbers it
  std::size_t shared_bytes;  // and how large that is

  /** Fills the shared memory of this thread with poison. */
  void poison_shared() const;
};

struct Function {
  PtxEntry declaration;
  const Kernel* kernel;
  const LoadedLibrary* library;
  int ptx_version;
};

struct Module {
  std::map<std::string, Handle> functions;
};

}  // namespace standin
