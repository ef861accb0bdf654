// Workflow commands of GitHub Actions: a line of output that begins with `::` acts. So no text of
// the user's may begin or end a line, or a property, of its own: `%`, line ends and, in properties,
// `:` and `,` are encoded as the runner decodes them. An older form, `##[`, acts anywhere in a
// line.
//
// GitHub shows the first ten annotations of a severity in a step and drops the rest without a word.
// Where there are more, nine are written, and the tenth says how many are not.
#include <fmt/format.h>

#include <algorithm>

#include "flowdown/formats.hpp"
#include "flowdown/report.hpp"
#include "report/format_parts.hpp"
#include "report/layout.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kShown = 10;

std::string encoded(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else if (property && c == ':') {
      out += "%3A";
    } else if (property && c == ',') {
      out += "%2C";
    } else {
      if (c == '[' && out.ends_with("##")) out += ' ';
      out += c;
    }
  }
  return out;
}

std::string_view command_of(Severity severity) {
  return severity == Severity::kNote ? "notice" : name_of(severity);
}

std::string annotation(const Entry& entry, const std::string& print, const Bulletin& bulletin,
                       const ToolInfo& tool) {
  const Place place = place_to_show(entry, bulletin);
  const auto property = [](std::string_view text) { return encoded(printable(text), true); };
  std::string text = printable(entry.message);
  if (!entry.help.empty()) text += "\nWhat to do: " + printable(entry.help);
  const std::string way = way_in_words(entry);
  if (!way.empty()) text += "\nPath: " + way;
  return fmt::format(
      "::{} file={},line={},col={},endColumn={},title={}::{}\n", command_of(entry.weight()),
      property(file_name(place.file, tool)), place.line, place.column, place.end,
      property(fmt::format("{} ({})", info(entry.code).name, print)), encoded(text, false));
}

}  // namespace

std::string github_annotations(const Bulletin& bulletin, const ToolInfo& tool) {
  const std::vector<std::string> prints = fingerprints(bulletin);
  std::string out;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    const auto counts = [&](const Entry& entry) {
      return entry.counts() && entry.weight() == severity;
    };
    const auto count = static_cast<std::size_t>(
        std::count_if(bulletin.entries.begin(), bulletin.entries.end(), counts));
    const std::size_t most = count > kShown ? kShown - 1 : count;
    std::size_t written = 0;
    for (std::size_t i = 0; i < bulletin.entries.size() && written < most; ++i) {
      const Entry& entry = bulletin.entries[i];
      if (!counts(entry)) continue;
      out += annotation(entry, prints[i], bulletin, tool);
      ++written;
    }
    if (most < count) {
      out += fmt::format(
          "::{} title=flowdown::{} not shown here, since GitHub shows ten of a severity in a step; "
          "another format of the report has them all\n",
          command_of(severity),
          fmt::format("{} of {} are", count - most, count_of(count, name_of(severity))));
    }
  }
  for (const std::string& notice : bulletin.notices) {
    out += fmt::format("flowdown: {}\n", encoded(printable(notice), false));
  }
  return out + fmt::format("flowdown: {}\n", encoded(printable(verdict_of(bulletin)), false));
}

}  // namespace flowdown
