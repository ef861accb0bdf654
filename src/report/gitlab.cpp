// GitLab's Code Quality report. GitLab compares the report of a merge request with that of its
// target by fingerprint, so findings that were there before are in it; those that are accepted, or
// gone, are not.
#include "flowdown/formats.hpp"
#include "flowdown/report.hpp"
#include "report/format_parts.hpp"
#include "report/json_parts.hpp"

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

std::string gitlab(const Bulletin& bulletin, const ToolInfo& tool) {
  const std::vector<std::string> prints = fingerprints(bulletin);
  std::string out;
  for (std::size_t i = 0; i < bulletin.entries.size(); ++i) {
    const Entry& entry = bulletin.entries[i];
    if (entry.accepted || entry.change == Change::kGone) continue;
    const Place place = place_to_show(entry, bulletin);
    Json json;
    json["description"] = sentences(entry);
    json["check_name"] = info(entry.code).name;
    json["fingerprint"] = prints[i];
    json["severity"] = severity_of(entry);
    json["location"] = {{"path", printable(file_name(place.file, tool))},
                        {"lines", {{"begin", place.line}}}};
    out += (out.empty() ? "\n " : ",\n ") + dump(json);
  }
  return "[" + out + (out.empty() ? "]\n" : "\n]\n");
}

}  // namespace flowdown
