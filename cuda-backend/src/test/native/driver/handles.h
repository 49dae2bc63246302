// Part of a test double of the NVIDIA driver: objects by their handles.
#pragma once

#include "api.h"

#include <map>
#include <memory>

namespace standin {

/** A new handle: no other object ever has it. */
Handle new_handle();

/** Objects of one kind, in the order of their creation. */
template <class T>
class Handles {
 public:
  Handle add(std::shared_ptr<T> object) {
    Handle handle = new_handle();
    objects.emplace(handle, std::move(object));
    return handle;
  }

  std::shared_ptr<T> find(Handle handle) const {
    auto found = objects.find(handle);
    return found == objects.end() ? nullptr : found->second;
  }

  Status remove(Handle handle) { return objects.erase(handle) == 1 ? SUCCESS : INVALID_HANDLE; }

  auto begin() const { return objects.begin(); }
  auto end() const { return objects.end(); }

 private:
  std::map<Handle, std::shared_ptr<T>> objects;
};

}  // namespace standin
