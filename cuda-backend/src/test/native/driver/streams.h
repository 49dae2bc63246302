// Part of a test double of the NVIDIA driver: streams, events and the order in which deferred work runs.
#pragma once

#include "graphs.h"
#include "handles.h"

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

namespace standin {

struct Context;

/** One recording of an event. */
struct Mark {
  bool done = false;
  std::chrono::steady_clock::time_point when;
};

struct Event {
  bool timed = true;
  std::shared_ptr<Mark> last;  // its last recording, or null
  Handle captured_in = 0;      // the stream in whose capture it was last recorded, or 0

  bool pending() const { return last && !last->done; }
};

struct Record {
  std::shared_ptr<Mark> mark;
};

struct Wait {
  std::shared_ptr<Mark> mark;
};

using Work = std::variant<Task, Record, Wait>;

/** CUstreamCaptureMode. */
enum class CaptureMode : int { GLOBAL = 0, THREAD_LOCAL = 1, RELAXED = 2 };

struct Capture {
  CaptureMode mode;
  std::thread::id thread = std::this_thread::get_id();
  bool invalid = false;
  std::vector<Task> tasks;
};

struct Stream {
  struct Pending {
    std::uint64_t ticket;
    Work work;
  };

  bool blocking = true;  // whether it and the legacy default stream wait for each other
  bool closed = false;
  std::deque<Pending> pending;
  std::optional<Capture> capture;
};

/** What runs first among work that no stream order and no event puts in order: each is a run that real hardware may show. */
enum class Order : int { OTHERS_FIRST = 0, ONLY_NEEDED = 1, ALTERNATING = 2, EACH_IN_TURN = 3 };

/** The streams of a context. Handle 0 is the legacy default stream. Nothing runs before something waits for it. */
class Streams {
 public:
  explicit Streams(Context& context);

  Handle create(bool blocking);
  Status destroy(Handle handle);

  /** The live stream, or null. */
  std::shared_ptr<Stream> find(Handle handle) const;

  /** Adds work to the stream, or to the graph that is being captured from it. */
  Status enqueue(Handle handle, Task task);
  Status record(Handle handle, const std::shared_ptr<Event>& event);
  Status wait(Handle handle, const std::shared_ptr<Event>& event);

  Status finish(Handle handle);
  Status finish(const Event& event);
  Status finish_all();
  /** Does a little of the work of the stream, so that whoever asks again and again is answered in the end. */
  Status query(Handle handle);
  Status query(const Event& event);

  /** Refuses a call that a capture under way does not bear, and invalidates the capture. */
  Status refuse_in_capture(const char* what);

  static void set_order(Order order);

 private:
  Context& context;
  std::shared_ptr<Stream> legacy = std::make_shared<Stream>();
  std::map<Handle, std::shared_ptr<Stream>> streams;
  std::uint64_t tickets = 0;
  int turns = 0;

  void push(Stream& stream, Work work);
  Status refuse_legacy(Stream& stream);
  std::vector<Stream*> all() const;
  Stream* recorder(const Mark& mark) const;
  Stream* blocker(const Stream& stream) const;
  void advance(Stream& stream);
  void run_head(Stream& stream);
  Status drain(Stream& wanted, const std::function<bool()>& done);
};

}  // namespace standin
