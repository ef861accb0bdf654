// `flowdown check`: load, propagate, judge, settle, report.

#include "commands.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/report.hpp"
#include "formats.hpp"
#include "inputs.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "settling.hpp"
#include "subjects.hpp"

namespace flowdown::cli {
namespace {

bool fails(const Findings& findings, const Settlement& settlement, FailOn fail_on) {
  for (const Severity severity : {Severity::kNote, Severity::kWarning, Severity::kError}) {
    if (fails_for(severity, fail_on) && settlement.open(findings, severity) != 0) return true;
  }
  return strictly_fails(settlement.notices);
}

bool write_report(const Options& options, const Flow& flow, const Findings& findings,
                  const Settlement& settlement) {
  show_progress("writing the report");
  if (is_of_bulletin(options.format)) {
    return write_in_format(options, bulletin_head(flow, findings, settlement),
                           *entries_of(flow, findings, settlement));
  }
  if (options.format == Format::kJson) {
    return write_output(
        options, [&](const Sink& sink) { return json_report(flow, findings, settlement, sink); });
  }
  return write_output(options, [&](const Sink& sink) {
    return text_report(flow, findings, {text_width(options), colour_output(options)}, settlement,
                       sink);
  });
}

// Whether all that is asked is which severities there are among all findings.
bool wants_verdict_alone(const Options& options) {
  return options.quiet && !options.timeline && options.write_baseline.empty() &&
         !settles_anything(options);
}

}  // namespace

ExitCode run_check(const Options& options) {
  const bool verdict_alone = wants_verdict_alone(options);
  const std::optional<Model> model =
      load_graphs(options, verdict_alone ? Wanted::kVerdict : Wanted::kAll);
  if (!model) return ExitCode::kCannotRun;
  const Flow flow = follow_obligations(options, *model);
  if (!anything_to_check(flow)) {
    complain_nothing_to_check(flow);
    return ExitCode::kNothingToCheck;
  }
  if (options.timeline && is_of_bulletin(options.format)) {
    complain("a timeline is written as text or JSON");
    return ExitCode::kCannotRun;
  }
  if (verdict_alone) {
    const std::optional<Severity> gravest = gravest_shown(options, flow);
    const bool fail = gravest && fails_for(*gravest, options.fail_on);
    return fail ? ExitCode::kFindings : ExitCode::kClean;
  }
  const std::optional<Settled> settled = load_settled(options, *model);
  if (!settled) return ExitCode::kCannotRun;
  if (options.timeline) return run_timeline(options, *model, *settled);
  const Findings findings = judge_shown(options, flow);
  const Settlement settlement = settle(options, *settled, flow, findings);
  if (!write_baseline(options, flow, findings, settlement)) return ExitCode::kCannotRun;
  if (!options.quiet && !write_report(options, flow, findings, settlement)) {
    return ExitCode::kCannotRun;
  }
  return fails(findings, settlement, options.fail_on) ? ExitCode::kFindings : ExitCode::kClean;
}

}  // namespace flowdown::cli
