// The bulletin as a table: a line for each entry, whatever its standing. docs/formats-ci.md has the
// columns; new ones come last. A list is one field, its items separated by `; `.
#include <fmt/format.h>

#include "flowdown/formats.hpp"
#include "report/escape.hpp"
#include "report/format_parts.hpp"
#include "report/layout.hpp"
#include "report/pieces.hpp"
#include "report/two_steps.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

constexpr std::string_view kHeader =
    "id,severity,code,change,accepted_until,accepted_by,accepted_reason,actor,party,agreement,"
    "artifact,issuer,policy,version,clauses,uses,groups,tentative,confidence,bound,downstream,"
    "message,help,path,causes,file,line,column\n";

std::string number(std::uint32_t value) { return value == 0 ? "" : std::to_string(value); }

void add_line(std::string& out, const Entry& entry, FileNames& names) {
  const auto list = [](const std::vector<std::string>& items) { return separated(items, "; "); };
  const auto& accepted = entry.accepted;
  const std::string fields[] = {
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
      entry.place.known() ? names.of(entry.place.file) : "",
      number(entry.place.line),
      number(entry.place.column),
  };
  bool first = true;
  for (const std::string& field : fields) {
    if (!first) out += ',';
    first = false;
    out += csv_field(field);
  }
  out += '\n';
}

}  // namespace

bool csv(const BulletinHead& /*head*/, EntrySource& entries, const ToolInfo& tool,
         const Sink& sink) {
  Pieces out(sink);
  out.text() = kHeader;
  FileNames names(tool);
  return in_two_steps(
             entries.size(), [&](std::size_t i) { return entries.entry(i); },
             [&](std::size_t, const Entry& entry) {
               add_line(out.text(), entry, names);
               return out.go_on();
             }) &&
         out.finish();
}

}  // namespace flowdown
