// Part of a test double of the NVIDIA driver: what tests ask of it and set.
#include "context.h"
#include "errors.h"
#include "internal.h"

namespace standin {

extern "C" void standin_unsupported(const char* call) {
  std::lock_guard hold(driver().lock);
  driver().unsupported.insert(call);
}

/** As in a new process: two devices, nothing allocated, no fault; whoever holds handles holds them in vain. */
API void standin_reset() {
  std::lock_guard hold(driver().lock);
  for (auto& context : driver().contexts) context.reset();
  driver().fault = SUCCESS;
  driver().device_count = 2;
  driver().total_memory = Driver::DEFAULT_MEMORY;
  driver().launches = 0;
  driver().unsupported.clear();
  messages().clear();
  Streams::set_order(Order::EACH_IN_TURN);
}

/** Takes effect at once, also where less is free then than nothing. */
API void standin_set_total_memory(std::uint64_t bytes) {
  std::lock_guard hold(driver().lock);
  driver().total_memory = bytes;
  for (auto& context : driver().contexts)
    if (context) context->memory.total = bytes;
}

API void standin_set_device_count(int count) {
  std::lock_guard hold(driver().lock);
  driver().device_count = count;
}

API void standin_set_order(int order) {
  std::lock_guard hold(driver().lock);
  Streams::set_order(Order(order));
}

API std::uint64_t standin_allocated_bytes() {
  std::lock_guard hold(driver().lock);
  std::uint64_t sum = 0;
  for (auto& context : driver().contexts)
    if (context) sum += context->memory.allocated();
  return sum;
}

API std::uint64_t standin_launches() {
  std::lock_guard hold(driver().lock);
  return driver().launches;
}

/** The text number i, or null; valid until the next call of this thread. */
API const char* standin_message(int i) {
  std::lock_guard hold(driver().lock);
  thread_local std::string text;
  if (i < 0 || i >= int(messages().size())) return nullptr;
  text = messages()[i];
  return text.c_str();
}

/** The name number i among the calls that the double does not have, or null. */
API const char* standin_unsupported_call(int i) {
  std::lock_guard hold(driver().lock);
  thread_local std::string name;
  if (i < 0 || i >= int(driver().unsupported.size())) return nullptr;
  name = *std::next(driver().unsupported.begin(), i);
  return name.c_str();
}

}  // namespace standin
