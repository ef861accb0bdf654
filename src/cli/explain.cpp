// `flowdown explain`: why an obligation does or does not reach or bind a party, or one finding.

#include "flowdown/explain.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "output.hpp"

namespace flowdown::cli {
namespace {

constexpr std::size_t kNamed = 5;

std::string listed(const std::vector<std::string>& ids) {
  std::string text;
  for (std::size_t i = 0; i < ids.size() && i < kNamed; ++i) {
    text += (text.empty() ? "`" : ", `") + ids[i] + "`";
  }
  return ids.size() > kNamed ? text + " and others" : text;
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const auto [end, ignored] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(end - a.begin());
}

// Ids that contain the word, else those with the longest start in common with it; none where that
// is less than three letters.
std::vector<std::string> near(const std::vector<std::string>& ids, std::string_view word) {
  std::vector<std::string> found;
  for (const std::string& id : ids) {
    if (!word.empty() && id.find(word) != std::string::npos) found.push_back(id);
  }
  if (!found.empty()) return found;
  std::size_t best = 3;
  for (const std::string& id : ids) best = std::max(best, common_prefix(id, word));
  for (const std::string& id : ids) {
    if (common_prefix(id, word) == best) found.push_back(id);
  }
  return found;
}

void complain_unknown(std::string_view kind, std::string_view plural, std::string_view word,
                      const std::vector<std::string>& ids) {
  std::string message = "there is no ";
  message += std::string(kind) + " `" + std::string(word) + "`";
  const std::vector<std::string> close = near(ids, word);
  if (!close.empty()) {
    message += "; did you mean " + listed(close) + "?";
  } else if (!ids.empty() && ids.size() <= kNamed) {
    message += "; there are the " + std::string(plural) + " " + listed(ids);
  }
  complain(message);
}

template <class Entries>
std::vector<std::string> ids_of(const Graph& graph, const Entries& entries) {
  std::vector<std::string> ids;
  for (const auto& entry : entries) ids.emplace_back(graph.name(entry.id));
  return ids;
}

template <class Entries>
std::vector<std::string> ids_of(const Entries& entries) {
  std::vector<std::string> ids;
  for (const auto& entry : entries) ids.push_back(entry.id);
  return ids;
}

// The question in ids; nothing, after all mistakes were printed, where a word names nothing.
std::optional<Question> read_question(const Options& options, const Model& model) {
  Question question;
  bool understood = true;
  question.party = model.graph.find_party(options.party);
  if (!question.party) {
    complain_unknown("party", "parties", options.party, ids_of(model.graph, model.graph.parties));
    understood = false;
  }
  if (!options.artifact.empty()) {
    question.artifact = model.graph.find_artifact(options.artifact);
    if (!question.artifact) {
      complain_unknown("artifact", "artifacts", options.artifact,
                       ids_of(model.graph, model.graph.artifacts));
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
  }
  const std::string text = options.format == Format::kJson
                               ? explanation_json(flow, findings, explanation)
                               : explanation_text(flow, findings, explanation,
                                                  {text_width(options), colour_output(options)});
  return write_output(options, text) ? ExitCode::kClean : ExitCode::kCannotRun;
}

}  // namespace flowdown::cli
