// `flowdown check`: load, propagate, judge, report.

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "commands.hpp"
#include "files.hpp"
#include "flowdown/findings.hpp"
#include "flowdown/flow.hpp"
#include "flowdown/load.hpp"
#include "flowdown/report.hpp"
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

std::optional<Model> load_graphs(const Options& options) {
  std::vector<SourceText> graphs;
  bool readable = true;
  const auto read = [&readable](const std::string& path) {
    ReadText result = read_text(path, kMaxYamlBytes);
    if (!result.text) {
      complain("cannot read `" + path + "`: " + result.error);
      readable = false;
    }
    return result.text;
  };
  if (std::count(options.graphs.begin(), options.graphs.end(), "-") > 1) {
    complain("standard input (`-`) can be read once only");
    return std::nullopt;
  }
  for (const std::string& path : options.graphs) {
    if (std::optional<SourceText> text = read(path)) graphs.push_back(std::move(*text));
  }
  LoadOptions load_options;
  load_options.policy_paths = options.policies;
  if (!options.taxonomy.empty()) load_options.taxonomy = read(options.taxonomy);
  if (!readable) return std::nullopt;

  DiskFiles files;
  Sources sources;
  Result<Model> model = load(std::move(graphs), files, load_options, &sources);
  if (model) {
    const bool given = options.grouping != Options{}.grouping;
    if (!given || model.value().taxonomy.find_grouping(options.grouping) != nullptr) {
      return std::move(model).value();
    }
    complain("the taxonomy has no grouping `" + options.grouping + "`");
    return std::nullopt;
  }
  const std::string problems = render(model.problems(), sources, colour_messages(options));
  static_cast<void>(std::fwrite(problems.data(), 1, problems.size(), stderr));
  return std::nullopt;
}

Date date_judged(const Options& options, const Model& model) {
  if (options.as_of) return *options.as_of;
  if (model.graph.as_of) return *model.graph.as_of;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Date{
      static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::hours>(now).count() / 24)};
}

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
