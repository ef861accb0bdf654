// `flowdown onboard`: load the graph alone and with the candidate, judge by the gate, answer,
// record.

#include "flowdown/onboard.hpp"

#include <chrono>
#include <cstdio>
#include <ctime>

#include "checksums.hpp"
#include "commands.hpp"
#include "decision_log.hpp"
#include "flowdown/load.hpp"
#include "formats.hpp"
#include "inputs.hpp"
#include "output.hpp"
#include "sha256.hpp"
#include "unknown_names.hpp"

namespace flowdown::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string now_in_utc() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[sizeof "2026-01-01T00:00:00Z"];
  static_cast<void>(std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts));
  return text;
}

std::string separated(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// "condition: codes gap-permits, breach-use; severities error; within draft".
std::string summary(const GateRule& rule) {
  std::string text(name_of(rule.action));
  bool first = true;
  const auto add = [&](std::string_view key, const std::vector<std::string>& words) {
    if (words.empty()) return;
    text += first ? ": " : "; ";
    text += std::string(key) + " " + separated(words);
    first = false;
  };
  add("codes", rule.codes);
  add("severities", rule.severities);
  add("groups", rule.groups);
  add("policies", rule.policies);
  if (rule.within == Within::kDraft) add("within", {"draft"});
  return text;
}

Json gate_json(const Signing& signing) {
  Json rules = Json::array();
  for (const GateRule& rule : signing.gate.rules) rules.push_back(summary(rule));
  return Json{{"id", signing.gate.id},
              {"sha256", sha256(signing.gate_text.text)},
              {"rules", std::move(rules)}};
}

// What was judged, by file; nothing, after a message, where it is not any more what was read.
std::optional<Json> inputs_json(const Signing& signing) {
  std::vector<SourceText> texts = texts_of(signing.graph.sources);
  for (SourceText& text : texts_of(signing.with.sources)) texts.push_back(std::move(text));
  texts.push_back(signing.gate_text);
  const auto checksums = checksums_of(texts, "nothing was recorded");
  if (!checksums) return std::nullopt;
  Json inputs = Json::array();
  for (const Checksum& checksum : *checksums) {
    inputs.push_back(Json{{"name", checksum.name}, {"sha256", checksum.sha256}});
  }
  return inputs;
}

Json entry_of(const Options& options, const Signing& signing, const Onboarding& answer,
              Json inputs) {
  Json conditions = Json::array(), findings = Json::array();
  for (const Condition& condition : answer.conditions) {
    conditions.push_back(Json{{"id", condition.id},
                              {"kind", name_of(condition.remedy.kind)},
                              {"from", condition.from},
                              {"where", condition.where},
                              {"clause", condition.clause},
                              {"record", condition.record}});
  }
  for (std::size_t i = 0; i < answer.bulletin.entries.size(); ++i) {
    const Entry& finding = answer.bulletin.entries[i];
    if (finding.change == Change::kUnchanged) continue;
    const bool is_new = finding.change == Change::kNew;
    findings.push_back(
        Json{{"id", finding.id},
             {"code", info(finding.code).name},
             {"change", is_new ? "new" : "gone"},
             {"gate", is_new ? Json(name_of(answer.rulings[i].action)) : Json(nullptr)}});
  }
  Json entry;
  entry["time"] = now_in_utc();
  entry["verdict"] = name_of(answer.approval);
  entry["by"] = options.by_whom;
  entry["rationale"] = options.rationale;
  entry["candidate"] = answer.candidate;
  entry["graph"] = answer.bulletin.graph;
  entry["as_of"] = answer.bulletin.as_of.text();
  entry["gate"] = gate_json(signing);
  entry["conditions"] = std::move(conditions);
  entry["blocking"] = answer.blocking;
  entry["findings"] = std::move(findings);
  entry["inputs"] = std::move(inputs);
  entry["version"] = FLOWDOWN_VERSION;
  return entry;
}

bool record(const Options& options, const Signing& signing, const Onboarding& answer) {
  std::optional<Json> inputs = inputs_json(signing);
  if (!inputs) return false;
  std::vector<Damage> damage;
  const auto problem =
      append_to_log(options.record, entry_of(options, signing, answer, std::move(*inputs)), damage);
  for (const Damage& one : damage) {
    complain("`" + options.record + "` line " + std::to_string(one.line) + " " + one.what);
  }
  if (!problem) return true;
  complain("the decision is not recorded: cannot write to `" + options.record + "`: " + *problem);
  return false;
}

std::string answer_in_format(const Options& options, const Onboarding& answer) {
  switch (options.format) {
    case Format::kJson:
      return onboarding_json(answer);
    case Format::kMarkdown:
      return onboarding_markdown(answer);
    case Format::kText:
      return onboarding_text(answer, {text_width(options), colour_output(options)});
    default:
      return in_format(options, answer.bulletin);
  }
}

bool write_sheet(const Options& options, const Onboarding& answer) {
  Options to_file = options;
  to_file.output = options.sheet;
  const std::string& name = options.sheet;
  return write_output(to_file, name.ends_with(".json") ? sheet_json(answer)
                               : name.ends_with(".md") ? sheet_markdown(answer)
                                                       : sheet_text(answer, {100, false}));
}

// A rule that speaks of nothing would let through what its author meant to stop.
bool gate_speaks(const Signing& signing) {
  bool speaks = !signing.gate.rules.empty();
  if (!speaks) complain("the gate has no rule, so that it would let everything pass");
  for (const GateRule& rule : signing.gate.rules) {
    for (const std::string& policy : rule.policies) {
      if (signing.with.policies.find(policy)) continue;
      complain_unknown("policy", "policies", policy, ids_of(signing.with.policies.policies));
      speaks = false;
    }
  }
  return speaks;
}

}  // namespace

ExitCode run_onboard(const Options& options) {
  const std::optional<Signing> signing = load_signing(options);
  if (!signing || !gate_speaks(*signing)) return ExitCode::kCannotRun;
  const Date date =
      options.as_of
          ? *options.as_of
          : day_of_candidate(signing->with, day_of_news(signing->graph, signing->with,
                                                        date_judged(options, signing->graph)));
  const Onboarding answer =
      onboard(signing->graph, signing->with, signing->gate, {date, {options.grouping}});
  if (!answer.anything) {
    complain("nothing to check: on " + date.text() +
             " nobody supplies anything to anybody, and no regulation reaches a party");
    return ExitCode::kNothingToCheck;
  }
  if (!options.sheet.empty() && !write_sheet(options, answer)) return ExitCode::kCannotRun;
  if (!options.record.empty() && !record(options, *signing, answer)) return ExitCode::kCannotRun;
  if (!options.quiet && !write_output(options, answer_in_format(options, answer))) {
    return ExitCode::kCannotRun;
  }
  return answer.approval == Approval::kApprove ? ExitCode::kClean : ExitCode::kFindings;
}

}  // namespace flowdown::cli
