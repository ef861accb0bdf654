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
#include "report/pieces.hpp"

namespace flowdown {

Json date_or_null(const std::optional<Date>& date);
// {"file", "line", "column"}, or null for nowhere.
Json place_json(const Place& place);
Json notice_json(const Notice& notice);
// {"reason", "owner", "expires", "location"}, or null.
Json acceptance_json(const std::optional<Acceptance>& accepted);
Json counts_json(const std::array<std::size_t, 3>& by_severity);

// ` "key": [`, the items, one on a line, and `]`. No more of them where the sink has ended the
// output.
template <class Items, class Write>
void add_list(Pieces& out, std::string_view key, const Items& items, Write write) {
  out.text() += fmt::format(R"( "{}": [)", key);
  bool first = true;
  for (const auto& item : items) {
    out.text() += first ? "\n  " : ",\n  ";
    out.text() += dump(write(item));
    first = false;
    if (!out.go_on()) return;
  }
  out.text() += first ? "]" : "\n ]";
}

}  // namespace flowdown
