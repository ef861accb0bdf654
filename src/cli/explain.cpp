// `flowdown explain`: why an obligation does or does not reach or bind a party, or one finding.

#include "flowdown/explain.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "inputs.hpp"
#include "output.hpp"
#include "settling.hpp"
#include "unknown_names.hpp"

namespace flowdown::cli {
namespace {

template <class Entries>
std::vector<std::string> graph_ids(const Graph& graph, const Entries& entries) {
  std::vector<std::string> ids;
  for (const auto& entry : entries) ids.emplace_back(graph.name(entry.id));
  return ids;
}

// The question in ids; nothing, after all mistakes were printed, where a word names nothing.
std::optional<Question> read_question(const Options& options, const Model& model) {
  Question question;
  bool understood = true;
  question.party = model.graph.find_party(options.party);
  if (!question.party) {
    complain_unknown("party", "parties", options.party,
                     graph_ids(model.graph, model.graph.parties));
    understood = false;
  }
  if (!options.artifact.empty()) {
    question.artifact = model.graph.find_artifact(options.artifact);
    if (!question.artifact) {
      complain_unknown("artifact", "artifacts", options.artifact,
                       graph_ids(model.graph, model.graph.artifacts));
      understood = false;
    }
  }
  if (!options.use.empty()) {
    if (const auto use = model.taxonomy.find_use(options.use)) {
      question.use = *use;
    } else {
      complain_unknown("use", "uses", options.use, ids_of(model.taxonomy.uses));
      understood = false;
    }
  }
  if (!options.policy.empty()) {
    if (const auto policy = model.policies.find(options.policy)) {
      question.policy = *policy;
    } else {
      complain_unknown("policy", "policies", options.policy, ids_of(model.policies.policies));
      understood = false;
    }
  }
  if (!understood) return std::nullopt;
  return question;
}

bool is_id(std::string_view word) {
  return std::all_of(word.begin(), word.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<std::size_t> find_finding(const Flow& flow, const Findings& findings,
                                        const std::string& given) {
  std::string word = given;
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (word.size() < kLeastIdDigits || !is_id(word)) {
    complain("`" + given +
             "` is not the id of a finding, which `flowdown check` prints (4 to 16 of "
             "the digits 0-9 and a-f); to ask about a party, add --party ID");
    return std::nullopt;
  }
  const std::vector<std::size_t> found = findings_with_id(flow, findings, word);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    complain("there is no finding `" + given + "` on " + flow.as_of.text() +
             "; `flowdown check` lists them");
  } else {
    std::vector<std::string> ids;
    for (const std::size_t i : found) ids.push_back(id_of(findings.findings[i], *flow.model));
    complain("`" + given + "` is the start of " + std::to_string(found.size()) +
             " findings: " + listed(ids) + "; give more digits");
  }
  return std::nullopt;
}

}  // namespace

ExitCode run_explain(const Options& options) {
  const std::optional<Model> model = load_graphs(options);
  if (!model) return ExitCode::kCannotRun;
  Question question;
  if (options.finding.empty()) {
    const std::optional<Question> read = read_question(options, *model);
    if (!read) return ExitCode::kCannotRun;
    question = *read;
  }
  const Flow flow = propagate(*model, date_judged(options, *model));
  const Findings findings = judge(flow, {options.grouping});
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
