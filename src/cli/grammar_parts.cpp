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

void add_strict(CLI::App& command, Options& options) {
  command.add_flag("--strict", options.strict,
                   "Fail for an exception that matches nothing, whatever --fail-on says");
}

void add_baseline(CLI::App& command, Options& options) {
  command
      .add_option("--baseline", options.baseline,
                  "Only what this file of known findings does not have counts")
      ->type_name("FILE");
  command
      .add_option("--write-baseline", options.write_baseline,
                  "Write what is found, and not accepted, to this file")
      ->type_name("FILE");
}

}  // namespace flowdown::cli
