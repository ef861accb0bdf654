// The check before signing. The graph is judged alone and with the candidate, on every day on which
// something is otherwise; what is new is put to the gate; remedies are chosen for what it does not
// let pass on some day; and each of them is then tested alone and left out, which tells what it is
// good for.
//
// To try a remedy on every day would be dear, and most days say the same. So the search watches the
// days on which something else is open than on those before; and what it finds is then judged on
// all days. Where a day that was not watched shows more, it is watched as well, and the search
// begins anew.
#include "flowdown/onboard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "report/layout.hpp"
#include "review/condition_words.hpp"
#include "review/onboard_entries.hpp"
#include "review/onboard_notices.hpp"
#include "review/trial.hpp"
#include "review/window.hpp"

namespace flowdown {
namespace {

using Ids = std::set<std::string>;

Ids ids_of(const Opens& opens) {
  Ids ids;
  for (const auto& [day, id] : opens) ids.insert(id);
  return ids;
}

Opens less(const Opens& a, const Opens& b) {
  Opens result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(result, result.end()));
  return result;
}

// The days on which something else is open than on any day before.
Trials::Indices days_that_differ(const Trial& draft) {
  Trials::Indices days;
  std::vector<Snapshot> seen;
  for (std::size_t day = 0; day < draft.days.size(); ++day) {
    const Judged& judged = *draft.days[day];
    Snapshot open;
    for (const std::size_t i : judged.open) {
      const std::string id = id_of(judged.findings.findings[i], *judged.model);
      open.emplace(id, judged.snapshot.at(id));
    }
    if (open.empty() || std::find(seen.begin(), seen.end(), open) != seen.end()) continue;
    seen.push_back(std::move(open));
    days.push_back(day);
  }
  return days;
}

// The sheet, and what is open on all days with it.
std::vector<Remedy> sheet_for(Trials& trials, const Trial& draft, Trial& agreed) {
  Trials::Indices watched = days_that_differ(draft);
  for (;;) {
    trials.watch(watched);
    std::vector<Remedy> remedies = seek_remedies(trials);
    agreed = trials.judged_with(remedies, trials.all());
    Ids known;
    for (const std::size_t day : watched) {
      for (const auto& [date, id] : agreed.open) {
        if (date == trials.days()[day]) known.insert(id);
      }
    }
    Trials::Indices more_days;
    for (std::size_t day = 0; day < trials.days().size(); ++day) {
      const bool more = std::any_of(agreed.open.begin(), agreed.open.end(), [&](const Open& open) {
        return open.first == trials.days()[day] && !known.contains(open.second);
      });
      if (more && !std::binary_search(watched.begin(), watched.end(), day)) {
        more_days.push_back(day);
      }
    }
    if (more_days.empty()) return remedies;
    watched.insert(watched.end(), more_days.begin(), more_days.end());
    std::sort(watched.begin(), watched.end());
  }
}

// What each remedy is good for: what comes back where it alone is left out, and what goes where it
// alone is made.
std::vector<Condition> conditions_of(Trials& trials, const std::vector<Remedy>& remedies,
                                     Date last) {
  // On every day: what a search did not have to look at may come back all the same.
  const Trials::Indices days = trials.all();
  const Trial draft = trials.judged_with({}, days);
  const Trial agreed = trials.judged_with(remedies, days);
  std::vector<Condition> conditions;
  for (std::size_t i = 0; i < remedies.size(); ++i) {
    std::vector<Remedy> others = remedies;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    const Trial left_out = trials.judged_with(others, days);
    const Trial alone = trials.judged_with({remedies[i]}, days);
    Opens removes = less(left_out.open, agreed.open);
    removes.merge(less(draft.open, alone.open));
    std::vector<Evidenced> evidence;
    Ids told;
    for (const Open& open : removes) {
      if (!told.insert(open.second).second) continue;
      const Trial& shown_by = draft.open.contains(open) ? draft : left_out;
      for (const auto& judged : shown_by.days) {
        if (judged->flow.as_of != open.first) continue;
        for (const Finding& finding : judged->findings.findings) {
          if (id_of(finding, *judged->model) != open.second) continue;
          evidence.push_back({judged->model.get(), &judged->findings, &finding});
        }
      }
    }
    Condition condition =
        worded(trials.with(), remedies[i], evidence, removes.begin()->first, last);
    condition.removes.assign(told.begin(), told.end());
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

void enter_requirements(Onboarding& answer) {
  Bulletin& bulletin = answer.bulletin;
  bulletin.approval = name_of(answer.approval);
  bulletin.gate = answer.gate.id;
  for (const Condition& condition : answer.conditions) {
    bulletin.requirements.push_back({condition.id, std::string(name_of(condition.remedy.kind)),
                                     condition.from, condition.where, condition.clause,
                                     condition.record, condition.by, condition.removes});
    for (Entry& entry : bulletin.entries) {
      if (std::find(condition.removes.begin(), condition.removes.end(), entry.id) !=
          condition.removes.end()) {
        entry.requirements.push_back(condition.id);
      }
    }
  }
}

std::string verdict_in_words(const Onboarding& result) {
  switch (result.approval) {
    case Approval::kApprove:
      return "approved";
    case Approval::kApproveWithConditions:
      return fmt::format("approved with {}", count_of(result.conditions.size(), "condition"));
    case Approval::kReject:
      return fmt::format("rejected: {} {}", count_of(result.blocking.size(), "finding"),
                         result.blocking.size() == 1 ? "stays" : "stay");
  }
  return {};
}

}  // namespace

std::string_view name_of(Approval approval) {
  switch (approval) {
    case Approval::kApprove:
      return "approve";
    case Approval::kApproveWithConditions:
      return "approve_with_conditions";
    case Approval::kReject:
      return "reject";
  }
  return {};
}

std::size_t Onboarding::ignored() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < rulings.size(); ++i) {
    if (rulings[i].action == GateAction::kIgnore) ++count;
  }
  return count;
}

