// Part of a test double of the NVIDIA driver: libraries of kernels that were compiled for the CPU.
#include "libraries.h"

#include <cstring>
#include <dlfcn.h>
#include <filesystem>
#include <link.h>
#include <stdexcept>

struct TlsIndex {
  unsigned long module, offset;
};
extern "C" void* __tls_get_addr(TlsIndex*);

namespace standin {

namespace {

/** Finds, among all loaded objects, the thread-local memory of the one that holds the address. */
struct TlsSearch {
  std::uintptr_t address;
  std::size_t module = 0;
  std::size_t bytes = 0;

  static int visit(dl_phdr_info* info, std::size_t, void* data) {
    auto* search = static_cast<TlsSearch*>(data);
    bool inside = false;
    std::size_t bytes = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
      const auto& part = info->dlpi_phdr[i];
      std::uintptr_t start = info->dlpi_addr + part.p_vaddr;
      if (part.p_type == PT_LOAD) inside |= search->address >= start && search->address - start < part.p_memsz;
      if (part.p_type == PT_TLS) bytes = part.p_memsz;
    }
    if (!inside) return 0;
    search->module = info->dlpi_tls_modid;
    search->bytes = bytes;
    return 1;
  }
};

std::filesystem::path own_folder() {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(own_folder), &info);
  return std::filesystem::path(info.dli_fname).parent_path();
}

LoadedLibrary load(const std::filesystem::path& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  auto kernels = reinterpret_cast<const KernelLibrary* (*)()>(dlsym(library, "standin_kernels"));
  if (kernels == nullptr) throw std::runtime_error(dlerror());
  TlsSearch search{reinterpret_cast<std::uintptr_t>(kernels)};
  dl_iterate_phdr(TlsSearch::visit, &search);
  return {kernels(), search.module, search.bytes};
}

}  // namespace

void LoadedLibrary::poison_shared() const {
  if (shared_bytes == 0) return;
  TlsIndex index{tls_module, 0};
  std::memset(__tls_get_addr(&index), POISON, shared_bytes);
}

const std::vector<LoadedLibrary>& kernel_libraries() {
  static const std::vector<LoadedLibrary> libraries = [] {
    std::vector<LoadedLibrary> found;
    for (const auto& file : std::filesystem::directory_iterator(own_folder())) {
      std::string name = file.path().filename();
      if (name.starts_with("kernels-") && name.ends_with(".so")) found.push_back(load(file.path()));
    }
    return found;
  }();
  return libraries;
}

}  // namespace standin
