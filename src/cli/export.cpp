// `flowdown export`: the graph, and what its audit finds, for other programs. Findings do not make
// it fail: what is asked for is the export.

#include "flowdown/export.hpp"

#include <filesystem>
#include <system_error>

#include "commands.hpp"
#include "files.hpp"
#include "inputs.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

namespace fs = std::filesystem;

bool to_stream(const std::string& path, const std::function<bool(const Sink&)>& write) {
  OutputStream stream(path);
  const Sink sink = [&stream](std::string_view piece) { return stream.write(piece); };
  return write(sink) && stream.finish();
}

// Each table is a file, beside the scripts that read them into a database.
bool write_tables(const Options& options, const Flow& flow, const Findings& findings) {
  const CellText text = options.for_spreadsheets ? CellText::kForSpreadsheets : CellText::kExact;
  const auto write = [&](const TableInfo& table, const std::string& path) {
    return to_stream(
        path, [&](const Sink& sink) { return export_table(flow, findings, table, text, sink); });
  };
  if (!options.table.empty()) return write(*find_table(options.table), options.output);
  std::error_code error;
  const fs::path folder(options.output);
  fs::create_directories(folder, error);
  if (error) {
    complain("cannot make the folder `" + options.output + "`: " + error.message());
    return false;
  }
  for (const TableInfo& table : tables()) {
    if (!write(table, (folder / (std::string(table.name) + ".csv")).string())) return false;
  }
  for (const auto& [name, database] :
       {std::pair("sqlite.sql", Database::kSqlite), std::pair("duckdb.sql", Database::kDuckdb)}) {
    const std::string script = load_script(database);
    if (!to_stream((folder / name).string(), [&](const Sink& sink) { return sink(script); })) {
      return false;
    }
  }
  return true;
}

}  // namespace

ExitCode run_export(const Options& options) {
  std::optional<Model> model = load_graphs(options);
  if (!model) return ExitCode::kCannotRun;
  if (options.as_of) model->graph.as_of = options.as_of;
  bool written = false;
  if (options.export_format == ExportFormat::kJsonl) {
    const Places places = options.without_places ? Places::kLeaveOut : Places::kKeep;
    written = to_stream(options.output,
                        [&](const Sink& sink) { return export_jsonl(*model, places, sink); });
  } else {
    const Flow flow = follow_obligations(options, *model);
    const Findings findings = judge_shown(options, flow);
    written = options.export_format == ExportFormat::kCsv
                  ? write_tables(options, flow, findings)
                  : to_stream(options.output, [&](const Sink& sink) {
                      return export_graphml(flow, findings, sink);
                    });
  }
  return written ? ExitCode::kClean : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