std::size_t Onboarding::accepted() const {
  return static_cast<std::size_t>(std::count_if(
      bulletin.entries.begin(), bulletin.entries.end(),
      [](const Entry& entry) { return entry.change == Change::kNew && entry.accepted; }));
}

Onboarding onboard(const Model& graph, const Model& with, const Gate& gate,
                   const OnboardOptions& options) {
  Onboarding result;
  result.gate = gate;
  result.from = options.as_of;
  result.until = options.until.value_or(last_day(graph, with, options.as_of));
  result.days = days_to_judge(graph, with, options, result.until);
  OnboardOptions to_the_end = options;
  to_the_end.until = result.until;
  Trials trials(graph, with, gate, to_the_end, result.days);
  const Trial draft = trials.judged_with({}, trials.all());
  enter_findings(trials, draft, result);
  if (with.candidate) {
    result.candidate = with.candidate->id;
    result.candidate_title = with.candidate->title;
    enter_notices(graph, with, draft, result);
  }
  result.anything = std::any_of(draft.days.begin(), draft.days.end(),
                                [](const auto& day) { return anything_to_check(day->flow); });
  for (std::size_t day = 0; day < result.days.size() && !result.anything; ++day) {
    result.anything = anything_to_check(trials.graph_on(day)->flow);
  }

  if (!draft.open.empty()) {
    Trial agreed;
    const std::vector<Remedy> remedies = sheet_for(trials, draft, agreed);
    result.conditions = conditions_of(trials, remedies, result.until);
    Ids left = ids_of(agreed.open);
    for (std::size_t i = 0; i < result.rulings.size(); ++i) {
      const Entry& entry = result.bulletin.entries[i];
      if (entry.counts() && result.rulings[i].action == GateAction::kBlock) left.insert(entry.id);
    }
    for (const Entry& entry : result.bulletin.entries) {
      if (left.erase(entry.id) != 0) result.blocking.push_back(entry.id);
    }
    result.blocking.insert(result.blocking.end(), left.begin(), left.end());
    result.approval =
        result.blocking.empty() ? Approval::kApproveWithConditions : Approval::kReject;
  }
  result.bulletin.verdict = verdict_in_words(result);
  enter_requirements(result);
  result.judged = trials.count();
  return result;
}

}  // namespace flowdown
