// `flowdown compare` and `flowdown matrix`: policies side by side.

#include "flowdown/compare.hpp"

#include <algorithm>

#include "commands.hpp"
#include "flowdown/matrix.hpp"
#include "flowdown/tables.hpp"
#include "inputs.hpp"
#include "output.hpp"
#include "unknown_names.hpp"

namespace flowdown::cli {
namespace {

TextOptions text_options(const Options& options) {
  return {text_width(options), colour_output(options)};
}

// `territory=DE, audience=consumer`, as it was given.
std::string condition(const Options& options) {
  std::string text;
  for (const std::string& part : options.when) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string in_format(const Options& options, const Model& model, const Matrix& matrix) {
  switch (options.format) {
    case Format::kMarkdown:
      return matrix_markdown(model, matrix);
    case Format::kCsv:
      return matrix_csv(matrix);
    case Format::kHtml:
      return matrix_html(model, matrix);
    case Format::kJson:
      return matrix_json(model, matrix);
    default:
      break;
  }
  return matrix_text(model, matrix, text_options(options));
}

std::vector<VersionId> each_once(const std::vector<VersionId>& versions) {
  std::vector<VersionId> result;
  for (const VersionId version : versions) {
    if (std::find(result.begin(), result.end(), version) == result.end()) result.push_back(version);
  }
  return result;
}

// Null, after a complaint, where there is no such grouping.
const Grouping* find_grouping(const Taxonomy& taxonomy, const std::string& name) {
  const Grouping* grouping = taxonomy.find_grouping(name);
  if (grouping == nullptr) {
    std::vector<std::string> names = ids_of(taxonomy.groupings);
    names.emplace_back("use");
    complain_unknown("grouping", "groupings", name, names);
  }
  return grouping;
}

}  // namespace

ExitCode run_compare(const Options& options) {
  const std::optional<Named> named = load_named(options);
  if (!named) return ExitCode::kCannotRun;
  if (named->is_graph()) {
    complain("a graph where policies are expected; `flowdown check` audits a graph");
    return ExitCode::kCannotRun;
  }
  if (named->versions.size() != 2) {
    complain("two policies are compared, and " + std::to_string(named->versions.size()) +
             (named->versions.size() == 1 ? " is" : " are") +
             " named; `flowdown matrix` shows more beside each other");
    return ExitCode::kCannotRun;
  }
  Algebra algebra(named->model.taxonomy);
  const std::optional<ContextSet> where = read_contexts(options, algebra);
  const Taxonomy& taxonomy = named->model.taxonomy;
  const bool given = options.grouping != Options{}.grouping;
  const Grouping* grouping =
      given ? find_grouping(taxonomy, options.grouping) : taxonomy.find_grouping(options.grouping);
  if (!where || (given && grouping == nullptr)) return ExitCode::kCannotRun;
  const Comparison comparison = compare(algebra, named->model.policies, named->versions[0],
                                        named->versions[1], *where, grouping);
  std::string report;
  if (options.format == Format::kJson) {
    report = comparison_json(named->model, comparison, condition(options));
  } else if (options.format == Format::kMarkdown) {
    report = comparison_markdown(named->model, comparison, condition(options));
  } else {
    report = comparison_text(named->model, comparison, condition(options), text_options(options));
  }
  return write_output(options, report) ? ExitCode::kClean : ExitCode::kCannotRun;
}

ExitCode run_matrix(const Options& options) {
  const std::optional<Named> named = load_named(options);
  if (!named) return ExitCode::kCannotRun;
  const Model& model = named->model;
  const bool by_use = options.by == "use";
  const Grouping* grouping = by_use ? nullptr : find_grouping(model.taxonomy, options.by);
  if (!by_use && grouping == nullptr) return ExitCode::kCannotRun;
  Matrix table;
  if (named->is_graph()) {
    if (!named->versions.empty()) {
      complain("a graph is shown by its parties, and policies are not named beside it");
      return ExitCode::kCannotRun;
    }
    if (!options.when.empty()) {
      complain("--when is for policies; the parties of a graph are judged in their own contexts");
      return ExitCode::kCannotRun;
    }
    const Flow flow = propagate(model, date_judged(options, model));
    table = matrix(flow, judge(flow, {by_use ? std::string() : options.by}), by_use);
  } else {
    Algebra algebra(model.taxonomy);
    const std::optional<ContextSet> where = read_contexts(options, algebra);
    if (!where) return ExitCode::kCannotRun;
    table = matrix(algebra, model.policies, each_once(named->versions), grouping, *where);
    table.condition = condition(options);
  }
  return write_output(options, in_format(options, model, table)) ? ExitCode::kClean
                                                                 : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
