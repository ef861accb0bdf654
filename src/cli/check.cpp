// `flowdown check`: load, propagate, judge, report.

#include "commands.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/report.hpp"
#include "inputs.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

bool fails(const Findings& findings, FailOn fail_on) {
  switch (fail_on) {
    case FailOn::kNever:
      return false;
    case FailOn::kNote:
      return !findings.findings.empty();
    case FailOn::kWarning:
      return findings.count(Severity::kWarning) + findings.count(Severity::kError) != 0;
    case FailOn::kError:
      break;
  }
  return findings.count(Severity::kError) != 0;
}

}  // namespace

ExitCode run_check(const Options& options) {
  const std::optional<Model> model = load_graphs(options);
  if (!model) return ExitCode::kCannotRun;
  const Flow flow = propagate(*model, date_judged(options, *model));
  if (!anything_to_check(flow)) {
    complain("nothing to check: on " + flow.as_of.text() +
             " nobody supplies anything to anybody, and no regulation reaches a party");
    return ExitCode::kNothingToCheck;
  }
  const Findings findings = judge(flow, {options.grouping});
  if (!options.quiet) {
    const std::string report =
        options.format == Format::kJson
            ? json_report(flow, findings)
            : text_report(flow, findings, {text_width(options), colour_output(options)});
    if (!write_output(options, report)) return ExitCode::kCannotRun;
  }
  return fails(findings, options.fail_on) ? ExitCode::kFindings : ExitCode::kClean;
}

}  // namespace flowdown::cli
