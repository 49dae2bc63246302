// Part of a test double of the NVIDIA driver: what it reads of a PTX text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace standin {

struct PtxParameter {
  std::size_t size;
  std::size_t alignment;
};

struct PtxEntry {
  std::string name;
  std::vector<PtxParameter> parameters;
  int most_threads = 1024;  // .maxntid
  int shared_bytes = 0;
};

struct Ptx {
  int version = 0;  // 63 is 6.3
  int target = 0;   // 75 is sm_75
  std::vector<PtxEntry> entries;
};

/** Reads headers, entries and their declarations, not code. Throws std::runtime_error where the text is no PTX. */
Ptx parse_ptx(const std::string& text);

}  // namespace standin
