// Part of a test double of the NVIDIA driver: faults of deferred work.
#include "faults.h"

#include <atomic>
#include <csetjmp>
#include <csignal>
#include <cstdlib>
#include <pthread.h>
#include <ucontext.h>

namespace standin {

namespace {

constexpr int SIGNALS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr std::size_t HANDLER_STACK = 64 << 10;
constexpr greg_t WRITE_ACCESS = 2;  // bit of the processor's page fault code

// One thread at a time runs deferred work, so these exist once; the handler may not use thread-locals, which can allocate.
std::atomic<bool> running{false};
pthread_t runner;
sigjmp_buf landing;
Fault fault;
struct sigaction before[NSIG];

/** As if this handler had never been installed. */
void pass_on(int signal, siginfo_t* info, void* machine) {
  const struct sigaction& old = before[signal];
  if (old.sa_flags & SA_SIGINFO) return old.sa_sigaction(signal, info, machine);
  if (old.sa_handler == SIG_IGN) return;
  if (old.sa_handler == SIG_DFL) {
    sigaction(signal, &old, nullptr);  // the faulting instruction runs again, and ends the process
    return;
  }
  old.sa_handler(signal);
}

Fault::Kind kind_of(int signal, const siginfo_t* info, const ucontext_t* machine) {
  if (signal == SIGFPE) return Fault::DIVISION;
  if (signal == SIGILL) return Fault::CHECK;  // where the compiler put a check, a trap follows it
  if (info->si_code == SI_KERNEL) return Fault::IMPOSSIBLE_ADDRESS;
  return machine->uc_mcontext.gregs[REG_ERR] & WRITE_ACCESS ? Fault::WRITE : Fault::READ;
}

void handle(int signal, siginfo_t* info, void* machine) {
  if (!running || !pthread_equal(pthread_self(), runner)) return pass_on(signal, info, machine);
  fault.kind = kind_of(signal, info, static_cast<ucontext_t*>(machine));
  fault.address = reinterpret_cast<std::uint64_t>(info->si_addr);
  siglongjmp(landing, 1);
}

/** Takes the signals while it lives, with a stack for them: that of the work may be full. */
class Handlers {
 public:
  Handlers() {
    static void* memory = std::malloc(HANDLER_STACK);
    stack_t stack{};
    stack.ss_sp = memory;
    stack.ss_size = HANDLER_STACK;
    sigaltstack(&stack, &stack_before);
    for (int signal : SIGNALS) {
      sigaction(signal, nullptr, &before[signal]);
      struct sigaction action = before[signal];
      action.sa_sigaction = handle;
      action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
      sigaction(signal, &action, nullptr);
    }
    runner = pthread_self();
    running = true;
  }

  ~Handlers() {
    running = false;
    for (int signal : SIGNALS) sigaction(signal, &before[signal], nullptr);
    sigaltstack(&stack_before, nullptr);
  }

 private:
  stack_t stack_before{};
};

}  // namespace

std::optional<Fault> guarded(const std::function<void()>& body) {
  Handlers handlers;
  if (sigsetjmp(landing, 1) != 0) return fault;
  body();
  return std::nullopt;
}

}  // namespace standin
