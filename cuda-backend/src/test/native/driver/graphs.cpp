// Part of a test double of the NVIDIA driver: stream capture and graphs.
#include "graphs.h"

#include "context.h"

namespace standin {

namespace {

enum CaptureStatus : int { NONE = 0, ACTIVE = 1, INVALIDATED = 2 };

}  // namespace

API Status cuStreamBeginCapture_v2(Handle handle, int mode) {
  return in_context([&](Context& context) -> Status {
    auto stream = context.streams.find(handle);
    if (!stream) return INVALID_HANDLE;
    if (mode < 0 || mode > 2) return INVALID_VALUE;
    if (handle == 0) return CAPTURE_UNSUPPORTED;
    if (stream->capture) return ILLEGAL_STATE;
    stream->capture = Capture{.mode = CaptureMode(mode), .tasks = {}};
    return SUCCESS;
  });
}

API Status cuStreamEndCapture(Handle handle, Handle* graph) {
  return in_context([&](Context& context) -> Status {
    auto stream = context.streams.find(handle);
    if (!stream) return INVALID_HANDLE;
    if (!stream->capture) return ILLEGAL_STATE;
    *graph = 0;
    bool elsewhere = stream->capture->thread != std::this_thread::get_id();
    if (elsewhere && stream->capture->mode != CaptureMode::RELAXED) return CAPTURE_WRONG_THREAD;
    Capture ended = std::move(*stream->capture);
    stream->capture.reset();
    for (auto& [_, event] : context.events)
      if (event->captured_in == handle) event->captured_in = 0;
    if (ended.invalid) return CAPTURE_INVALIDATED;
    *graph = context.graphs.add(std::make_shared<Graph>(Graph{std::move(ended.tasks)}));
    return SUCCESS;
  });
}

API Status cuStreamIsCapturing(Handle handle, int* status) {
  return in_context([&](Context& context) -> Status {
    auto stream = context.streams.find(handle);
    if (!stream) return INVALID_HANDLE;
    *status = !stream->capture ? NONE : stream->capture->invalid ? INVALIDATED : ACTIVE;
    return SUCCESS;
  });
}

API Status cuGraphInstantiateWithFlags(Handle* exec, Handle handle, unsigned long long) {
  return in_context([&](Context& context) -> Status {
    auto graph = context.graphs.find(handle);
    if (!graph || exec == nullptr) return INVALID_VALUE;
    *exec = context.graph_execs.add(std::make_shared<GraphExec>(GraphExec{graph->tasks}));
    return SUCCESS;
  });
}

API Status cuGraphLaunch(Handle handle, Handle stream) {
  return in_context([&](Context& context) -> Status {
    auto exec = context.graph_execs.find(handle);
    if (!exec) return INVALID_VALUE;
    if (!context.streams.find(stream)) return INVALID_HANDLE;
    for (const Task& task : exec->tasks)
      if (Status failed = context.streams.enqueue(stream, task)) return failed;
    return SUCCESS;
  });
}

/**
 * The nodes are numbers from 1 on: nothing else can be asked about them. JCuda 12.6 passes a count that it never set where it
 * passes an array, so nothing is written behind the last node here, which a real driver does.
 */
API Status cuGraphGetNodes(Handle handle, Handle* nodes, std::size_t* count) {
  return in_context([&](Context& context) -> Status {
    auto graph = context.graphs.find(handle);
    if (!graph || count == nullptr) return INVALID_VALUE;
    std::size_t size = graph->tasks.size();
    *count = nodes == nullptr ? size : std::min(*count, size);
    for (std::size_t i = 0; nodes != nullptr && i < *count; i++) nodes[i] = i + 1;
    return SUCCESS;
  });
}

API Status cuGraphDestroy(Handle handle) {
  return in_context([&](Context& context) { return context.graphs.remove(handle) ? INVALID_VALUE : SUCCESS; });
}

API Status cuGraphExecDestroy(Handle handle) {
  return in_context([&](Context& context) { return context.graph_execs.remove(handle) ? INVALID_VALUE : SUCCESS; });
}

}  // namespace standin
