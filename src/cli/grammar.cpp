// The commands, each with its arguments and options.

#include "grammar.hpp"

#include <map>
#include <string>
#include <vector>

#include "flowdown/export.hpp"
#include "flowdown/schemas.hpp"
#include "grammar_parts.hpp"

namespace flowdown::cli {
namespace {

// The words are told by the type, and would be said twice.
CLI::Validator one_of(const std::vector<std::string>& words) {
  return CLI::IsMember(words).description("");
}

// An argument that is one of a few words.
void add_words(CLI::App& command, const std::string& name, std::string& value,
               const std::string& description, const std::vector<std::string>& words) {
  std::string type;
  for (const std::string& word : words) type += (type.empty() ? "" : "|") + word;
  command.add_option(name, value, description)->required()->check(one_of(words))->type_name(type);
}

void add_graphs(CLI::App& command, Options& options) {
  command
      .add_option("GRAPH", options.graphs,
                  "Graph files; several are one graph; - is standard input")
      ->required();
}

// Each of these adds one command.

void add_check(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& check = *app.add_subcommand("check", "Audit a supply chain");
  add_graphs(check, options);
  add_input_options(check, options, as_of);
  add_output_options(check, options, kOfFindings);
  check.add_flag("--timeline", options.timeline,
                 "Instead of the findings, list the dates on which they change");
  check
      .add_option_function<std::string>(
          "--until",
          [&options](const std::string& word) { options.until = read_date("--until", word); },
          "The last day of the timeline; what comes until then counts for the exit status")
      ->type_name("YYYY-MM-DD")
      ->needs("--timeline");
  add_fail_on(check, options);
  add_grouping(check, options);
  add_exceptions(check, options);
  add_strict(check, options);
  add_baseline(check, options);
}

// An option whose value is a date; given several times, several.
CLI::Option* add_dates(CLI::App& command, const std::string& name, std::vector<Date>& dates,
                       const std::string& description) {
  return command
      .add_option_function<std::vector<std::string>>(
          name,
          [&dates, name](const std::vector<std::string>& words) {
            for (const std::string& word : words) dates.push_back(read_date(name, word));
          },
          description)
      ->type_name("YYYY-MM-DD")
      ->allow_extra_args(false);
}

void add_diff(CLI::App& app, Options& options) {
  CLI::App& diff = *app.add_subcommand(
      "diff", "Say what is new, what is fixed and why: between two graphs, policies or dates");
  diff.add_option("OLD NEW", options.named,
                  "Two graph files; or one, with two dates or --new-policies; or, with --graph, "
                  "two files or folders of policies, in place of those that the graph names")
      ->expected(0, 2);
  diff.add_option("--graph", options.graphs, "The graph that is judged under OLD and under NEW")
      ->type_name("FILE")
      ->allow_extra_args(false);
  diff.add_option("--old", options.old_graphs, "A graph file of the old side; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  diff.add_option("--new", options.new_graphs, "A graph file of the new side; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  diff.add_option("--policies", options.policies, "Also read policies from these, on both sides")
      ->type_name("PATH")
      ->allow_extra_args(false);
  diff.add_option("--new-policies", options.new_policies, "The same, on the new side alone")
      ->type_name("PATH")
      ->allow_extra_args(false);
  diff.add_option("--taxonomy", options.taxonomy, "Use this taxonomy instead of the built-in one")
      ->type_name("FILE");
  add_dates(diff, "--as-of", options.dates,
            "The date judged; given twice, that of the old and that of the new side");
  add_output_options(diff, options, kOfFindings);
  add_fail_on(diff, options);
  add_grouping(diff, options);
  add_exceptions(diff, options);
  add_strict(diff, options);
}

void add_onboard(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& onboard = *app.add_subcommand(
      "onboard", "Before signing: what a new partner brings, and which clauses to obtain first");
  onboard.add_option("GRAPH… CANDIDATE", options.graphs, "Graph files, then the candidate's file")
      ->required();
  onboard
      .add_option("--gate", options.gate, "The rule to judge by (default: `init gate` prints it)")
      ->type_name("FILE");
  onboard
      .add_option("--sheet", options.sheet,
                  "Write the requirement sheet to this file: Markdown for .md, JSON for .json, "
                  "else text")
      ->type_name("FILE");
  CLI::Option* record =
      onboard.add_option("--record", options.record, "Append the decision to this log")
          ->type_name("LOG");
  CLI::Option* by = onboard.add_option("--by", options.by_whom, "Who decides")->type_name("NAME");
  CLI::Option* why = onboard.add_option("--rationale", options.rationale, "Why")->type_name("TEXT");
  record->needs(by)->needs(why);
  by->needs(record);
  why->needs(record);
  add_input_options(onboard, options, as_of);
  onboard.get_option("--as-of")->description(
      "The first day judged (default: the graph's as_of, else today; but not before the first of "
      "the drafts takes effect)");
  onboard
      .add_option_function<std::string>(
          "--until",
          [&options](const std::string& word) { options.until = read_date("--until", word); },
          "The last day judged (default: a year from the day on which the last of the candidate "
          "takes effect)")
      ->type_name("YYYY-MM-DD");
  add_exceptions(onboard, options);
  add_strict(onboard, options);
  add_output_options(onboard, options, kOfFindings);
  onboard.add_flag("-q,--quiet", options.quiet, "Print nothing; the exit status is the verdict");
  add_grouping(onboard, options);
}

void add_log(CLI::App& app, Options& options) {
  CLI::App& log = *app.add_subcommand("log", "Check or show a decision log");
  add_words(log, "ACTION", options.word, "What to do", {"verify", "show"});
  log.add_option("LOG", options.log, "The log that `onboard --record` writes")->required();
  log.add_flag("--strict", options.strict,
               "Fail, too, where there is no entry, or an input has changed or is not there");
  add_output_options(log, options);
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
  add_exceptions(explain, options);
  add_output_options(explain, options);
  add_grouping(explain, options);
}

void add_diagram(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& diagram = *app.add_subcommand(
      "diagram",
      "Draw how obligations travel: who supplies whom, what is lost where, who must act");
  add_graphs(diagram, options);
  add_input_options(diagram, options, as_of);
  add_drawing(diagram, options);
  add_grouping(diagram, options);
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
  add_fail_on(lint, options, "warning");
}

void add_import(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& importing = *app.add_subcommand(
      "import", "Make a graph of a catalogue of models, and report what it cannot hold");
  importing
      .add_option_function<std::string>(
          "FORMAT",
          [&options](const std::string& word) {
            options.import_format =
                word == "huggingface" ? ImportFormat::kHuggingFace : ImportFormat::kEcosystemGraphs;
          },
          "YAML of Ecosystem Graphs; or model cards, or JSON Lines of the hub's API")
      ->required()
      ->type_name("ecosystem-graphs|huggingface")
      ->check(one_of({"ecosystem-graphs", "huggingface"}));
  importing.add_option("PATH", options.named, "Files or folders; - is standard input")->required();
  importing
      .add_option("-o,--output", options.output,
                  "Write the graph to this file instead of standard output")
      ->type_name("FILE");
  add_choice(importing, "--to", options.graph_syntax,
             {{"yaml", GraphSyntax::kYaml}, {"jsonl", GraphSyntax::kJsonl}},
             "Write the graph as (default: as the name of the output says, or YAML)");
  importing
      .add_option("--report", options.report,
                  "Write the loss report to this file instead of standard error")
      ->type_name("FILE");
  add_choice(importing, "--report-format", options.report_format, kTextOrJson,
             "Format of the loss report");
  importing
      .add_option("--policies", options.policies,
                  "Policies that the graph is to list (default: those that ship)")
      ->type_name("PATH")
      ->allow_extra_args(false);
  importing
      .add_option("--licences", options.licences,
                  "Use this table of licence names instead of the built-in one")
      ->type_name("FILE");
  importing
      .add_option("--as-of", as_of,
                  "The date for the graph to be judged on (default: the latest "
                  "in the input)")
      ->type_name("YYYY-MM-DD");
  importing.add_flag("-q,--quiet", options.quiet, "Print no loss report");
}

void add_report(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& report =
      *app.add_subcommand("report", "Write the audit as one HTML page that needs nothing else");
  add_graphs(report, options);
  report
      .add_option("-o,--output", options.output,
                  "Write the page to this file instead of standard output")
      ->type_name("FILE");
  add_input_options(report, options, as_of);
  add_grouping(report, options);
  add_standing(report, options);
}

void add_export(CLI::App& app, Options& options, std::string& as_of) {
  CLI::App& command =
      *app.add_subcommand("export", "Write a graph, and what its audit finds, for other programs");
  const std::map<std::string, ExportFormat> formats = {{"jsonl", ExportFormat::kJsonl},
                                                       {"csv", ExportFormat::kCsv},
                                                       {"graphml", ExportFormat::kGraphml}};
  command
      .add_option_function<std::string>(
          "FORMAT",
          [&options, formats](const std::string& word) {
            options.export_format = formats.at(word);
          },
          "The graph with its policies as JSON Lines; tables; or for graph tools")
      ->required()
      ->type_name("jsonl|csv|graphml")
      ->check(one_of({"jsonl", "csv", "graphml"}));
  add_graphs(command, options);
  command
      .add_option("-o,--output", options.output,
                  "Write to this file instead of standard output; for csv, to this folder")
      ->type_name("PATH");
  std::vector<std::string> names;
  for (const TableInfo& table : tables()) names.emplace_back(table.name);
  command.add_option("--table", options.table, "csv: write this table alone")
      ->type_name("NAME")
      ->check(one_of(names));
  command.add_flag("--for-spreadsheets", options.for_spreadsheets,
                   "csv: put an apostrophe before texts that a spreadsheet takes for formulas");
  command.add_flag("--without-places", options.without_places,
                   "jsonl: leave out where in the files the facts stand");
  add_input_options(command, options, as_of);
}

void add_reference(CLI::App& app, Options& options) {
  CLI::App& init = *app.add_subcommand("init", "Print a commented file to start from");
  add_words(init, "KIND", options.word, "What to begin", {"policy", "graph", "candidate", "gate"});
  init.add_option_function<std::string>(
          "ID", [&options](const std::string& word) { options.id = word; },
          "The id to give it (default: my-policy, my-graph, …)")
      ->type_name("TEXT");
  init.add_option("-o,--output", options.output,
                  "Write to this file, which must not exist yet, instead of standard output")
      ->type_name("FILE");

  CLI::App& codes = *app.add_subcommand("codes", "List the codes of findings, or explain one");
  codes.add_option("CODE", options.word, "A code, such as gap-silent");

  CLI::App& schema = *app.add_subcommand("schema", "Print a JSON Schema");
  add_words(schema, "KIND", options.word, "What to print the schema of",
            {kSchemaKinds.begin(), kSchemaKinds.end()});

  CLI::App& completion = *app.add_subcommand(
      "completion", "Print a completion script for a shell, or the manual page");
  add_words(completion, "KIND", options.word, "For what", {"bash", "zsh", "fish", "man"});
}

}  // namespace

void declare_commands(CLI::App& app, Options& options, std::string& as_of) {
  add_check(app, options, as_of);
  add_explain(app, options, as_of);
  add_diagram(app, options, as_of);
  add_diff(app, options);
  add_onboard(app, options, as_of);
  add_log(app, options);
  add_compare(app, options, as_of);
  add_matrix(app, options, as_of);
  add_lint(app, options, as_of);
  add_import(app, options, as_of);
  add_report(app, options, as_of);
  add_export(app, options, as_of);
  add_reference(app, options);
}

}  // namespace flowdown::cli
