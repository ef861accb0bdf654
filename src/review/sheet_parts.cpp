#include "review/sheet_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/layout.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kPlacesNamed = 6;
constexpr std::size_t kClausesNamed = 8;

void add_once(std::vector<std::string>& to, const std::string& text) {
  if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(text);
}

}  // namespace

std::string verdict_line(const Onboarding& onboarding) {
  const std::size_t conditions = onboarding.conditions.size();
  switch (onboarding.approval) {
    case Approval::kApprove:
      return "approve: the gate lets everything pass" +
             (onboarding.accepted() == 0 ? std::string()
                                         : fmt::format(" but for {} that exceptions accept",
                                                       count_of(onboarding.accepted(), "finding")));
    case Approval::kApproveWithConditions:
      return fmt::format("approve with conditions: {} to be agreed, listed below",
                         count_of(conditions, "clause"));
    case Approval::kReject:
      break;
  }
  std::vector<std::string> parts;
  for (const Staying& staying : what_stays(onboarding)) {
    parts.push_back(fmt::format("{} that {}", count_of(staying.ids.size(), "finding"),
                                staying.blocked ? "the gate blocks" : "no condition removes"));
  }
  return fmt::format("reject: there {} {}", onboarding.blocking.size() == 1 ? "is" : "are",
                     join(parts));
}

std::vector<Staying> what_stays(const Onboarding& onboarding) {
  Staying blocked{true, "What the gate blocks", {}};
  Staying left{false, "What stays, whatever is agreed", {}};
  const std::vector<Entry>& entries = onboarding.bulletin.entries;
  for (const std::string& id : onboarding.blocking) {
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& one) { return one.id == id; });
    const bool blocks = entry != entries.end() && entry->ruling == name_of(GateAction::kBlock);
    (blocks ? blocked : left).ids.push_back(id);
  }
  std::vector<Staying> result;
  if (!blocked.ids.empty()) result.push_back(std::move(blocked));
  if (!left.ids.empty()) result.push_back(std::move(left));
  return result;
}

std::string days_in_words(const Onboarding& onboarding) {
  return fmt::format("judged for every day from {} to {}", onboarding.from.text(),
                     onboarding.until.text());
}

std::string candidate_name(const Onboarding& onboarding) {
  if (onboarding.candidate_title.empty()) return printable(onboarding.candidate);
  return fmt::format("{} ({})", printable(onboarding.candidate_title),
                     printable(onboarding.candidate));
}

std::vector<Ground> grounds(const Condition& condition) {
  std::vector<Ground> result;
  std::string last, file;
  std::vector<std::string> named;
  const auto finish = [&] {
    if (result.empty() || named.empty()) return;
    result.back().clauses =
        fmt::format("{} {}", named.size() == 1 ? "clause" : "clauses", join(named, kClausesNamed));
    named.clear();
  };
  for (const Reason& reason : condition.reasons) {
    const std::string key = reason.policy + '@' + reason.version;
    if (result.empty() || key != last) {
      finish();
      last = key;
      result.push_back(
          {fmt::format("{} of {}", printable(reason.policy), printable(reason.issuer)), {}, {}});
    }
    if (!reason.clause.empty()) add_once(named, printable(reason.clause));
    if (!reason.place.known()) continue;
    Ground& ground = result.back();
    const std::string line = fmt::format("{}", reason.place.line);
    if (reason.place.file != file || ground.places.empty()) {
      file = reason.place.file;
      ground.places.push_back(fmt::format("{}:{}", printable(file), line));
    } else {
      add_once(ground.places, line);
    }
  }
  finish();
  return result;
}

std::string in_words(const Ground& ground) {
  std::string text = ground.policy;
  if (!ground.clauses.empty()) text += ", " + ground.clauses;
  if (!ground.places.empty()) {
    text += fmt::format(" ({})", join(ground.places, kPlacesNamed));
  }
  return text;
}

const Entry* entry_of(const Onboarding& onboarding, const std::string& id) {
  for (const Entry& entry : onboarding.bulletin.entries) {
    if (entry.id == id) return &entry;
  }
  return nullptr;
}

std::string path_in_words(const Entry& entry) {
  std::string text;
  for (const PathStep& step : entry.path) {
    if (!text.empty()) {
      text += fmt::format(" → ({}) → ",
                          printable(step.agreement.empty() ? step.words : step.agreement));
    }
    text += printable(step.party);
  }
  return text;
}

std::string_view ruling_in_words(const Ruling& ruling) {
  switch (ruling.action) {
    case GateAction::kBlock:
      return "blocks";
    case GateAction::kCondition:
      return "needs a condition";
    case GateAction::kList:
      return "listed";
    case GateAction::kIgnore:
      return "ignored";
  }
  return {};
}

}  // namespace flowdown
