#include "review/diff_words.hpp"

#include <fmt/format.h>

#include "report/layout.hpp"
#include "report/sections.hpp"

namespace flowdown {

std::string in_words(const Diff::Side& side) {
  return side.file.empty()
             ? fmt::format("{} as of {}", side.graph, side.as_of.text())
             : fmt::format("{} ({}) as of {}", side.graph, side.file, side.as_of.text());
}

std::string compared_with(const Diff& diff) { return in_words(diff.before); }

std::string change_in_words(const DiffEntry& entry) {
  std::vector<std::string> parts;
  if (entry.severity_before != entry.entry.severity) {
    parts.push_back(fmt::format("{} before", name_of(entry.severity_before)));
  }
  if (!entry.gained.empty()) parts.push_back("new: " + join(entry.gained));
  if (!entry.lost.empty()) parts.push_back("no longer: " + join(entry.lost));
  if (entry.back) parts.emplace_back("accepted before");
  return separated(parts, "; ");
}

std::string counts_of(const std::array<std::size_t, 3>& counts, std::size_t accepted) {
  const std::string words = counts_in_words(counts[2], counts[1], counts[0]);
  return (words.empty() ? "no findings" : words) +
         (accepted == 0 ? "" : fmt::format(", beside {} accepted", accepted));
}

std::string in_words(const Notice& notice) {
  const std::string at = notice.place.known()
                             ? fmt::format("{}:{}: ", notice.place.file, notice.place.line)
                             : std::string();
  return printable(at + notice.message);
}

std::string in_words(const Acceptance& accepted) {
  return printable(
      fmt::format("until {} by {}: {}", accepted.expires.text(), accepted.owner, accepted.reason));
}

void write_notices(Page& page, const std::vector<Notice>& notices) {
  for (const Notice& notice : notices) {
    page.line(fmt::format("{}: {}", name_of(notice.severity), in_words(notice)));
  }
}

}  // namespace flowdown
