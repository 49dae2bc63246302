// Part of a test double of the NVIDIA driver: graphs.
#pragma once

#include "api.h"

#include <functional>
#include <string>
#include <vector>

namespace standin {

/** A piece of work with all that it needs, its parameters included; what names it in messages. */
struct Task {
  std::string what;
  std::function<Status()> run;
};

/** What was captured from one stream, in the order of that stream. */
struct Graph {
  std::vector<Task> tasks;
};

/** A graph that can be launched; changes of the graph do not reach it. */
struct GraphExec {
  std::vector<Task> tasks;
};

}  // namespace standin
