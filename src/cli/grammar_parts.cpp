#include "grammar_parts.hpp"

namespace flowdown::cli {

Date read_date(const std::string& option, const std::string& word) {
  const std::optional<Date> date = Date::parse(word);
  if (date) return *date;
  std::string message = option;
  message.append(": `").append(word).append("` is not a date (YYYY-MM-DD)");
  throw CLI::ValidationError(message);
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

// Of findings: see docs/formats-ci.md.

void add_output_options(CLI::App& command, Options& options, const Formats& formats) {
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

void add_fail_on(CLI::App& command, Options& options, const std::string& by_default) {
  add_choice(command, "--fail-on", options.fail_on,
             {{"error", FailOn::kError},
              {"warning", FailOn::kWarning},
              {"note", FailOn::kNote},
              {"never", FailOn::kNever}},
             "Lowest severity that makes the exit status 1 (default: " + by_default + ")");
  command.add_flag("-q,--quiet", options.quiet, "Print nothing; the exit status is the verdict");
}

// What is drawn.
static void add_views(CLI::App& command, Options& options) {
  DiagramOptions& wanted = options.drawing.wanted;
  const auto named = [&command](const std::string& name, std::string& value,
                                const std::string& description) {
    return command.add_option(name, value, description)
        ->type_name("ID")
        ->check(CLI::Validator(
            [](const std::string& word) { return word.empty() ? "needs a name" : ""; }, ""));
  };
  CLI::Option* all = command.add_flag("--all", wanted.all,
                                      "Draw the whole graph, not only where its findings are");
  named("-a,--artifact", options.artifact, "This artifact, what it is made from and into");
  CLI::Option* party = named("-p,--party", options.party, "This party and its neighbours");
  command.add_option("--depth", wanted.depth, "Of --party: how many supplies away (default: 1)")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000))
      ->needs(party);
  add_choice(command, "--direction", wanted.direction,
             {{"up", Direction::kUp}, {"down", Direction::kDown}, {"both", Direction::kBoth}},
             "Of --party: towards its suppliers, its customers, or both")
      ->needs(party);
  named("-u,--use", options.use, "Follow the prohibition of this use");
  named("--policy", options.policy, "Follow this policy");
  CLI::Option* finding =
      named("--finding", options.finding, "The way of this finding, and what depends on it");
  for (const char* other : {"--artifact", "--party", "--use", "--policy"}) {
    finding->excludes(command.get_option(other));
  }
  finding->excludes(all);
  add_choice(
      command, "--collapse", wanted.collapse,
      std::map<std::string, std::optional<Collapse>>{{"none", Collapse::kNone},
                                                     {"organisation", Collapse::kOrganisation},
                                                     {"state", Collapse::kState},
                                                     {"kind", Collapse::kKind}},
      "What becomes one node: a party with an artifact, a party (default), parties with the "
      "same obligations and findings, parties of a kind");
  command
      .add_option_function<std::size_t>(
          "--most",
          [&wanted](const std::size_t& most) { wanted.most_nodes = wanted.worst_nodes = most; },
          "How many nodes to draw at most; more are collapsed, and if there are still more, the "
          "worst are drawn (default: 200, and then the worst 60)")
      ->type_name("N")
      ->check(CLI::Range(1, 400));
  command.add_flag("--anonymise,--anonymize", wanted.anonymise, "Pseudonyms in the place of names");
}

void add_drawing(CLI::App& command, Options& options) {
  add_views(command, options);
  RenderOptions& rendered = options.drawing.rendered;
  command
      .add_option("-o,--output", options.output,
                  "Write to this file instead of standard output; its end says the format")
      ->type_name("FILE");
  add_choice(command, "-f,--format", options.drawing.format,
             std::map<std::string, std::optional<DiagramFormat>>{{"svg", DiagramFormat::kSvg},
                                                                 {"png", DiagramFormat::kPng},
                                                                 {"pdf", DiagramFormat::kPdf},
                                                                 {"dot", DiagramFormat::kDot}},
             "Output format (default: by the file's name, else svg)");
  for (const bool wide : {true, false}) {
    command
        .add_option(wide ? "--width" : "--height", wide ? rendered.width : rendered.height,
                    wide ? "As wide as this: pixels of PNG, points of SVG and PDF"
                         : "As high as this; the picture keeps its proportions")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{16}, kMostPixels));
  }
  command.add_flag("!--no-legend", rendered.legend, "Leave out the legend");
}

void add_when(CLI::App& command, Options& options) {
  command
      .add_option("--when", options.when,
                  "Only in these contexts, such as territory=DE,audience=consumer")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("DIMENSION=VALUE");
}

void add_exceptions(CLI::App& command, Options& options) {
  CLI::Option* file =
      command
          .add_option("--exceptions", options.exceptions,
                      "Accept what this file lists (default: flowdown.exceptions.yaml beside the "
                      "first graph, if it is there)")
          ->type_name("FILE");
  command.add_flag("--no-exceptions", options.no_exceptions, "Accept nothing")->excludes(file);
  command
      .add_option_function<std::string>(
          "--today",
          [&options](const std::string& word) { options.today = read_date("--today", word); },
          "Take this for today, by which exceptions end (default: the clock's)")
      ->type_name("YYYY-MM-DD");
}

namespace {

void add_known(CLI::App& command, Options& options) {
  command
      .add_option("--baseline", options.baseline,
                  "Only what this file of known findings does not have counts")
      ->type_name("FILE");
}

}  // namespace

void add_standing(CLI::App& command, Options& options) {
  add_exceptions(command, options);
  add_known(command, options);
}

void add_strict(CLI::App& command, Options& options) {
  command.add_flag("--strict", options.strict,
                   "Fail for an exception that matches nothing, whatever --fail-on says");
}

void add_baseline(CLI::App& command, Options& options) {
  add_known(command, options);
  command
      .add_option("--write-baseline", options.write_baseline,
                  "Write what is found, and not accepted, to this file")
      ->type_name("FILE");
}

}  // namespace flowdown::cli
