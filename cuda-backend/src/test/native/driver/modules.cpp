// Part of a test double of the NVIDIA driver: modules and functions.
#include "modules.h"

#include "context.h"
#include "errors.h"
#include "libraries.h"

#include <cstring>
#include <stdexcept>

namespace standin {

namespace {

constexpr int NEWEST_PTX = 85;
constexpr int CAPABILITY = 86;

/** CUjit_option. */
constexpr unsigned ERROR_LOG_BUFFER = 5;
constexpr unsigned ERROR_LOG_BUFFER_SIZE = 6;

/** A refused module: the status, and what the JIT log says of it. */
struct Refusal {
  Status status;
  std::string text;
};

/** The function for an entry of the PTX; throws Refusal where the compiled kernel is not what the PTX declares. */
Function function_of(const PtxEntry& entry, int ptx_version) {
  for (const LoadedLibrary& library : kernel_libraries()) {
    for (std::size_t i = 0; i < library.kernels->count; i++) {
      const Kernel& kernel = library.kernels->kernels[i];
      if (entry.name != kernel.name) continue;
      if (entry.parameters.size() != kernel.parameters)
        throw Refusal{INVALID_PTX, entry.name + " has " + std::to_string(kernel.parameters) +
                                       " parameters in the source and " + std::to_string(entry.parameters.size()) +
                                       " in the PTX"};
      for (std::size_t p = 0; p < kernel.parameters; p++) {
        const auto& declared = entry.parameters[p];
        if (declared.size != kernel.sizes[p] || declared.alignment != kernel.alignments[p])
          throw Refusal{INVALID_PTX, entry.name + ": parameter " + std::to_string(p) + " has " +
                                         std::to_string(kernel.sizes[p]) + " bytes aligned to " +
                                         std::to_string(kernel.alignments[p]) + " in the source, and " +
                                         std::to_string(declared.size) + " aligned to " +
                                         std::to_string(declared.alignment) + " in the PTX"};
      }
      return {entry, &kernel, &library, ptx_version};
    }
  }
  throw Refusal{INVALID_PTX, entry.name + " is in the PTX and in no library of kernels"};
}

std::vector<Function> functions_of(const char* image) {
  Ptx ptx = parse_ptx(image);
  if (ptx.version > NEWEST_PTX)
    throw Refusal{UNSUPPORTED_PTX_VERSION, "PTX version " + std::to_string(ptx.version) + " is newer than " +
                                               std::to_string(NEWEST_PTX) + " (85 is 8.5)"};
  if (ptx.target > CAPABILITY)
    throw Refusal{NO_BINARY_FOR_GPU, "PTX for sm_" + std::to_string(ptx.target) + " on a device of capability 8.6"};
  std::vector<Function> functions;
  for (const PtxEntry& entry : ptx.entries) functions.push_back(function_of(entry, ptx.version));
  return functions;
}

/** Options are pairs of a number and a value, which is a pointer or a number itself. */
void write_log(const std::string& text, unsigned count, const unsigned* options, void* const* values) {
  char* buffer = nullptr;
  std::size_t size = 0;
  for (unsigned i = 0; i < count; i++) {
    if (options[i] == ERROR_LOG_BUFFER) buffer = static_cast<char*>(values[i]);
    if (options[i] == ERROR_LOG_BUFFER_SIZE) size = reinterpret_cast<std::size_t>(values[i]);
  }
  if (buffer == nullptr || size == 0) return;
  std::strncpy(buffer, text.c_str(), size - 1);
  buffer[size - 1] = 0;
}

}  // namespace

API Status cuModuleLoadDataEx(Handle* handle, const char* image, unsigned count, const unsigned* options, void** values) {
  return outside_capture("cuModuleLoadData", [&](Context& context) -> Status {
    if (handle == nullptr || image == nullptr) return INVALID_VALUE;
    Refusal refusal;
    try {
      auto module = std::make_shared<Module>();
      for (Function& function : functions_of(image)) {
        std::string name = function.declaration.name;
        module->functions[name] = context.functions.add(std::make_shared<Function>(std::move(function)));
      }
      *handle = context.modules.add(module);
      return SUCCESS;
    } catch (const Refusal& refused) {
      refusal = refused;
    } catch (const std::runtime_error& error) {
      refusal = {INVALID_PTX, error.what()};
    }
    write_log(refusal.text, count, options, values);
    return report(refusal.status, refusal.text);
  });
}

API Status cuModuleLoadData(Handle* module, const char* image) {
  return cuModuleLoadDataEx(module, image, 0, nullptr, nullptr);
}

API Status cuModuleUnload(Handle handle) {
  return outside_capture("cuModuleUnload", [&](Context& context) -> Status {
    auto module = context.modules.find(handle);
    if (!module) return INVALID_HANDLE;
    for (auto& [name, function] : module->functions) context.functions.remove(function);
    return context.modules.remove(handle);
  });
}

API Status cuModuleGetFunction(Handle* function, Handle handle, const char* name) {
  return in_context([&](Context& context) -> Status {
    auto module = context.modules.find(handle);
    if (!module) return INVALID_HANDLE;
    auto found = module->functions.find(name);
    if (found == module->functions.end()) return NOT_FOUND;
    *function = found->second;
    return SUCCESS;
  });
}

/** CU_FUNC_ATTRIBUTE_*. */
API Status cuFuncGetAttribute(int* value, int attribute, Handle handle) {
  return in_context([&](Context& context) -> Status {
    auto function = context.functions.find(handle);
    if (!function) return INVALID_HANDLE;
    switch (attribute) {
      case 0: *value = function->declaration.most_threads; return SUCCESS;
      case 1: *value = function->declaration.shared_bytes; return SUCCESS;
      case 4: *value = 32; return SUCCESS;  // NUM_REGS
      case 5: *value = function->ptx_version; return SUCCESS;
      case 6: *value = CAPABILITY; return SUCCESS;
      default: *value = 0; return attribute < 0 ? INVALID_VALUE : SUCCESS;
    }
  });
}

}  // namespace standin
