// Part of a test double of the NVIDIA driver: device memory.
#pragma once

#include "api.h"

#include <map>
#include <optional>
#include <string>

namespace standin {

/**
 * The memory of one device, stricter than a device is: poisoned when allocated, gone when freed (its addresses are not given
 * again), with pages behind and before each allocation that nobody may touch. An allocation ends, rounded up to 256 bytes,
 * where its last page ends; what remains of its pages is checked after each kernel.
 */
class Memory {
 public:
  explicit Memory(std::size_t total) : total(total) {}
  Memory(const Memory&) = delete;
  ~Memory();

  Status allocate(std::size_t bytes, DeviceAddress* address);
  Status release(DeviceAddress address);

  /** Whether all of these bytes are in one live allocation. */
  bool holds(DeviceAddress address, std::size_t bytes) const;

  /** Where the address lies, for a message. */
  std::string describe(DeviceAddress address) const;

  /** What was written beside an allocation, or nothing; repairs it. */
  std::optional<std::string> damage();

  std::size_t allocated() const { return used; }
  std::size_t free() const { return total > used ? total - used : 0; }

  /** The size of the device. */
  std::size_t total;

 private:
  struct Allocation {
    std::size_t bytes;    // as asked for
    std::size_t rounded;  // to 256: what counts
    std::uint8_t* pages;
    std::size_t page_bytes;
  };

  std::map<DeviceAddress, Allocation> allocations;
  std::size_t used = 0;
};

}  // namespace standin
