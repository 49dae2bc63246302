// Part of a test double of the NVIDIA driver: memory calls, copies and fills.
#include "context.h"
#include "errors.h"

#include <cstring>
#include <sys/mman.h>

namespace standin {

namespace {

/** One end of a copy. */
struct Place {
  void* address;
  bool device;

  bool fits(const Context& context, std::size_t bytes) const {
    if (device) return context.memory.holds(reinterpret_cast<DeviceAddress>(address), bytes);
    return address != nullptr;
  }
};

Place device(DeviceAddress address) { return {reinterpret_cast<void*>(address), true}; }
Place host(const void* address) { return {const_cast<void*>(address), false}; }

/** Both ends are looked at again when the work runs: an allocation may have been freed meanwhile. */
Task copy_task(Context& context, const char* what, Place to, Place from, std::size_t bytes) {
  return {what, [&context, what, to, from, bytes]() -> Status {
            if (!to.fits(context, bytes) || !from.fits(context, bytes))
              return report(ILLEGAL_ADDRESS, std::string(what) + ": memory was freed before the copy was done");
            std::memmove(to.address, from.address, bytes);
            return SUCCESS;
          }};
}

/** Does the work now, in the order that the legacy default stream has. */
Status synchronously(Context& context, Task task) {
  if (Status refused = context.streams.refuse_in_capture(task.what.c_str())) return refused;
  if (Status failed = context.streams.enqueue(0, std::move(task))) return failed;
  return context.streams.finish(0);
}

Status copy(const char* what, Place to, Place from, std::size_t bytes) {
  return in_context([&](Context& context) -> Status {
    if (bytes == 0) return SUCCESS;
    if (!to.fits(context, bytes) || !from.fits(context, bytes)) return INVALID_VALUE;
    return synchronously(context, copy_task(context, what, to, from, bytes));
  });
}

Status copy_async(const char* what, Place to, Place from, std::size_t bytes, Handle stream) {
  return in_context([&](Context& context) -> Status {
    if (bytes != 0 && (!to.fits(context, bytes) || !from.fits(context, bytes))) return INVALID_VALUE;
    return context.streams.enqueue(stream, copy_task(context, what, to, from, bytes));
  });
}

template <class T>
Task fill_task(Context& context, const char* what, DeviceAddress to, T value, std::size_t count) {
  return {what, [&context, what, to, value, count]() -> Status {
            if (!context.memory.holds(to, count * sizeof(T)))
              return report(ILLEGAL_ADDRESS, std::string(what) + ": memory was freed before it was filled");
            auto* target = reinterpret_cast<T*>(to);
            for (std::size_t i = 0; i < count; i++) target[i] = value;
            return SUCCESS;
          }};
}

template <class T>
bool can_fill(const Context& context, DeviceAddress to, std::size_t count) {
  return to % sizeof(T) == 0 && count <= SIZE_MAX / sizeof(T) && context.memory.holds(to, count * sizeof(T));
}

template <class T>
Status fill(const char* what, DeviceAddress to, T value, std::size_t count) {
  return in_context([&](Context& context) -> Status {
    if (!can_fill<T>(context, to, count)) return INVALID_VALUE;
    return synchronously(context, fill_task(context, what, to, value, count));
  });
}

template <class T>
Status fill_async(const char* what, DeviceAddress to, T value, std::size_t count, Handle stream) {
  return in_context([&](Context& context) -> Status {
    if (!can_fill<T>(context, to, count)) return INVALID_VALUE;
    return context.streams.enqueue(stream, fill_task(context, what, to, value, count));
  });
}

}  // namespace

API Status cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
  return in_context([&](Context& context) {
    *free = context.memory.free();
    *total = context.memory.total;
    return SUCCESS;
  });
}

API Status cuMemAlloc_v2(DeviceAddress* address, std::size_t bytes) {
  return outside_capture("cuMemAlloc", [&](Context& context) { return context.memory.allocate(bytes, address); });
}

/** Does not wait for deferred work, as real drivers happen to do: work that still uses the memory then fails. */
API Status cuMemFree_v2(DeviceAddress address) {
  return outside_capture("cuMemFree", [&](Context& context) { return context.memory.release(address); });
}

API Status cuMemHostAlloc(void** address, std::size_t bytes, unsigned) {
  return outside_capture("cuMemHostAlloc", [&](Context& context) -> Status {
    if (bytes == 0) return INVALID_VALUE;
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return OUT_OF_MEMORY;
    std::memset(memory, POISON, bytes);
    context.pinned.emplace(memory, bytes);
    *address = memory;
    return SUCCESS;
  });
}

API Status cuMemAllocHost_v2(void** address, std::size_t bytes) { return cuMemHostAlloc(address, bytes, 0); }

API Status cuMemFreeHost(void* address) {
  return outside_capture("cuMemFreeHost", [&](Context& context) -> Status {
    auto found = context.pinned.find(address);
    if (found == context.pinned.end()) return INVALID_VALUE;
    munmap(address, found->second);
    context.pinned.erase(found);
    return SUCCESS;
  });
}

API Status cuMemcpyHtoD_v2(DeviceAddress to, const void* from, std::size_t bytes) {
  return copy("cuMemcpyHtoD", device(to), host(from), bytes);
}

API Status cuMemcpyDtoH_v2(void* to, DeviceAddress from, std::size_t bytes) {
  return copy("cuMemcpyDtoH", host(to), device(from), bytes);
}

API Status cuMemcpyDtoD_v2(DeviceAddress to, DeviceAddress from, std::size_t bytes) {
  return copy("cuMemcpyDtoD", device(to), device(from), bytes);
}

API Status cuMemcpyHtoDAsync_v2(DeviceAddress to, const void* from, std::size_t bytes, Handle stream) {
  return copy_async("cuMemcpyHtoDAsync", device(to), host(from), bytes, stream);
}

API Status cuMemcpyDtoHAsync_v2(void* to, DeviceAddress from, std::size_t bytes, Handle stream) {
  return copy_async("cuMemcpyDtoHAsync", host(to), device(from), bytes, stream);
}

API Status cuMemcpyDtoDAsync_v2(DeviceAddress to, DeviceAddress from, std::size_t bytes, Handle stream) {
  return copy_async("cuMemcpyDtoDAsync", device(to), device(from), bytes, stream);
}

API Status cuMemsetD8_v2(DeviceAddress to, std::uint8_t value, std::size_t count) {
  return fill("cuMemsetD8", to, value, count);
}

API Status cuMemsetD32_v2(DeviceAddress to, std::uint32_t value, std::size_t count) {
  return fill("cuMemsetD32", to, value, count);
}

API Status cuMemsetD8Async(DeviceAddress to, std::uint8_t value, std::size_t count, Handle stream) {
  return fill_async("cuMemsetD8Async", to, value, count, stream);
}

API Status cuMemsetD32Async(DeviceAddress to, std::uint32_t value, std::size_t count, Handle stream) {
  return fill_async("cuMemsetD32Async", to, value, count, stream);
}

}  // namespace standin
