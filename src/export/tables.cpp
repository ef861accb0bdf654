// What tables there are, and the SQL that makes them. docs/export.md shows them, and a test holds
// the two against each other.
#include "export/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace flowdown {
namespace {

constexpr std::string_view kText = "TEXT", kInteger = "INTEGER";

constexpr TableColumn kParties[] = {
    {"id", kText},        {"kind", kText},       {"title", kText},   {"seat", kText},
    {"policies", kText},  {"confidence", kText}, {"source", kText},  {"note", kText},
    {"retrieved", kText}, {"file", kText},       {"line", kInteger}, {"column_number", kInteger},
};
constexpr TableColumn kArtifacts[] = {
    {"id", kText},
    {"kind", kText},
    {"title", kText},
    {"developer", kText},
    {"policies", kText},
    {"released", kText},
    {"confidence", kText},
    {"source", kText},
    {"note", kText},
    {"retrieved", kText},
    {"file", kText},
    {"line", kInteger},
    {"column_number", kInteger},
};
constexpr TableColumn kDerivations[] = {
    {"artifact", kText},   {"parent", kText},  {"means", kText},
    {"confidence", kText}, {"source", kText},  {"note", kText},
    {"file", kText},       {"line", kInteger}, {"column_number", kInteger},
};
constexpr TableColumn kPolicies[] = {
    {"policy", kText},           {"version", kText},       {"title", kText},
    {"issuer", kText},           {"document", kText},      {"effective", kText},
    {"withdrawn", kText},        {"incorporation", kText}, {"flow_down", kText},
    {"complete", kInteger},      {"rules", kInteger},      {"agreement", kText},
    {"confidence", kText},       {"source", kText},        {"note", kText},
    {"retrieved", kText},        {"file", kText},          {"line", kInteger},
    {"column_number", kInteger},
};
constexpr TableColumn kListedPolicies[] = {
    {"owner_kind", kText},
    {"owner", kText},
    {"policy", kText},
    {"version", kText},
};
constexpr TableColumn kAgreements[] = {
    {"id", kText},
    {"title", kText},
    {"from_party", kText},
    {"to_party", kText},
    {"channel", kText},
    {"document", kText},
    {"effective", kText},
    {"expires", kText},
    {"terms_known", kInteger},
    {"incorporates_upstream", kInteger},
    {"confidence", kText},
    {"source", kText},
    {"note", kText},
    {"retrieved", kText},
    {"file", kText},
    {"line", kInteger},
    {"column_number", kInteger},
};
constexpr TableColumn kAgreementArtifacts[] = {{"agreement", kText}, {"artifact", kText}};
constexpr TableColumn kAgreementPolicies[] = {
    {"agreement", kText},
    {"how", kText},
    {"policy", kText},
    {"version", kText},
};
constexpr TableColumn kHoldings[] = {{"party", kText}, {"artifact", kText}, {"develops", kInteger}};
constexpr TableColumn kObligations[] = {
    {"party", kText},  {"artifact", kText}, {"issuer", kText},
    {"policy", kText}, {"version", kText},  {"bound", kText},
};
constexpr TableColumn kFindings[] = {
    {"id", kText},
    {"code", kText},
    {"severity", kText},
    {"tentative", kInteger},
    {"bound", kInteger},
    {"confidence", kText},
    {"party", kText},
    {"agreement", kText},
    {"artifact", kText},
    {"issuer", kText},
    {"policy", kText},
    {"version", kText},
    {"message", kText},
    {"help", kText},
    {"file", kText},
    {"line", kInteger},
    {"column_number", kInteger},
};
constexpr TableColumn kFindingUses[] = {{"finding", kText}, {"use_id", kText}};

constexpr TableInfo kTables[] = {
    {"parties", "a party", kParties},
    {"artifacts", "an artifact", kArtifacts},
    {"derivations", "an artifact and one that it is derived from", kDerivations},
    {"policies", "a version of a policy, or what an agreement adds", kPolicies},
    {"listed_policies", "a policy that a party or artifact lists", kListedPolicies},
    {"agreements", "an agreement", kAgreements},
    {"agreement_artifacts", "an artifact that an agreement supplies", kAgreementArtifacts},
    {"agreement_policies", "a policy that an agreement names", kAgreementPolicies},
    {"holdings", "a party with an artifact that it holds", kHoldings},
    {"obligations", "a policy version that reaches a holding", kObligations},
    {"findings", "a finding", kFindings},
    {"finding_uses", "a use that a finding names", kFindingUses},
};
constexpr std::array kWriters = {
    &write_parties,
    &write_artifacts,
    &write_derivations,
    &write_policies,
    &write_listed_policies,
    &write_agreements,
    &write_agreement_artifacts,
    &write_agreement_policies,
    &write_holdings,
    &write_obligations,
    &write_findings,
    &write_finding_uses,
};
static_assert(kWriters.size() == std::size(kTables));

}  // namespace

std::span<const TableInfo> tables() { return kTables; }

const TableInfo* find_table(std::string_view name) {
  const auto found = std::find_if(std::begin(kTables), std::end(kTables),
                                  [&](const TableInfo& table) { return table.name == name; });
  return found == std::end(kTables) ? nullptr : found;
}

bool export_table(const Flow& flow, const Findings& findings, const TableInfo& table, CellText text,
                  const Sink& sink) {
  Rows rows(text, sink);
  for (const TableColumn& column : table.columns) rows.cell(column.name);
  rows.end();
  kWriters.at(static_cast<std::size_t>(&table - kTables))({flow, findings}, rows);
  return rows.finish();
}

std::string load_script(Database database) {
  const bool sqlite = database == Database::kSqlite;
  std::string script =
      fmt::format("-- Reads the tables into {}. Run it in the folder of the files.\n",
                  sqlite ? "SQLite" : "DuckDB");
  if (sqlite) script += ".bail on\n";
  for (const TableInfo& table : kTables) {
    script += fmt::format("\n-- One row is {}.\nCREATE TABLE {} (", table.what, table.name);
    for (const TableColumn& column : table.columns) {
      const bool first = &column == table.columns.data();
      script += fmt::format("{}\n  {} {}", first ? "" : ",", column.name, column.type);
    }
    script += "\n);\n";
    script += sqlite
                  ? fmt::format(".import --csv --skip 1 {0}.csv {0}\n", table.name)
                  : fmt::format("COPY {0} FROM '{0}.csv' (FORMAT csv, HEADER true);\n", table.name);
  }
  if (!sqlite) return script;
  // Its shell reads an empty cell as an empty text.
  script += "\n-- What is empty is not known, or does not apply.\n";
  for (const TableInfo& table : kTables) {
    for (const TableColumn& column : table.columns) {
      script += fmt::format("UPDATE {0} SET {1} = NULL WHERE {1} = '';\n", table.name, column.name);
    }
  }
  return script;
}

}  // namespace flowdown
