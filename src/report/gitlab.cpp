// GitLab's Code Quality report. GitLab compares the report of a merge request with that of its
// target by fingerprint, so findings that were there before are in it; those that are accepted, or
// gone, are not.
#include "flowdown/formats.hpp"
#include "flowdown/report.hpp"
#include "report/format_parts.hpp"
#include "report/json_line.hpp"
#include "report/pieces.hpp"
#include "report/two_steps.hpp"

namespace flowdown {
namespace {

std::string_view severity_of(const Entry& entry) {
  switch (entry.weight()) {
    case Severity::kError:
      return "critical";
    case Severity::kWarning:
      return "minor";
    case Severity::kNote:
      break;
  }
  return "info";
}

}  // namespace

bool gitlab(const BulletinHead& head, EntrySource& entries, const ToolInfo& tool,
            const Sink& sink) {
  const Fingerprints prints(entries);
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const EntryOutline entry = entries.outline(i);
    if (!entry.accepted && entry.change != Change::kGone) shown.push_back(i);
  }
  Pieces out(sink);
  FileNames names(tool);
  out.text() = "[";
  const auto write = [&](std::size_t nth, const Entry& entry) {
    const Place place = place_to_show(entry, head);
    out.text() += nth == 0 ? "\n " : ",\n ";
    JsonLine json(out.text());
    json.open('{');
    json.key("description").text(sentences(entry));
    json.key("check_name").text(info(entry.code).name);
    json.key("fingerprint").text(prints.of(shown[nth], entry.id));
    json.key("severity").text(severity_of(entry));
    json.key("location").open('{').key("path").text(printable(names.of(place.file)));
    json.key("lines").open('{').key("begin").number(place.line);
    json.close('}').close('}').close('}');
    return out.go_on();
  };
  if (!in_two_steps(
          shown.size(), [&](std::size_t nth) { return entries.entry(shown[nth]); }, write)) {
    return false;
  }
  out.text() += shown.empty() ? "]\n" : "\n]\n";
  return out.finish();
}

}  // namespace flowdown
