// The command line, with CLI11.

#include "options.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>

#include "exit_code.hpp"
#include "flowdown/schemas.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

// An option whose value is one of a few words.
template <class Value>
CLI::Option* add_choice(CLI::App& command, const std::string& names, Value& value,
                        std::map<std::string, Value> words, const std::string& description) {
  std::string listed;
  for (const auto& [word, meaning] : words) listed += (listed.empty() ? "" : ", ") + word;
  return command
      .add_option_function<std::string>(
          names,
          [&value, words, listed, names](const std::string& word) {
            const auto found = words.find(word);
            if (found == words.end()) {
              throw CLI::ValidationError(names + ": `" + word + "` is none of " + listed);
            }
            value = found->second;
          },
          description + ": " + listed)
      ->type_name("WORD");
}

void add_input_options(CLI::App& command, Options& options, std::string& as_of) {
  command
      .add_option("--policies", options.policies, "Also read policies from these files or folders")
      ->type_name("PATH")
      ->allow_extra_args(false);
  command
      .add_option("--taxonomy", options.taxonomy, "Use this taxonomy instead of the built-in one")
      ->type_name("FILE");
  command.add_option("--as-of", as_of, "The date judged (default: the graph's as_of, else today)")
      ->type_name("YYYY-MM-DD");
}

using Formats = std::map<std::string, Format>;
const Formats kTextOrJson = {{"text", Format::kText}, {"json", Format::kJson}};

void add_output_options(CLI::App& command, Options& options, const Formats& formats = kTextOrJson) {
  add_choice(command, "-f,--format", options.format, formats, "Output format");
  command
      .add_option("-o,--output", options.output, "Write to this file instead of standard output")
      ->type_name("FILE");
  add_choice(command, "--color,--colour", options.colour,
             {{"auto", Colour::kAuto}, {"always", Colour::kAlways}, {"never", Colour::kNever}},
             "When to colour text");
  command.add_option("--width", options.width, "Columns to wrap text at (default: the terminal's)")
      ->check(CLI::Range(40, 1000))
      ->type_name("N");
}

void add_grouping(CLI::App& command, Options& options) {
  command.add_option("--grouping", options.grouping, "Grouping of uses to report by")
      ->type_name("NAME");
}

void add_fail_on(CLI::App& command, Options& options) {
  add_choice(command, "--fail-on", options.fail_on,
             {{"error", FailOn::kError},
              {"warning", FailOn::kWarning},
              {"note", FailOn::kNote},
              {"never", FailOn::kNever}},
             "Lowest severity that makes the exit status 1 (default: error)");
  command.add_flag("-q,--quiet", options.quiet, "Print nothing; the exit status is the verdict");
}

void add_when(CLI::App& command, Options& options) {
  command
      .add_option("--when", options.when,
                  "Only in these contexts, such as territory=DE,audience=consumer")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("DIMENSION=VALUE");
}

// Each of these adds one command.

void add_check(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& check = *app.add_subcommand("check", "Audit a supply chain");
  check
      .add_option("GRAPH", options.graphs,
                  "Graph files; several are one graph; - is standard input")
      ->required();
  add_input_options(check, options, as_of);
  add_output_options(check, options);
  add_fail_on(check, options);
  add_grouping(check, options);
}

void add_explain(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& explain = *app.add_subcommand(
      "explain", "Say why an obligation does or does not reach or bind a party");
  explain.add_option("GRAPH", options.graphs, "Graph files, then perhaps the id of a finding")
      ->required();
  explain.add_option("-p,--party", options.party, "The party asked about")->type_name("ID");
  explain.add_option("-a,--artifact", options.artifact, "Only for this artifact")->type_name("ID");
  explain.add_option("-u,--use", options.use, "Only for this use")->type_name("ID");
  explain.add_option("--policy", options.policy, "Only for this upstream policy")->type_name("ID");
  add_input_options(explain, options, as_of);
  add_output_options(explain, options);
  add_grouping(explain, options);
}

constexpr const char* kPolicyWord =
    "A policy: a file, or its id, perhaps with a version (llama-2-aup@2023-07-18)";

