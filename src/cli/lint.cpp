// `flowdown lint`: load, lint, report.

#include "flowdown/lint.hpp"

#include <algorithm>

#include "commands.hpp"
#include "flowdown/report.hpp"
#include "inputs.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

bool fails(const std::vector<LintFinding>& findings, FailOn fail_on) {
  return std::any_of(findings.begin(), findings.end(),
                     [fail_on](const LintFinding& f) { return fails_for(f.severity, fail_on); });
}

}  // namespace

ExitCode run_lint(const Options& options) {
  std::vector<std::string> asked;
  const std::optional<Model> model = load_files(options, &asked);
  if (!model) return ExitCode::kCannotRun;
  const std::vector<LintFinding> findings =
      lint(*model, {options.as_of.value_or(today(options)), options.as_of, std::move(asked)});
  if (!options.quiet) {
    const std::string report =
        options.format == Format::kJson
            ? lint_json(*model, findings)
            : lint_text(*model, findings, {text_width(options), colour_output(options)});
    if (!write_output(options, report)) return ExitCode::kCannotRun;
  }
  return fails(findings, options.fail_on) ? ExitCode::kFindings : ExitCode::kClean;
}

}  // namespace flowdown::cli
