// The command line, read into plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/diagram.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/import.hpp"

namespace flowdown::cli {

enum class Command : std::uint8_t {
  kCheck,
  kExplain,
  kCompare,
  kMatrix,
  kDiff,
  kOnboard,
  kLog,
  kLint,
  kImport,
  kExport,
  kInit,
  kCodes,
  kSchema,
  kReport,
  kCompletion,
  kDiagram,
};
enum class Format : std::uint8_t {
  kText,
  kMarkdown,
  kCsv,
  kHtml,
  kJson,
  kSarif,
  kSarifGithub,
  kJunit,
  kGithub,
  kGitlab,
};
enum class ExportFormat : std::uint8_t { kJsonl, kCsv, kGraphml };
enum class Colour : std::uint8_t { kAuto, kAlways, kNever };

// The severity that makes the exit status say that there are findings.
enum class FailOn : std::uint8_t { kError, kWarning, kNote, kNever };

struct Options {
  Command command = Command::kCheck;
  std::vector<std::string> graphs;  // files, or `-` for standard input
  std::vector<std::string> policies;
  bool named_policies = true;  // whether policies that graphs name are read, too
  std::string taxonomy;
  std::optional<Date> as_of;
  Format format = Format::kText;
  std::string output;  // empty: standard output
  FailOn fail_on = FailOn::kError;
  Colour colour = Colour::kAuto;
  std::size_t width = 0;  // 0: that of the terminal
  std::string grouping = "klyman-17";
  bool quiet = false;
  std::optional<Date> today;  // what to take for today; none: what the clock says

  // check, diff, onboard, explain, report: exceptions; check, report: baseline
  std::string exceptions;  // empty: those beside the first graph, if any
  bool no_exceptions = false;
  bool strict = false;
  std::string baseline, write_baseline;  // files; empty: none

  // explain
  std::string party, artifact, use, policy, finding;
  // compare, matrix: policies, by file, folder or reference; matrix, lint: files of any kind
  std::vector<std::string> named;
  std::vector<std::string> when;  // compare, matrix: `territory=DE,audience=consumer`
  // matrix: a grouping, or `use`
  std::string by = "klyman-17";
  // diff: `named` are the two sides, or one graph
  std::vector<std::string> old_graphs, new_graphs;  // instead: several files a side
  std::vector<std::string> new_policies;            // policies that the new side alone has
  std::vector<Date> dates;                          // of both sides, or of each
  // check
  bool timeline = false;
  std::optional<Date> until;  // the last day: of the timeline, of onboard
  // onboard: `graphs` without the last, which is the candidate
  std::string candidate, gate, sheet;
  std::string record, by_whom, rationale;  // the decision log, empty: none; who decides and why
  // log: `word` is verify or show
  std::string log;
  // codes, schema, init: what to print
  std::string word;
  std::string text;               // completion: what to print, which only the parser can say
  std::optional<std::string> id;  // init; none: the one that the file has

  // diagram: what is drawn but for names, which are in `party` and so on; how
  struct Drawing {
    DiagramOptions wanted;
    RenderOptions rendered;
    std::optional<DiagramFormat> format;  // none: as the file's name says
  };
  Drawing drawing;

  // import
  ImportFormat import_format = ImportFormat::kEcosystemGraphs;
  std::optional<GraphSyntax> graph_syntax;  // none: as the name of the output says
  std::string licences;                     // instead of the table that ships
  std::string report;                       // where the loss report goes; empty: standard error
  Format report_format = Format::kText;

  // export
  ExportFormat export_format = ExportFormat::kJsonl;
  std::string table;              // csv: this one alone
  bool without_places = false;    // jsonl
  bool for_spreadsheets = false;  // csv
};

// The options, or the status to exit with, after help or a message was printed.
struct Parsed {
  std::optional<Options> options;
  int exit_status = 0;
};
Parsed parse_command_line(int argc, char** argv);

}  // namespace flowdown::cli
