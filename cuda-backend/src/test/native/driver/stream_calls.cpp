// Part of a test double of the NVIDIA driver: the calls for streams and events.
#include "context.h"
#include "internal.h"

namespace standin {

namespace {

constexpr unsigned NON_BLOCKING = 1;
constexpr unsigned DISABLE_TIMING = 2;

/** Runs the body on the live event. */
template <class Body>
Status on_event(Handle handle, Body body) {
  return in_context([&](Context& context) -> Status {
    auto event = context.events.find(handle);
    return event ? body(context, event) : INVALID_HANDLE;
  });
}

}  // namespace

API Status cuStreamCreate(Handle* stream, unsigned flags) {
  return in_context([&](Context& context) -> Status {
    if (stream == nullptr || flags > NON_BLOCKING) return INVALID_VALUE;
    *stream = context.streams.create(flags != NON_BLOCKING);
    return SUCCESS;
  });
}

API Status cuStreamCreateWithPriority(Handle* stream, unsigned flags, int) { return cuStreamCreate(stream, flags); }

API Status cuStreamDestroy_v2(Handle stream) {
  return in_context([&](Context& context) { return context.streams.destroy(stream); });
}

API Status cuStreamSynchronize(Handle stream) {
  return outside_capture("cuStreamSynchronize", [&](Context& context) { return context.streams.finish(stream); });
}

API Status cuStreamQuery(Handle stream) {
  return outside_capture("cuStreamQuery", [&](Context& context) { return context.streams.query(stream); });
}

API Status cuStreamWaitEvent(Handle stream, Handle handle, unsigned) {
  return on_event(handle, [&](Context& context, auto& event) { return context.streams.wait(stream, event); });
}

API Status cuEventCreate(Handle* event, unsigned flags) {
  return in_context([&](Context& context) -> Status {
    if (event == nullptr) return INVALID_VALUE;
    auto created = std::make_shared<Event>();
    created->timed = (flags & DISABLE_TIMING) == 0;
    *event = context.events.add(created);
    return SUCCESS;
  });
}

API Status cuEventDestroy_v2(Handle event) {
  return in_context([&](Context& context) { return context.events.remove(event); });
}

API Status cuEventRecord(Handle handle, Handle stream) {
  return on_event(handle, [&](Context& context, auto& event) { return context.streams.record(stream, event); });
}

API Status cuEventSynchronize(Handle handle) {
  return on_event(handle, [&](Context& context, auto& event) -> Status {
    if (Status refused = context.streams.refuse_in_capture("cuEventSynchronize")) return refused;
    return context.streams.finish(*event);
  });
}

API Status cuEventQuery(Handle handle) {
  return on_event(handle, [&](Context& context, auto& event) -> Status {
    if (Status refused = context.streams.refuse_in_capture("cuEventQuery")) return refused;
    return context.streams.query(*event);
  });
}

API Status cuEventElapsedTime(float* milliseconds, Handle from, Handle to) {
  return in_context([&](Context& context) -> Status {
    auto start = context.events.find(from);
    auto end = context.events.find(to);
    if (!start || !end || !start->timed || !end->timed || !start->last || !end->last) return INVALID_HANDLE;
    if (start->pending() || end->pending()) return NOT_READY;
    *milliseconds = std::chrono::duration<float, std::milli>(end->last->when - start->last->when).count();
    return SUCCESS;
  });
}

Status enqueue(Handle stream, std::string what, std::function<Status()> run) {
  return in_context([&](Context& context) { return context.streams.enqueue(stream, {std::move(what), std::move(run)}); });
}

bool has_context() {
  return in_context([](Context&) { return SUCCESS; }) == SUCCESS;
}

}  // namespace standin
