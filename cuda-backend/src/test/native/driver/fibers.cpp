// Part of a test double of the NVIDIA driver: fibers.
#include "fibers.h"

#include <cstdint>
#include <new>
#include <sys/mman.h>

// The callee-saved registers are all that a function call keeps; saving no more makes a switch a few nanoseconds.
// It ends with a jump: the processor would predict a return to go where this function was called from, and it never does.
asm(R"(
.text
.globl standin_switch
.hidden standin_switch
.type standin_switch, @function
standin_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  popq %rcx
  jmpq *%rcx
.size standin_switch, .-standin_switch
)");

namespace standin {

namespace {

constexpr std::size_t PAGE = 4096;
constexpr std::size_t SIZE = 64 << 10;
constexpr int SAVED_REGISTERS = 6;

/** Stacks that all begin at a multiple of a page would contend for the same lines of the cache. */
std::size_t color(std::size_t stack) { return stack % 32 * 128; }

}  // namespace

Stacks::Stacks(std::size_t count) {
  std::size_t bytes = count * (SIZE + PAGE);
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  for (std::size_t i = 0; i < count; i++) {
    char* bottom = static_cast<char*>(memory) + i * (SIZE + PAGE);
    mprotect(bottom, PAGE, PROT_NONE);
    tops.push_back(bottom + PAGE + SIZE - color(i));
  }
  give_back_all();
}

void Stacks::give_back_all() {
  unused.clear();
  for (std::size_t i = tops.size(); i-- > 0;) unused.push_back(i);
}

Stacks::Started Stacks::start(void (*function)()) {
  std::size_t stack = unused.back();
  unused.pop_back();
  auto* words = reinterpret_cast<std::uint64_t*>(tops[stack]);
  *--words = 0;  // where the function's caller would be: aligns the stack as a call does
  *--words = reinterpret_cast<std::uint64_t>(function);
  for (int i = 0; i < SAVED_REGISTERS; i++) *--words = 0;
  return {stack, words};
}

}  // namespace standin
