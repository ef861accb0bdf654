// Where outputs go that are too large to be held.
#pragma once

#include <functional>
#include <string_view>

namespace flowdown {

// Takes the next piece; false ends the output.
using Sink = std::function<bool(std::string_view)>;

}  // namespace flowdown
