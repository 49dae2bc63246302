// Part of a test double of the NVIDIA driver: one block of threads.
#include "block.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <numeric>

namespace standin {

namespace {

constexpr std::size_t LANES = 32;
constexpr std::size_t MOST_THREADS = 1024;

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

std::string file_name(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash ? slash + 1 : path;
}

}  // namespace

Shuffled::Shuffled(std::uint64_t count, std::uint64_t seed) : count(count) {
  std::uint64_t random = mixed(seed + 0x9E3779B97F4A7C15u);
  at = random % count;
  step = mixed(random) % count;
  while (std::gcd(step, count) != 1) step = (step + 1) % count;
}

Block* Block::running = nullptr;

Stacks& Block::stacks() {
  static Stacks all(MOST_THREADS);
  return all;
}

Block::Block(const Kernel& kernel, void* const* arguments, const Coordinates& coordinates)
    : kernel(kernel), arguments(arguments), coordinates(coordinates) {
  const Index& size = *coordinates.block_size;
  for (unsigned z = 0; z < size.z; z++)
    for (unsigned y = 0; y < size.y; y++)
      for (unsigned x = 0; x < size.x; x++) places.push_back({x, y, z});
  threads.resize(places.size());
  warps.resize((places.size() + LANES - 1) / LANES);
  stacks().give_back_all();  // also those that a launch that failed has left
}

void Block::prepare() {
  running = this;
  live = threads.size();
  for (Thread& thread : threads) {
    thread.state = State::READY;
    thread.started = false;
  }
  for (std::size_t i = 0; i < warps.size(); i++) {
    std::size_t lanes = std::min(LANES, threads.size() - i * LANES);
    warps[i] = {lanes == LANES ? ~0u : (1u << lanes) - 1, 0};
  }
}

void Block::run(std::uint64_t seed) {
  prepare();
  while (live > 0 && failed.empty())
    if (!round(seed) && failed.empty()) release_barrier();
}

/** Lets each warp go on as far as it can, one after the other; false where none could. */
bool Block::round(std::uint64_t seed) {
  bool any = false;
  Shuffled order(warps.size(), seed);
  for (std::size_t i = 0; i < warps.size() && failed.empty(); i++) any |= run_warp(order.next(), seed);
  return any;
}

bool Block::run_warp(std::size_t index, std::uint64_t seed) {
  std::size_t first = index * LANES;
  std::size_t lanes = std::min(LANES, threads.size() - first);
  Shuffled order(lanes, seed + index);
  bool any = false;
  for (bool moved = true; moved;) {
    moved = false;
    for (std::size_t i = 0; i < lanes && failed.empty(); i++) {
      std::size_t number = first + order.next();
      if (threads[number].state != State::READY) continue;
      resume(number);
      any = moved = true;
    }
  }
  return any;
}

void Block::resume(std::size_t number) {
  Thread& thread = threads[number];
  current = &thread;
  *coordinates.thread = places[number];
  if (!thread.started) {
    auto fresh = stacks().start(thread_main);
    thread.started = true;
    thread.stack = fresh.stack;
    thread.position = fresh.position;
  }
  standin_switch(&scheduler, thread.position);
  if (thread.state == State::ENDED) end(number);
}

void Block::thread_main() {
  Block& block = *running;
  block.kernel.call(block.arguments);
  block.current->state = State::ENDED;
  block.suspend();
}

/** Lanes may have waited for this one: a lane that has ended is waited for no longer. */
void Block::end(std::size_t number) {
  stacks().give_back(threads[number].stack);
  live--;
  std::size_t index = number / LANES;
  Warp& warp = warps[index];
  warp.live &= ~(1u << number % LANES);
  for (unsigned rest = warp.exchanging; rest != 0 && failed.empty(); rest &= rest - 1)
    if (warp.exchanging & rest & -rest) complete(index, threads[index * LANES + __builtin_ctz(rest)].mask);
}

void Block::fail(std::string text) { failed = std::move(text); }

void Block::barrier(const char* file, int line) {
  current->state = State::AT_BARRIER;
  current->file = file;
  current->line = line;
  suspend();
}

void Block::trap(const char* file, int line) {
  fail("thread " + std::to_string(current - threads.data()) + " traps at " + file_name(file) + ":" + std::to_string(line));
  suspend();
}

std::uint64_t Block::exchange(Exchange kind, unsigned mask, std::uint64_t value, int source) {
  Thread& me = *current;
  std::size_t number = &me - threads.data();
  unsigned lane = number % LANES;
  me.state = State::IN_EXCHANGE;
  me.kind = kind;
  me.mask = mask;
  me.value = value;
  me.source = source;
  warps[number / LANES].exchanging |= 1u << lane;
  if (!(mask >> lane & 1))
    fail("thread " + std::to_string(number) + " shuffles with a mask that does not name its own lane " +
         std::to_string(lane));
  else
    complete(number / LANES, mask);
  if (me.state != State::READY || !failed.empty()) suspend();
  return me.value;
}

/** Where all live lanes of the mask have come to the same exchange: gives each its result, and lets it go on. */
void Block::complete(std::size_t index, unsigned mask) {
  Warp& warp = warps[index];
  unsigned lanes = mask & warp.live;
  if ((lanes & ~warp.exchanging) != 0 || lanes == 0) return;
  Thread* first = &threads[index * LANES];
  Exchange kind = first[__builtin_ctz(lanes)].kind;
  std::uint64_t values[LANES];
  std::uint64_t ballot = 0;
  for (unsigned rest = lanes; rest != 0; rest &= rest - 1) {
    unsigned lane = __builtin_ctz(rest);
    if (first[lane].mask != mask || first[lane].kind != kind) return;
    values[lane] = first[lane].value;
    if (values[lane] != 0) ballot |= std::uint64_t{1} << lane;
  }
  for (unsigned rest = lanes; rest != 0; rest &= rest - 1) {
    unsigned lane = __builtin_ctz(rest);
    Thread& thread = first[lane];
    if (kind == Exchange::BALLOT) thread.value = ballot;
    if (kind == Exchange::SHUFFLE) {
      if (thread.source < 0 || thread.source >= int(LANES) || !(lanes >> thread.source & 1))
        return fail("thread " + std::to_string(index * LANES + lane) + " shuffles from lane " +
                    std::to_string(thread.source) + ", which does not take part");
      thread.value = values[thread.source];
    }
    thread.state = State::READY;
  }
  warp.exchanging &= ~lanes;
}

/** Nobody can go on: all are at one barrier, or something is wrong. */
void Block::release_barrier() {
  auto model = std::ranges::find_if(threads, [](auto& thread) { return thread.state != State::ENDED; });
  auto other = std::ranges::find_if(threads, [&](auto& thread) {
    bool at_one_barrier = thread.state == State::AT_BARRIER && model->state == State::AT_BARRIER &&
                          thread.line == model->line && std::strcmp(thread.file, model->file) == 0;
    return !at_one_barrier && &thread != &*model;
  });
  if (other != threads.end() || model->state != State::AT_BARRIER)
    return fail("threads wait for ever: " + whereabouts(*model) +
                (other == threads.end() ? "" : ", " + whereabouts(*other)));
  for (Thread& thread : threads) thread.state = State::READY;
}

std::string Block::whereabouts(const Thread& thread) const {
  std::string who = "thread " + std::to_string(&thread - threads.data());
  switch (thread.state) {
    case State::READY: return who + " can go on";
    case State::AT_BARRIER:
      return who + " waits at the barrier in " + file_name(thread.file) + ":" + std::to_string(thread.line);
    case State::IN_EXCHANGE: {
      char mask[16];
      std::snprintf(mask, sizeof mask, "%08x", thread.mask);
      return who + " waits in a shuffle of lanes " + mask;
    }
    case State::ENDED: return who + " has ended";
  }
  return who;
}

extern "C" __attribute__((visibility("default"))) void standin_barrier(const char* file, int line) {
  Block::running->barrier(file, line);
}

extern "C" __attribute__((visibility("default"))) void standin_trap(const char* file, int line) {
  Block::running->trap(file, line);
}

extern "C" __attribute__((visibility("default"))) std::uint64_t standin_exchange(Exchange kind, unsigned mask,
                                                                                 std::uint64_t value, int source) {
  return Block::running->exchange(kind, mask, value, source);
}

}  // namespace standin
