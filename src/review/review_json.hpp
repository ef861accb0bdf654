// What the JSON of differences, timelines and onboarding have in common.
#pragma once

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "flowdown/date.hpp"
#include "flowdown/settle.hpp"
#include "report/json_parts.hpp"

namespace flowdown {

Json date_or_null(const std::optional<Date>& date);
// {"file", "line", "column"}, or null for nowhere.
Json place_json(const Place& place);
Json notice_json(const Notice& notice);
// {"reason", "owner", "expires", "location"}, or null.
Json acceptance_json(const std::optional<Acceptance>& accepted);
Json counts_json(const std::array<std::size_t, 3>& by_severity);

// ` "key": [`, the items, one on a line, and `]`.
template <class Items, class Write>
std::string list_of(std::string_view key, const Items& items, Write write) {
  std::string out = fmt::format(R"( "{}": [)", key);
  bool first = true;
  for (const auto& item : items) {
    out += first ? "\n  " : ",\n  ";
    out += dump(write(item));
    first = false;
  }
  return out + (first ? "]" : "\n ]");
}

}  // namespace flowdown
