// The command line, read into plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flowdown/date.hpp"
#include "flowdown/findings.hpp"

namespace flowdown::cli {

enum class Command : std::uint8_t {
  kCheck,
  kExplain,
  kCompare,
  kMatrix,
  kLint,
  kInit,
  kCodes,
  kSchema,
};
enum class Format : std::uint8_t { kText, kMarkdown, kCsv, kHtml, kJson };
enum class Colour : std::uint8_t { kAuto, kAlways, kNever };

// The severity that makes the exit status say that there are findings.
enum class FailOn : std::uint8_t { kError, kWarning, kNote, kNever };

struct Options {
  Command command = Command::kCheck;
  std::vector<std::string> graphs;  // files, or `-` for standard input
  std::vector<std::string> policies;
  std::string taxonomy;
  std::optional<Date> as_of;
  Format format = Format::kText;
  std::string output;  // empty: standard output
  FailOn fail_on = FailOn::kError;
  Colour colour = Colour::kAuto;
  std::size_t width = 0;  // 0: that of the terminal
  std::string grouping = "klyman-17";
  bool quiet = false;

  // explain
  std::string party, artifact, use, policy, finding;
  // compare, matrix: policies, by file, folder or reference; matrix, lint: files of any kind
  std::vector<std::string> named;
  std::vector<std::string> when;  // compare, matrix: `territory=DE,audience=consumer`
  // matrix: a grouping, or `use`
  std::string by = "klyman-17";
  // codes, schema, init: what to print
  std::string word;
  std::string id;  // init
};

// The options, or the status to exit with, after help or a message was printed.
struct Parsed {
  std::optional<Options> options;
  int exit_status = 0;
};
Parsed parse_command_line(int argc, char** argv);

}  // namespace flowdown::cli
