// Part of a test double of the NVIDIA driver: devices and their primary contexts.
#include "context.h"

#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

namespace standin {

namespace {

constexpr int DRIVER_VERSION = 12060;
constexpr int MAJOR = 8;
constexpr int MINOR = 6;

thread_local Handle current_handle = 0;

/** Runs the body under the lock, once cuInit was called. */
template <class Body>
Status initialized(Body body) {
  std::lock_guard hold(driver().lock);
  return driver().initialized ? body() : NOT_INITIALIZED;
}

template <class Body>
Status on_device(int device, Body body) {
  return initialized([&]() -> Status {
    if (device < 0 || device >= driver().device_count) return INVALID_DEVICE;
    return body();
  });
}

Context* context_of(Handle handle) {
  for (auto& context : driver().contexts)
    if (context && context->handle == handle) return context.get();
  return nullptr;
}

/** CU_DEVICE_ATTRIBUTE_*; those that nobody asks for are 0. */
int attribute_of(int attribute) {
  switch (attribute) {
    case 1: return 1024;               // MAX_THREADS_PER_BLOCK
    case 2: case 3: return 1024;       // MAX_BLOCK_DIM_X, _Y
    case 4: return 64;                 // MAX_BLOCK_DIM_Z
    case 5: return 0x7FFFFFFF;         // MAX_GRID_DIM_X
    case 6: case 7: return 65535;      // MAX_GRID_DIM_Y, _Z
    case 8: return 48 << 10;           // MAX_SHARED_MEMORY_PER_BLOCK
    case 9: return 64 << 10;           // TOTAL_CONSTANT_MEMORY
    case 10: return 32;                // WARP_SIZE
    case 12: return 65536;             // MAX_REGISTERS_PER_BLOCK
    case 13: return 1'000'000;         // CLOCK_RATE
    case 16: return 8;                 // MULTIPROCESSOR_COUNT
    case 31: return 1;                 // CONCURRENT_KERNELS
    case 36: return 1'000'000;         // MEMORY_CLOCK_RATE
    case 37: return 128;               // GLOBAL_MEMORY_BUS_WIDTH
    case 38: return 4 << 20;           // L2_CACHE_SIZE
    case 39: return 1536;              // MAX_THREADS_PER_MULTIPROCESSOR
    case 40: return 2;                 // ASYNC_ENGINE_COUNT
    case 41: return 1;                 // UNIFIED_ADDRESSING
    case 75: return MAJOR;             // COMPUTE_CAPABILITY_MAJOR
    case 76: return MINOR;             // COMPUTE_CAPABILITY_MINOR
    default: return 0;
  }
}

}  // namespace

Handle new_handle() {
  static Handle last = 0x1000;
  return last += 16;
}

Driver& driver() {
  static auto* only = new Driver;  // not destroyed: calls may come until the process is gone
  return *only;
}

std::size_t Driver::from_environment(const char* variable, std::size_t otherwise) {
  const char* value = std::getenv(variable);
  return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

Context* Driver::current() { return context_of(current_handle); }

Context::~Context() {
  for (auto [address, bytes] : pinned) munmap(address, bytes);
}

API Status cuInit(unsigned flags) {
  std::lock_guard hold(driver().lock);
  if (flags != 0) return INVALID_VALUE;
  if (driver().device_count == 0) return NO_DEVICE;
  driver().initialized = true;
  return SUCCESS;
}

API Status cuDriverGetVersion(int* version) {
  if (version == nullptr) return INVALID_VALUE;
  *version = DRIVER_VERSION;
  return SUCCESS;
}

API Status cuDeviceGetCount(int* count) {
  return initialized([&] {
    *count = driver().device_count;
    return SUCCESS;
  });
}

API Status cuDeviceGet(int* device, int ordinal) {
  return on_device(ordinal, [&] {
    *device = ordinal;
    return SUCCESS;
  });
}

API Status cuDeviceGetName(char* name, int length, int device) {
  return on_device(device, [&]() -> Status {
    if (name == nullptr || length < 1) return INVALID_VALUE;
    std::strncpy(name, "Stand-in GPU", length - 1);
    name[length - 1] = 0;
    return SUCCESS;
  });
}

API Status cuDeviceGetAttribute(int* value, int attribute, int device) {
  return on_device(device, [&] {
    *value = attribute_of(attribute);
    return SUCCESS;
  });
}

API Status cuDeviceTotalMem_v2(std::size_t* bytes, int device) {
  return on_device(device, [&] {
    *bytes = driver().total_memory;
    return SUCCESS;
  });
}

API Status cuDeviceComputeCapability(int* major, int* minor, int device) {
  return on_device(device, [&] {
    *major = MAJOR;
    *minor = MINOR;
    return SUCCESS;
  });
}

API Status cuDevicePrimaryCtxRetain(Handle* handle, int device) {
  return on_device(device, [&]() -> Status {
    if (driver().fault != SUCCESS) return driver().fault;
    auto& context = driver().contexts[device];
    if (!context) context = std::make_unique<Context>(device, driver().total_memory);
    context->references++;
    *handle = context->handle;
    return SUCCESS;
  });
}

API Status cuDevicePrimaryCtxRelease_v2(int device) {
  return on_device(device, [&]() -> Status {
    auto& context = driver().contexts[device];
    if (!context) return INVALID_CONTEXT;
    if (--context->references == 0) context.reset();
    return SUCCESS;
  });
}

API Status cuDevicePrimaryCtxGetState(int device, unsigned* flags, int* active) {
  return on_device(device, [&] {
    *flags = 0;
    *active = driver().contexts[device] != nullptr;
    return SUCCESS;
  });
}

API Status cuCtxSetCurrent(Handle handle) {
  return initialized([&]() -> Status {
    if (driver().fault != SUCCESS) return driver().fault;
    if (handle != 0 && context_of(handle) == nullptr) return INVALID_CONTEXT;
    current_handle = handle;
    return SUCCESS;
  });
}

API Status cuCtxGetCurrent(Handle* handle) {
  return initialized([&] {
    *handle = driver().current() ? current_handle : 0;
    return SUCCESS;
  });
}

API Status cuCtxGetDevice(int* device) {
  return in_context([&](Context& context) {
    *device = context.device;
    return SUCCESS;
  });
}

API Status cuCtxSynchronize() {
  return outside_capture("cuCtxSynchronize", [](Context& context) { return context.streams.finish_all(); });
}

}  // namespace standin
