// Part of a test double of the NVIDIA driver: the order in which deferred work runs.
#include "streams.h"

#include "context.h"
#include "errors.h"
#include "faults.h"

#include <algorithm>

namespace standin {

namespace {

Order chosen_order = Order::EACH_IN_TURN;

template <class... F>
struct Cases : F... {
  using F::operator()...;
};

std::string text(const Context& context, const Fault& fault) {
  switch (fault.kind) {
    case Fault::READ: return "read of " + hex(fault.address) + ", " + context.memory.describe(fault.address);
    case Fault::WRITE: return "write to " + hex(fault.address) + ", " + context.memory.describe(fault.address);
    case Fault::IMPOSSIBLE_ADDRESS: return "access to a misaligned or impossible address";
    case Fault::CHECK: return "access to a misaligned address, or behind the end of an array";
    case Fault::DIVISION: return "integer division by zero";
  }
  return "fault";
}

Status run(Context& context, const Task& task) {
  Status status = SUCCESS;
  auto fault = guarded([&] { status = task.run(); });
  if (!fault) return status;
  Status failed = fault->kind == Fault::DIVISION ? LAUNCH_FAILED : ILLEGAL_ADDRESS;
  return report(failed, task.what + ": " + text(context, *fault));
}

}  // namespace

Streams::Streams(Context& context) : context(context) {}

Handle Streams::create(bool blocking) {
  auto stream = std::make_shared<Stream>();
  stream->blocking = blocking;
  Handle handle = new_handle();
  streams.emplace(handle, stream);
  return handle;
}

Status Streams::destroy(Handle handle) {
  auto stream = find(handle);
  if (!stream || handle == 0) return INVALID_HANDLE;
  stream->closed = true;  // what is pending still runs
  stream->capture.reset();
  if (stream->pending.empty()) streams.erase(handle);
  return SUCCESS;
}

std::shared_ptr<Stream> Streams::find(Handle handle) const {
  if (handle == 0) return legacy;
  auto found = streams.find(handle);
  return found == streams.end() || found->second->closed ? nullptr : found->second;
}

void Streams::push(Stream& stream, Work work) { stream.pending.push_back({++tickets, std::move(work)}); }

Status Streams::refuse_legacy(Stream& stream) {
  if (&stream != legacy.get()) return SUCCESS;
  for (auto& [handle, other] : streams) {
    if (!other->capture || !other->blocking) continue;
    other->capture->invalid = true;
    return report(CAPTURE_IMPLICIT, "work on the default stream while a blocking stream is being captured");
  }
  return SUCCESS;
}

Status Streams::enqueue(Handle handle, Task task) {
  auto stream = find(handle);
  if (!stream) return INVALID_HANDLE;
  if (Status refused = refuse_legacy(*stream)) return refused;
  if (!stream->capture) {
    push(*stream, std::move(task));
    return SUCCESS;
  }
  if (stream->capture->invalid) return CAPTURE_INVALIDATED;
  stream->capture->tasks.push_back(std::move(task));
  return SUCCESS;
}

Status Streams::record(Handle handle, const std::shared_ptr<Event>& event) {
  auto stream = find(handle);
  if (!stream) return INVALID_HANDLE;
  if (Status refused = refuse_legacy(*stream)) return refused;
  if (stream->capture) {
    if (stream->capture->invalid) return CAPTURE_INVALIDATED;
    event->captured_in = handle;
    return SUCCESS;
  }
  event->captured_in = 0;
  event->last = std::make_shared<Mark>();
  push(*stream, Record{event->last});
  return SUCCESS;
}

Status Streams::wait(Handle handle, const std::shared_ptr<Event>& event) {
  auto stream = find(handle);
  if (!stream) return INVALID_HANDLE;
  if (stream->capture) {
    if (stream->capture->invalid) return CAPTURE_INVALIDATED;
    if (event->captured_in == handle || (event->captured_in == 0 && !event->last)) return SUCCESS;
    stream->capture->invalid = true;
    return report(CAPTURE_ISOLATION, "a stream that is being captured waits for work outside of its capture");
  }
  if (event->captured_in != 0)
    return report(CAPTURE_UNSUPPORTED, "a second stream joins a capture: the stand-in captures one stream only");
  if (event->pending()) push(*stream, Wait{event->last});
  return SUCCESS;
}

std::vector<Stream*> Streams::all() const {
  std::vector<Stream*> result{legacy.get()};
  for (auto& [handle, stream] : streams) result.push_back(stream.get());
  return result;
}

/** The stream in which this recording is pending, or null. */
Stream* Streams::recorder(const Mark& mark) const {
  for (Stream* stream : all())
    for (auto& pending : stream->pending)
      if (auto* record = std::get_if<Record>(&pending.work))
        if (record->mark.get() == &mark) return stream;
  return nullptr;
}

/** A stream that must go on before this one can, or null. */
Stream* Streams::blocker(const Stream& stream) const {
  const auto& head = stream.pending.front();
  bool is_legacy = &stream == legacy.get();
  for (Stream* other : all()) {
    bool related = is_legacy ? other->blocking && other != &stream : stream.blocking && other == legacy.get();
    if (related && !other->pending.empty() && other->pending.front().ticket < head.ticket) return other;
  }
  if (auto* wait = std::get_if<Wait>(&head.work))
    if (!wait->mark->done) return recorder(*wait->mark);
  return nullptr;
}

/** Runs the next work of the stream, and before it whatever that waits for. */
void Streams::advance(Stream& stream) {
  while (driver().fault == SUCCESS) {
    Stream* other = blocker(stream);
    if (other == nullptr) return run_head(stream);
    advance(*other);
  }
}

void Streams::run_head(Stream& stream) {
  Work work = std::move(stream.pending.front().work);
  stream.pending.pop_front();
  std::visit(Cases{[&](const Task& task) { driver().fault = run(context, task); },
                   [&](const Record& record) {
                     record.mark->done = true;
                     record.mark->when = std::chrono::steady_clock::now();
                   },
                   [](const Wait&) {}},
             work);
}

/** Runs work until done, in the order whose turn it is; the wanted stream has work as long as it is not done. */
Status Streams::drain(Stream& wanted, const std::function<bool()>& done) {
  Order order = chosen_order == Order::EACH_IN_TURN ? Order(turns++ % 3) : chosen_order;
  std::vector<Stream*> others = all();
  std::reverse(others.begin(), others.end());
  others.erase(std::find(others.begin(), others.end(), &wanted));
  auto busy = [&](Stream* stream) { return driver().fault == SUCCESS && !stream->pending.empty(); };
  if (order == Order::OTHERS_FIRST)
    for (Stream* other : others)
      while (busy(other)) advance(*other);
  while (driver().fault == SUCCESS && !done()) {
    advance(wanted);
    if (order == Order::ALTERNATING)
      for (Stream* other : others)
        if (busy(other)) advance(*other);
  }
  std::erase_if(streams, [](auto& entry) { return entry.second->closed && entry.second->pending.empty(); });
  return driver().fault;
}

Status Streams::finish(Handle handle) {
  auto stream = find(handle);
  if (!stream) return INVALID_HANDLE;
  // The legacy stream is done when the blocking streams are: it is as if it had work that waits for them.
  if (handle == 0) push(*stream, Task{"synchronization", [] { return SUCCESS; }});
  return drain(*stream, [&] { return stream->pending.empty(); });
}

Status Streams::finish(const Event& event) {
  if (event.captured_in != 0) return CAPTURED_EVENT;
  if (!event.pending()) return SUCCESS;
  auto mark = event.last;
  return drain(*recorder(*mark), [&] { return mark->done; });
}

Status Streams::finish_all() {
  for (Stream* stream : all()) {
    bool known = std::ranges::count(all(), stream) != 0;  // a destroyed one may be done and gone by now
    if (!known) continue;
    if (Status failed = drain(*stream, [&] { return stream->pending.empty(); })) return failed;
  }
  return SUCCESS;
}

Status Streams::query(Handle handle) {
  auto stream = find(handle);
  if (!stream) return INVALID_HANDLE;
  if (stream->pending.empty()) return SUCCESS;
  advance(*stream);
  return driver().fault ? driver().fault : NOT_READY;
}

Status Streams::query(const Event& event) {
  if (event.captured_in != 0) return CAPTURED_EVENT;
  if (!event.pending()) return SUCCESS;
  advance(*recorder(*event.last));
  return driver().fault ? driver().fault : NOT_READY;
}

Status Streams::refuse_in_capture(const char* what) {
  Status refused = SUCCESS;
  for (auto& [handle, stream] : streams) {
    if (!stream->capture || stream->capture->mode == CaptureMode::RELAXED) continue;
    bool elsewhere = stream->capture->thread != std::this_thread::get_id();
    if (stream->capture->mode == CaptureMode::THREAD_LOCAL && elsewhere) continue;
    stream->capture->invalid = true;
    refused = report(CAPTURE_UNSUPPORTED, std::string(what) + " while a stream is being captured");
  }
  return refused;
}

void Streams::set_order(Order order) { chosen_order = order; }

}  // namespace standin
