// Part of a test double of the NVIDIA driver: libraries of kernels that were compiled for the CPU.
#pragma once

#include "modules.h"

namespace standin {

/** The libraries `kernels-*.so` in the folder of this library, loaded once. */
const std::vector<LoadedLibrary>& kernel_libraries();

}  // namespace standin