void add_compare(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& compare =
      *app.add_subcommand("compare", "Say how one policy stands to another, and where they differ");
  compare.add_option("POLICY", options.named, kPolicyWord)->required()->expected(2);
  add_when(compare, options);
  add_input_options(compare, options, as_of);
  add_output_options(
      compare, options,
      {{"text", Format::kText}, {"markdown", Format::kMarkdown}, {"json", Format::kJson}});
  add_grouping(compare, options);
}

void add_matrix(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& matrix =
      *app.add_subcommand("matrix", "Show who prohibits what: policies, or the parties of a graph");
  matrix
      .add_option("POLICY", options.named,
                  "Policies: files, folders or ids; or the files of one graph")
      ->required();
  matrix.add_option("--by", options.by, "The rows: a grouping, or `use` (default: klyman-17)")
      ->type_name("NAME");
  add_when(matrix, options);
  add_input_options(matrix, options, as_of);
  add_output_options(matrix, options,
                     {{"text", Format::kText},
                      {"markdown", Format::kMarkdown},
                      {"csv", Format::kCsv},
                      {"html", Format::kHtml},
                      {"json", Format::kJson}});
}

void add_lint(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& lint = *app.add_subcommand(
      "lint", "Look for rules without effect, facts without source and other slips in files");
  lint.add_option("PATH", options.named,
                  "Policies, taxonomies and graphs: files or folders; - is standard input")
      ->required();
  add_input_options(lint, options, as_of);
  add_output_options(lint, options);
  add_fail_on(lint, options);
}

void add_reference(CLI::App& app, Options& options) {
  CLI::App& init = *app.add_subcommand("init", "Print a commented file to start from");
  init.add_option("KIND", options.word, "policy or graph")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>{"policy", "graph"}));
  init.add_option("ID", options.id, "The id to give it (default: my-policy, my-graph)");
  init.add_option("-o,--output", options.output,
                  "Write to this file, which must not exist yet, instead of standard output")
      ->type_name("FILE");

  CLI::App& codes = *app.add_subcommand("codes", "List the codes of findings, or explain one");
  codes.add_option("CODE", options.word, "A code, such as gap-silent");

  CLI::App& schema = *app.add_subcommand("schema", "Print a JSON Schema");
  const std::vector<std::string> kinds(kSchemaKinds.begin(), kSchemaKinds.end());
  std::string listed;
  for (const std::string& kind : kinds) {
    listed += (listed.empty() ? "" : kind == kinds.back() ? " or " : ", ") + kind;
  }
  schema.add_option("KIND", options.word, listed)->required()->check(CLI::IsMember(kinds));
}

// What the parser cannot say in its own terms.
void finish(const CLI::App& command, Options& options, const std::string& as_of) {
  const CLI::Option* dated = command.get_option_no_throw("--as-of");
  if (dated != nullptr && dated->count() != 0) {
    options.as_of = Date::parse(as_of);
    if (!options.as_of) {
      throw CLI::ValidationError("--as-of: `" + as_of + "` is not a date (YYYY-MM-DD)");
    }
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
    {"check", Command::kCheck},   {"explain", Command::kExplain}, {"compare", Command::kCompare},
    {"matrix", Command::kMatrix}, {"lint", Command::kLint},       {"init", Command::kInit},
    {"codes", Command::kCodes},   {"schema", Command::kSchema},
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
  add_check(app, options, as_of);
  add_explain(app, options, as_of);
  add_compare(app, options, as_of);
  add_matrix(app, options, as_of);
  add_lint(app, options, as_of);
  add_reference(app, options);

  Parsed parsed;
  try {
    app.parse(argc, argv);
    const CLI::App* command = app.get_subcommands().front();
    options.command = kCommands.at(command->get_name());
    finish(*command, options, as_of);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // help or version was asked for
      app.exit(error);
      return parsed;
    }
    complain(error.what());
    std::fputs("Run `flowdown --help` or `flowdown COMMAND --help` for what there is.\n", stderr);
    parsed.exit_status = static_cast<int>(ExitCode::kCannotRun);
    return parsed;
  }
  parsed.options = std::move(options);
  return parsed;
}

}  // namespace flowdown::cli
