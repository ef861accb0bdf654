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
#include "settling.hpp"
#include "sha256.hpp"

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
std::optional<Json> inputs_json(const Signing& signing, const Settled& settled) {
  std::vector<SourceText> texts = texts_of(signing.graph.sources);
  for (SourceText& text : texts_of(signing.with.sources)) texts.push_back(std::move(text));
  texts.push_back(signing.gate_text);
  if (settled.exceptions) {
    for (SourceText& text : texts_of(settled.exceptions->sources)) texts.push_back(std::move(text));
  }
  const auto checksums = checksums_of(texts, "nothing was recorded");
  if (!checksums) return std::nullopt;
  Json inputs = Json::array();
  for (const Checksum& checksum : *checksums) {
    inputs.push_back(Json{{"name", checksum.name}, {"sha256", checksum.sha256}});
  }
  return inputs;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

// A finding that is new or gone, with what it says: the files may be others when somebody asks.
Json finding_json(const Entry& finding) {
  const bool is_new = finding.change == Change::kNew;
  const char* state = !is_new ? "gone" : finding.accepted ? "accepted" : "new";
  Json json{{"id", finding.id},
            {"code", info(finding.code).name},
            {"severity", name_of(finding.severity)},
            {"party", text_or_null(finding.party)},
            {"agreement", text_or_null(finding.agreement)},
            {"artifact", text_or_null(finding.artifact)},
            {"policy", text_or_null(finding.policy)},
            {"version", text_or_null(finding.version)},
            {"clauses", finding.clauses},
            {"uses", finding.uses},
            {"message", finding.message},
            {"state", state},
            {"gate", text_or_null(finding.ruling)},
            {"when", finding.causes.empty() ? Json(nullptr) : Json(finding.causes.front())}};
  if (finding.accepted) {
    json["accepted"] = Json{{"reason", finding.accepted->reason},
                            {"owner", finding.accepted->owner},
                            {"expires", finding.accepted->expires.text()}};
  }
  return json;
}

Json entry_of(const Options& options, const Signing& signing, const Onboarding& answer,
              Json inputs) {
  Json conditions = Json::array(), findings = Json::array();
  for (const Condition& condition : answer.conditions) {
    conditions.push_back(Json{{"id", condition.id},
                              {"kind", name_of(condition.remedy.kind)},
                              {"from", condition.from},
                              {"by", condition.by.text()},
                              {"where", condition.where},
                              {"clause", condition.clause},
                              {"record", condition.record}});
  }
  for (std::size_t i = 0; i < answer.bulletin.entries.size(); ++i) {
    const Entry& finding = answer.bulletin.entries[i];
    if (finding.change == Change::kUnchanged) continue;
    findings.push_back(finding_json(finding));
  }
  Json entry;
  entry["time"] = now_in_utc();
  entry["verdict"] = name_of(answer.approval);
  entry["by"] = options.by_whom;
  entry["rationale"] = options.rationale;
  entry["candidate"] = answer.candidate;
  entry["graph"] = answer.bulletin.graph;
  entry["as_of"] = answer.from.text();
  entry["until"] = answer.until.text();
  entry["gate"] = gate_json(signing);
  entry["conditions"] = std::move(conditions);
  entry["blocking"] = answer.blocking;
  entry["findings"] = std::move(findings);
  entry["inputs"] = std::move(inputs);
  entry["version"] = FLOWDOWN_VERSION;
  return entry;
}

bool record(const Options& options, const Signing& signing, const Settled& settled,
            const Onboarding& answer) {
  std::optional<Json> inputs = inputs_json(signing, settled);
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

// Without what the gate ignores.
Bulletin shown(Bulletin bulletin) {
  std::erase_if(bulletin.entries,
                [](const Entry& entry) { return entry.ruling == name_of(GateAction::kIgnore); });
  return bulletin;
}

bool write_answer(const Options& options, const Onboarding& answer) {
  switch (options.format) {
    case Format::kJson:
      return write_output(options, onboarding_json(answer));
    case Format::kMarkdown:
      return write_output(options, onboarding_markdown(answer));
    case Format::kText:
      return write_output(options,
                          onboarding_text(answer, {text_width(options), colour_output(options)}));
    default:
      return write_in_format(options, shown(answer.bulletin));
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

// The last day to judge; none, after a message, where something would take effect after it, since
// what is not judged is not approved.
std::optional<Date> last_judged(const Options& options, const Signing& signing, Date first) {
  if (!options.until) return last_day(signing.graph, signing.with, first);
  if (*options.until < first) {
    complain("--until " + options.until->text() + " is before " + first.text() +
             ", the first day to judge");
    return std::nullopt;
  }
  const std::optional<Event> start = last_start(signing.graph, signing.with);
  if (start && *options.until < start->on) {
    complain("--until " + options.until->text() + " leaves out " + start->on.text() + ", when " +
             start->words + "; what takes effect has to be judged");
    return std::nullopt;
  }
  return options.until;
}

}  // namespace

ExitCode run_onboard(const Options& options) {
  const std::optional<Signing> signing = load_signing(options);
  if (!signing) return ExitCode::kCannotRun;
  const std::optional<Settled> settled = load_settled(options, signing->with);
  if (!settled) return ExitCode::kCannotRun;
  const Date first = options.as_of ? *options.as_of
                                   : first_day(signing->with, date_judged(options, signing->graph));
  const std::optional<Date> last = last_judged(options, *signing, first);
  if (!last) return ExitCode::kCannotRun;
  const Onboarding answer =
      onboard(signing->graph, signing->with, signing->gate,
              {first, {options.grouping}, *last, settle_options(options, *settled)});
  if (!answer.anything) {
    complain("nothing to check: from " + first.text() + " to " + last->text() +
             " nobody supplies anything to anybody, with the candidate or without it, and no "
             "regulation reaches a party");
    return ExitCode::kNothingToCheck;
  }
  if (!options.record.empty()) {
    if (const auto problem = why_no_log(options.record)) {
      complain("the decision is not recorded: `" + options.record + "` " + *problem);
      return ExitCode::kCannotRun;
    }
  }
  if (!options.record.empty() && !record(options, *signing, *settled, answer)) {
    return ExitCode::kCannotRun;
  }
  if (!options.sheet.empty() && !write_sheet(options, answer)) return ExitCode::kCannotRun;
  if (!options.quiet && !write_answer(options, answer)) return ExitCode::kCannotRun;
  const bool approved = answer.approval == Approval::kApprove;
  return approved && !strictly_fails(answer.on_exceptions) ? ExitCode::kClean : ExitCode::kFindings;
}

}  // namespace flowdown::cli
