// Beside report: a graph, and what its audit found, in formats for other programs. docs/export.md
// describes them.
//
// Everything is handed out in pieces, in the order of ids, so that the largest graph needs little
// more room than the model has.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/model.hpp"
#include "flowdown/sink.hpp"

namespace flowdown {

// The model as one file of JSON Lines that needs no other: with its policies, and its taxonomy
// where that is not the one that ships. Read back it is the same model: the same findings with the
// same ids and words. With places, findings also lie where they lay, and quote the lines that they
// quoted. A candidate is part of the graph that it was laid over. False where the sink ended it.
enum class Places : std::uint8_t { kLeaveOut, kKeep };
bool export_jsonl(const Model& model, Places places, const Sink& sink);

// The tables of `flowdown export csv`.
struct TableColumn {
  std::string_view name, type;  // type: TEXT, INTEGER, or a reference such as `TEXT party.id`
};
struct TableInfo {
  std::string_view name;  // of the table; the file is `name`.csv
  std::string_view what;  // one row is what
  std::span<const TableColumn> columns;
};
std::span<const TableInfo> tables();
const TableInfo* find_table(std::string_view name);

// Texts as they are, or for a spreadsheet, which would take some for formulas: then these begin
// with an apostrophe.
enum class CellText : std::uint8_t { kExact, kForSpreadsheets };
// One table as CSV with a line of names. `table` is one of tables().
bool export_table(const Flow& flow, const Findings& findings, const TableInfo& table, CellText text,
                  const Sink& sink);

// What creates the tables in a database, and what reads the files into them: in SQL and, for
// SQLite, commands of its shell. To be run where the files are.
enum class Database : std::uint8_t { kSqlite, kDuckdb };
std::string load_script(Database database);

// Parties and artifacts as nodes; supplies, derivations and who develops what as edges; and how
// much was found at each. GraphML.
bool export_graphml(const Flow& flow, const Findings& findings, const Sink& sink);

}  // namespace flowdown
