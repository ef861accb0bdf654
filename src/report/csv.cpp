// The bulletin as a table: a line for each entry, whatever its standing. docs/formats-ci.md has the
// columns; new ones come last. A list is one field, its items separated by `; `.
#include <fmt/format.h>

#include "flowdown/formats.hpp"
#include "report/escape.hpp"
#include "report/format_parts.hpp"
#include "report/layout.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::string_view kHeader =
    "id,severity,code,change,accepted_until,accepted_by,accepted_reason,actor,party,agreement,"
    "artifact,issuer,policy,version,clauses,uses,groups,tentative,confidence,bound,downstream,"
    "message,help,path,causes,file,line,column\n";

std::string number(std::uint32_t value) { return value == 0 ? "" : std::to_string(value); }

}  // namespace

std::string csv(const Bulletin& bulletin, const ToolInfo& tool) {
  std::string out(kHeader);
  const auto list = [](const std::vector<std::string>& items) { return separated(items, "; "); };
  for (const Entry& entry : bulletin.entries) {
    const auto& accepted = entry.accepted;
    const std::vector<std::string> fields = {
        entry.id,
        std::string(name_of(entry.severity)),
        std::string(info(entry.code).name),
        std::string(name_of(entry.change)),
        accepted ? accepted->expires.text() : "",
        accepted ? accepted->owner : "",
        accepted ? accepted->reason : "",
        entry.actor,
        entry.party,
        entry.agreement,
        entry.artifact,
        entry.issuer,
        entry.policy,
        entry.version,
        list(entry.clauses),
        list(entry.uses),
        list(entry.groups),
        entry.tentative ? "yes" : "no",
        std::string(key_of(entry.confidence)),
        entry.bound ? "yes" : "no",
        std::to_string(entry.downstream),
        entry.message,
        entry.help,
        way_in_words(entry),
        list(entry.causes),
        entry.place.known() ? file_name(entry.place.file, tool) : "",
        number(entry.place.line),
        number(entry.place.column),
    };
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) out += ',';
      out += csv_field(fields[i]);
    }
    out += '\n';
  }
  return out;
}

}  // namespace flowdown
