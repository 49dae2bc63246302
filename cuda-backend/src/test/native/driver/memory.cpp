// Part of a test double of the NVIDIA driver: device memory.
#include "memory.h"

#include "errors.h"

#include <cstring>
#include <sys/mman.h>

namespace standin {

namespace {

constexpr std::size_t PAGE = 4096;
constexpr std::size_t GRANULARITY = 256;
constexpr std::size_t REGION = std::size_t{8} << 40;

std::size_t round_up(std::size_t bytes, std::size_t unit) { return (bytes + unit - 1) / unit * unit; }

/** The next unused pages of one large region; null where the region is spent. */
std::uint8_t* reserve(std::size_t bytes) {
  static std::uint8_t* region =
      static_cast<std::uint8_t*>(mmap(nullptr, REGION, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  static std::size_t next = PAGE;
  if (region == MAP_FAILED || bytes > REGION - next) return nullptr;
  std::uint8_t* pages = region + next;
  next += bytes;
  return pages;
}

bool poisoned(const std::uint8_t* from, const std::uint8_t* to) {
  for (; from < to; from++)
    if (*from != POISON) return false;
  return true;
}

}  // namespace

Memory::~Memory() {
  while (!allocations.empty()) release(allocations.begin()->first);
}

Status Memory::allocate(std::size_t bytes, DeviceAddress* address) {
  if (bytes == 0 || address == nullptr) return INVALID_VALUE;
  if (bytes > free() || round_up(bytes, GRANULARITY) > free()) return OUT_OF_MEMORY;
  std::size_t rounded = round_up(bytes, GRANULARITY);
  std::size_t page_bytes = round_up(rounded, PAGE);
  std::uint8_t* pages = reserve(page_bytes + PAGE);
  if (pages == nullptr || mprotect(pages, page_bytes, PROT_READ | PROT_WRITE) != 0) return OUT_OF_MEMORY;
  std::memset(pages, POISON, page_bytes);
  *address = reinterpret_cast<DeviceAddress>(pages + page_bytes - rounded);
  allocations.emplace(*address, Allocation{bytes, rounded, pages, page_bytes});
  used += rounded;
  return SUCCESS;
}

Status Memory::release(DeviceAddress address) {
  auto found = allocations.find(address);
  if (found == allocations.end()) return INVALID_VALUE;
  const Allocation& freed = found->second;
  // New pages without any access in place of the old ones: gives the memory back, and keeps the addresses.
  mmap(freed.pages, freed.page_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  used -= freed.rounded;
  allocations.erase(found);
  return SUCCESS;
}

bool Memory::holds(DeviceAddress address, std::size_t bytes) const {
  auto after = allocations.upper_bound(address);
  if (after == allocations.begin()) return false;
  const auto& [base, allocation] = *std::prev(after);
  std::size_t offset = address - base;
  return offset <= allocation.bytes && bytes <= allocation.bytes - offset;
}

std::string Memory::describe(DeviceAddress address) const {
  auto after = allocations.upper_bound(address);
  if (after != allocations.begin()) {
    const auto& [base, allocation] = *std::prev(after);
    std::string of = " the allocation of " + std::to_string(allocation.bytes) + " bytes at " + hex(base);
    if (address < base + allocation.bytes) return "inside" + of;
    if (address < base + allocation.rounded + PAGE)
      return std::to_string(address - base - allocation.bytes) + " bytes after the end of" + of;
  }
  return "in no live allocation";
}

std::optional<std::string> Memory::damage() {
  for (auto& [base, allocation] : allocations) {
    auto* start = reinterpret_cast<std::uint8_t*>(base);
    std::uint8_t* end = start + allocation.bytes;
    std::uint8_t* last = start + allocation.rounded;
    bool before = !poisoned(allocation.pages, start);
    if (!before && poisoned(end, last)) continue;
    std::memset(allocation.pages, POISON, start - allocation.pages);
    std::memset(end, POISON, last - end);
    return std::string(before ? "before" : "after") + " the allocation of " + std::to_string(allocation.bytes) +
           " bytes at " + hex(base);
  }
  return std::nullopt;
}

}  // namespace standin
