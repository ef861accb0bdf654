// Colour, where it was asked for.
#pragma once

#include <string>
#include <string_view>

#include "flowdown/findings.hpp"

namespace flowdown {

enum class Ink : std::uint8_t { kPlain, kStrong, kFaint, kError, kWarning, kNote };

// Wraps finished pieces of a line in ANSI escapes, or leaves them as they are. The only place that
// writes an escape.
class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}
  std::string operator()(std::string_view text, Ink ink) const;

 private:
  bool colour_;
};

Ink ink_of(Severity severity);

}  // namespace flowdown
