// `flowdown explain`: why an obligation does or does not reach or bind a party, or one finding.

#include "flowdown/explain.hpp"

#include <optional>
#include <string>

#include "commands.hpp"
#include "inputs.hpp"
#include "output.hpp"
#include "settling.hpp"
#include "subjects.hpp"

namespace flowdown::cli {

ExitCode run_explain(const Options& options) {
  const std::optional<Model> model = load_graphs(options);
  if (!model) return ExitCode::kCannotRun;
  Question question;
  if (options.finding.empty()) {
    const std::optional<Question> read = read_question(options, *model);
    if (!read) return ExitCode::kCannotRun;
    question = *read;
  }
  const Flow flow = follow_obligations(options, *model);
  const Findings findings = judge_shown(options, flow);
  Explanation explanation;
  if (options.finding.empty()) {
    explanation = explain(flow, findings, question);
  } else {
    const std::optional<std::size_t> finding = find_finding(flow, findings, options.finding);
    if (!finding) return ExitCode::kCannotRun;
    explanation = explain(flow, findings, *finding);
    const std::optional<Settled> settled = load_settled(options, *model);
    if (!settled) return ExitCode::kCannotRun;
    explanation.standing = settle(options, *settled, flow, findings).of(*finding);
  }
  const std::string text = options.format == Format::kJson
                               ? explanation_json(flow, findings, explanation)
                               : explanation_text(flow, findings, explanation,
                                                  {text_width(options), colour_output(options)});
  return write_output(options, text) ? ExitCode::kClean : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
