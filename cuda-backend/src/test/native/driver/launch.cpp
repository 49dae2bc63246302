// Part of a test double of the NVIDIA driver: kernel launches.
#include "block.h"
#include "context.h"
#include "errors.h"

#include <cstring>
#include <limits>

namespace standin {

namespace {

struct Grid {
  Index blocks;
  Index threads;
};

/** A launch with its own copy of the parameters. */
class Launch {
 public:
  Launch(Context& context, std::shared_ptr<Function> function, Grid grid, void* const* parameters)
      : context(context), function(std::move(function)), grid(grid) {
    const Kernel& kernel = *this->function->kernel;
    for (std::size_t i = 0; i < kernel.parameters; i++) {
      // Of maximally aligned elements, so that any parameter is aligned in it.
      std::vector<std::max_align_t> copy((kernel.sizes[i] + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t));
      std::memcpy(copy.data(), parameters[i], kernel.sizes[i]);
      copies.push_back(std::move(copy));
    }
  }

  Status operator()() const {
    const LoadedLibrary& library = *function->library;
    const Coordinates& here = library.kernels->coordinates;
    *here.block_size = grid.threads;
    *here.grid_size = grid.blocks;
    std::vector<void*> arguments;
    for (auto& copy : copies) arguments.push_back(const_cast<std::max_align_t*>(copy.data()));
    std::uint64_t seed = ++driver().launches;
    std::uint64_t count = std::uint64_t{grid.blocks.x} * grid.blocks.y * grid.blocks.z;
    Shuffled order(count, seed);
    Block block(*function->kernel, arguments.data(), here);
    for (std::uint64_t i = 0; i < count; i++) {
      *here.block = place(order.next());
      library.poison_shared();
      block.run(seed + i);
      if (!block.failure().empty()) return report(LAUNCH_FAILED, name() + text(*here.block) + ": " + block.failure());
    }
    return undamaged();
  }

 private:
  Context& context;
  std::shared_ptr<Function> function;
  Grid grid;
  std::vector<std::vector<std::max_align_t>> copies;

  const std::string& name() const { return function->declaration.name; }

  Index place(std::uint64_t number) const {
    return {unsigned(number % grid.blocks.x), unsigned(number / grid.blocks.x % grid.blocks.y),
            unsigned(number / grid.blocks.x / grid.blocks.y)};
  }

  static std::string text(const Index& block) {
    return ", block " + std::to_string(block.x) + "," + std::to_string(block.y) + "," + std::to_string(block.z);
  }

  Status undamaged() const {
    auto damage = context.memory.damage();
    return damage ? report(ILLEGAL_ADDRESS, name() + ": wrote " + *damage) : SUCCESS;
  }
};

bool valid(const Grid& grid, const Function& function) {
  const auto& [blocks, threads] = grid;
  constexpr unsigned MOST_X = std::numeric_limits<int>::max();
  constexpr unsigned MOST_YZ = 65535;
  bool none = !blocks.x || !blocks.y || !blocks.z || !threads.x || !threads.y || !threads.z;
  if (none || blocks.x > MOST_X || blocks.y > MOST_YZ || blocks.z > MOST_YZ) return false;
  if (threads.x > 1024 || threads.y > 1024 || threads.z > 64) return false;
  return threads.x * threads.y * threads.z <= unsigned(function.declaration.most_threads);
}

}  // namespace

API Status cuLaunchKernel(Handle handle, unsigned blocks_x, unsigned blocks_y, unsigned blocks_z, unsigned threads_x,
                          unsigned threads_y, unsigned threads_z, unsigned shared_bytes, Handle stream,
                          void** parameters, void** extra) {
  return in_context([&](Context& context) -> Status {
    auto function = context.functions.find(handle);
    if (!function) return INVALID_HANDLE;
    Grid grid{{blocks_x, blocks_y, blocks_z}, {threads_x, threads_y, threads_z}};
    if (!valid(grid, *function) || extra != nullptr) return INVALID_VALUE;
    if (shared_bytes != 0) return report(NOT_SUPPORTED, "the stand-in has no dynamic shared memory");
    if (parameters == nullptr && function->kernel->parameters > 0) return INVALID_VALUE;
    std::string name = function->declaration.name;
    return context.streams.enqueue(stream, {name, Launch(context, function, grid, parameters)});
  });
}

}  // namespace standin
