// Part of a test double of the NVIDIA driver: the texts of the errors that it found.
#pragma once

#include "api.h"

#include <string>
#include <vector>

namespace standin {

/** What was found wrong, one text an error, in the order found; the caller holds the driver's lock. */
std::vector<std::string>& messages();

/** Notes the text and returns the status. */
Status report(Status status, std::string text);

/** The number as 0x... */
std::string hex(std::uint64_t number);

}  // namespace standin
