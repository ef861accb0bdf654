// Workflow commands of GitHub Actions: a line of output that begins with `::` acts. So no text of
// the user's may begin or end a line, or a property, of its own: `%`, line ends and, in properties,
// `:` and `,` are encoded as the runner decodes them. An older form, `##[`, acts anywhere in a
// line.
//
// GitHub shows the first ten annotations of a severity in a step and drops the rest without a word.
// Where there are more, nine are written, and the tenth says how many are not.
#include <fmt/format.h>

#include <vector>

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

std::string annotation(const Entry& entry, const std::string& print, const BulletinHead& head,
                       const ToolInfo& tool) {
  const Place place = place_to_show(entry, head);
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

bool github_annotations(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool,
                        const Sink& sink) {
  const Fingerprints prints(entries);
  std::string out;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    std::vector<std::size_t> shown;
    std::size_t count = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const EntryOutline entry = entries.outline(i);
      if (!entry.counts() || entry.weight() != severity) continue;
      if (++count <= kShown) shown.push_back(i);
    }
    if (count > kShown) shown.pop_back();
    for (const std::size_t i : shown) {
      const Entry entry = entries.entry(i);
      out += annotation(entry, prints.of(i, entry.id), head, tool);
    }
    if (shown.size() < count) {
      out += fmt::format(
          "::{} title=flowdown::{} not shown here, since GitHub shows ten of a severity in a step; "
          "another format of the report has them all\n",
          command_of(severity),
          fmt::format("{} of {} are", count - shown.size(), count_of(count, name_of(severity))));
    }
  }
  for (const std::string& notice : head.notices) {
    out += fmt::format("flowdown: {}\n", encoded(printable(notice), false));
  }
  out += fmt::format("flowdown: {}\n", encoded(printable(verdict_of(head, entries)), false));
  return sink(out);
}

}  // namespace flowdown
