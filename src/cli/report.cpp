// `flowdown report`: load, propagate, judge, settle, and write all of it as one page.

#include "checksums.hpp"
#include "commands.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/page.hpp"
#include "inputs.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "settling.hpp"
#include "subjects.hpp"

namespace flowdown::cli {

ExitCode run_report(const Options& options) {
  const std::optional<Model> model = load_graphs(options);
  if (!model) return ExitCode::kCannotRun;
  const Flow flow = follow_obligations(options, *model);
  if (!anything_to_check(flow)) {
    complain_nothing_to_check(flow);
    return ExitCode::kNothingToCheck;
  }
  const std::optional<Settled> settled = load_settled(options, *model);
  if (!settled) return ExitCode::kCannotRun;
  std::vector<SourceText> texts = texts_of(model->sources);
  texts.insert(texts.end(), settled->texts.begin(), settled->texts.end());
  const auto checksums = checksums_of(texts, "no page was written");
  if (!checksums) return ExitCode::kCannotRun;
  PageOptions page;
  page.version = FLOWDOWN_VERSION;
  for (const Checksum& checksum : *checksums) {
    page.inputs.push_back({checksum.name, checksum.sha256});
  }
  const Findings findings = judge_shown(options, flow);
  const Settlement settlement = settle(options, *settled, flow, findings);
  show_progress("writing the page");
  return write_output(options, html_page(flow, findings, page, settlement)) ? ExitCode::kClean
                                                                            : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
