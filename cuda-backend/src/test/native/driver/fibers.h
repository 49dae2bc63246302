// Part of a test double of the NVIDIA driver: fibers.
#pragma once

#include <cstddef>
#include <vector>

namespace standin {

/** Leaves the stack it is called on, having noted in *from where, and goes on where another stack was left. */
extern "C" void standin_switch(void** from, void* to);

/** Stacks of equal size, each with a page below that nobody may touch. The last one given back is given out first. */
class Stacks {
 public:
  explicit Stacks(std::size_t count);

  /** A stack on which a switch starts the function, which never returns. */
  struct Started {
    std::size_t stack;
    void* position;
  };
  Started start(void (*function)());

  void give_back(std::size_t stack) { unused.push_back(stack); }
  void give_back_all();

 private:
  std::vector<char*> tops;
  std::vector<std::size_t> unused;
};

}  // namespace standin
