// The command line, with CLI11.

#include "options.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <map>
#include <system_error>

#include "completions.hpp"
#include "exit_code.hpp"
#include "grammar.hpp"
#include "grammar_parts.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

// Whether both name one file, which need not be there yet.
bool same_file(const std::string& a, const std::string& b) {
  namespace fs = std::filesystem;
  if (a.empty() || b.empty() || a == "-" || b == "-") return false;
  std::error_code ignored;
  return fs::weakly_canonical(a, ignored) == fs::weakly_canonical(b, ignored);
}

// What the parser cannot say in its own terms.
void finish(const CLI::App& command, Options& options, const std::string& as_of) {
  const CLI::Option* dated = command.get_option_no_throw("--as-of");
  if (dated != nullptr && dated->count() != 0 && options.command != Command::kDiff) {
    options.as_of = read_date("--as-of", as_of);
  }
  // Lint has no errors, so its warnings fail unless the user says otherwise.
  if (options.command == Command::kLint && command.get_option("--fail-on")->count() == 0) {
    options.fail_on = FailOn::kWarning;
  }
  if (options.timeline && (!options.baseline.empty() || !options.write_baseline.empty())) {
    throw CLI::ValidationError(
        "--timeline tells of known findings as well: a baseline plays no part in it");
  }
  if (options.command == Command::kExport) {
    const bool csv = options.export_format == ExportFormat::kCsv;
    if (!csv && (!options.table.empty() || options.for_spreadsheets)) {
      throw CLI::ValidationError("--table and --for-spreadsheets are options of `export csv`");
    }
    if (options.export_format != ExportFormat::kJsonl && options.without_places) {
      throw CLI::ValidationError("--without-places is an option of `export jsonl`");
    }
    if (csv && options.table.empty() && (options.output.empty() || options.output == "-")) {
      throw CLI::ValidationError(
          "the tables are a file each: name a folder for them (--output FOLDER), or one of them "
          "(--table NAME)");
    }
  }
  if (options.command == Command::kOnboard) {
    if (options.graphs.size() < 2) {
      throw CLI::ValidationError("name a graph and, after it, the file of a candidate");
    }
    const auto blank = [](const std::string& text) {
      return text.find_first_not_of(" \t\r\n") == std::string::npos;
    };
    if (!options.record.empty() && (blank(options.by_whom) || blank(options.rationale))) {
      throw CLI::ValidationError(
          "a decision that is recorded needs a name and a reason: --by and "
          "--rationale must not be empty");
    }
    if (!options.record.empty() &&
        (same_file(options.sheet, options.record) || same_file(options.output, options.record))) {
      throw CLI::ValidationError("`" + options.record + "` is the log; write the answer elsewhere");
    }
    if (!options.sheet.empty() && same_file(options.sheet, options.output)) {
      throw CLI::ValidationError("`" + options.sheet +
                                 "` cannot hold the sheet and the whole answer");
    }
    options.candidate = options.graphs.back();
    options.graphs.pop_back();
  }
  if (options.command == Command::kExplain && options.party.empty()) {
    if (options.graphs.size() < 2) {
      throw CLI::ValidationError("name a party (--party ID) or the id of a finding");
    }
    options.finding = options.graphs.back();
    options.graphs.pop_back();
  }
}

const std::map<std::string, Command> kCommands = {
    {"check", Command::kCheck},     {"explain", Command::kExplain},
    {"compare", Command::kCompare}, {"diff", Command::kDiff},
    {"diagram", Command::kDiagram}, {"onboard", Command::kOnboard},
    {"log", Command::kLog},         {"matrix", Command::kMatrix},
    {"lint", Command::kLint},       {"init", Command::kInit},
    {"import", Command::kImport},   {"export", Command::kExport},
    {"codes", Command::kCodes},     {"schema", Command::kSchema},
    {"report", Command::kReport},   {"completion", Command::kCompletion},
};

}  // namespace

Parsed parse_command_line(int argc, char** argv) {
  Options options;
  std::string as_of;
  CLI::App app{
      "Checks how acceptable-use obligations travel through an AI supply chain.\n"
      "Exit status: 0 clean, 1 findings, 2 could not run, 3 internal error, 4 nothing to check.",
      "flowdown"};
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("flowdown ") + FLOWDOWN_VERSION);
  declare_commands(app, options, as_of);

  Parsed parsed;
  try {
    app.parse(argc, argv);
    const CLI::App* command = app.get_subcommands().front();
    options.command = kCommands.at(command->get_name());
    finish(*command, options, as_of);
    if (options.command == Command::kCompletion) {
      options.text =
          options.word == "man" ? man_page(app, FLOWDOWN_VERSION) : completions(app, options.word);
    }
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // help or version was asked for
      app.exit(error);
      return parsed;
    }
    complain(error.what());
    print_message("Run `flowdown --help` or `flowdown COMMAND --help` for what there is.\n");
    parsed.exit_status = static_cast<int>(ExitCode::kCannotRun);
    return parsed;
  }
  parsed.options = std::move(options);
  return parsed;
}

}  // namespace flowdown::cli
