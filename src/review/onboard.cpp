// The check before signing. The graph is judged alone and with the candidate; what is new is put to
// the gate; remedies are chosen for what it does not let pass; and each of them is then tested
// alone and left out, which tells what it is good for.
#include "flowdown/onboard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "report/layout.hpp"
#include "review/condition_words.hpp"
#include "review/trial.hpp"

namespace flowdown {
namespace {

void take_terms(std::map<std::string, Vocable>& to, const std::map<std::string, Vocable>& from) {
  to.insert(from.begin(), from.end());
}

// "was a warning; new: `spam`".
std::vector<std::string> worse_by(const Contrast& contrast) {
  std::vector<std::string> causes;
  if (contrast.fate != Fate::kChanged) return causes;
  if (contrast.after.severity > contrast.before.severity) {
    causes.push_back(
        fmt::format("it is a {} without the candidate", name_of(contrast.before.severity)));
  }
  if (!contrast.gained.empty()) {
    causes.push_back(fmt::format("the candidate adds {}", join(contrast.gained, 5)));
  }
  return causes;
}

// The findings with the candidate, and after them those of the graph alone that it removes.
Bulletin compared(const Judged& alone, const Judged& with, const Snapshot& before) {
  Bulletin result = bulletin(with.flow, with.findings);
  Bulletin old = bulletin(alone.flow, alone.findings);
  const Snapshot after = snapshot_of(with.flow, with.findings);
  result.compared_with = "the graph without the candidate";
  for (Entry& entry : result.entries) {
    const Contrast change = contrast(before, after, entry.id);
    entry.change = change.worse ? Change::kNew : Change::kUnchanged;
    if (change.worse) entry.causes = worse_by(change);
  }
  for (Entry& entry : old.entries) {
    if (after.contains(entry.id)) continue;
    entry.change = Change::kGone;
    result.entries.push_back(std::move(entry));
  }
  take_terms(result.uses, old.uses);
  take_terms(result.groups, old.groups);
  return result;
}

std::vector<std::string> notices_of(const Model& with, Date as_of) {
  std::vector<std::string> notices;
  const Candidate& candidate = *with.candidate;
  for (const std::string& replaced : candidate.replaced) {
    notices.push_back(fmt::format("the candidate takes the place of the graph's {}", replaced));
  }
  for (const std::string& removed : candidate.removed) {
    notices.push_back(fmt::format("the candidate ends the graph's agreement {}", removed));
  }
  for (const AgreementId id : candidate.agreements) {
    const Terms& terms = with.graph.terms_of(id);
    if (!terms.exists(as_of)) {
      notices.push_back(fmt::format("agreement {} takes effect on {} only, and is not judged",
                                    with.graph.id_of(id), terms.effective->text()));
    } else if (terms.expired(as_of)) {
      notices.push_back(
          fmt::format("agreement {} has ended on {}", with.graph.id_of(id), terms.expires->text()));
    }
  }
  return notices;
}

using Ids = std::set<std::string>;

Ids less(const Ids& a, const Ids& b) {
  Ids result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(result, result.end()));
  return result;
}

// What each remedy is good for: what comes back where it alone is left out, and what goes where it
// alone is made.
std::vector<Condition> conditions_of(Trials& trials, const std::vector<Remedy>& remedies,
                                     const Judged& draft, const Judged& agreed) {
  std::vector<Condition> conditions;
  for (std::size_t i = 0; i < remedies.size(); ++i) {
    std::vector<Remedy> others = remedies;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    const auto left_out = trials.judged_with(others);
    const auto alone = trials.judged_with({remedies[i]});
    Ids removes = less(left_out->ids, agreed.ids);
    removes.merge(less(draft.ids, alone->ids));
    std::vector<Evidenced> evidence;
    for (const std::string& id : removes) {
      const Judged& shown_by = draft.ids.contains(id) ? draft : *left_out;
      for (const Finding& finding : shown_by.findings.findings) {
        if (id_of(finding, shown_by.model) != id) continue;
        evidence.push_back({&shown_by.model, &shown_by.findings, &finding});
      }
    }
    Condition condition = worded(trials.with(), remedies[i], evidence, trials.options().as_of);
    condition.removes.assign(removes.begin(), removes.end());
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

std::string verdict_in_words(const Onboarding& result) {
  switch (result.approval) {
    case Approval::kApprove:
      return "approved";
    case Approval::kApproveWithConditions:
      return fmt::format("approved with {}", count_of(result.conditions.size(), "condition"));
    case Approval::kReject:
      return fmt::format("rejected: {} stay", count_of(result.blocking.size(), "finding"));
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

Date day_of_candidate(const Model& with, Date date) {
  if (!with.candidate) return date;
  for (const AgreementId id : with.candidate->agreements) {
    const std::optional<Date>& effective = with.graph.terms_of(id).effective;
    if (effective) date = std::max(date, *effective);
  }
  return date;
}

Onboarding onboard(const Model& graph, const Model& with, const Gate& gate,
                   const OnboardOptions& options) {
  Trials trials(graph, with, gate, options);
  const auto draft = trials.judged_with({});
  Onboarding result;
  result.gate = gate;
  result.bulletin = compared(trials.graph(), *draft, trials.before());
  if (with.candidate) {
    result.candidate = with.candidate->id;
    result.candidate_title = with.candidate->title;
    result.bulletin.notices = notices_of(with, options.as_of);
  }
  result.anything = anything_to_check(draft->flow);

  std::map<std::string, Ruling> rulings;
  for (const Finding& finding : draft->findings.findings) {
    rulings[id_of(finding, draft->model)] = ruling_of(gate, draft->model, draft->findings, finding);
  }
  for (const Entry& entry : result.bulletin.entries) {
    result.rulings.push_back(entry.change == Change::kNew ? rulings[entry.id] : Ruling{});
  }

  if (!draft->ids.empty()) {
    const std::vector<Remedy> remedies = seek_remedies(trials);
    const auto agreed = trials.judged_with(remedies);
    result.conditions = conditions_of(trials, remedies, *draft, *agreed);
    Ids left = agreed->ids;
    for (const std::string& id : draft->ids) {
      if (rulings[id].action == GateAction::kBlock) left.insert(id);
    }
    for (const Entry& entry : result.bulletin.entries) {
      if (left.erase(entry.id) != 0) result.blocking.push_back(entry.id);
    }
    result.blocking.insert(result.blocking.end(), left.begin(), left.end());
    result.approval =
        result.blocking.empty() ? Approval::kApproveWithConditions : Approval::kReject;
  }
  result.bulletin.verdict = verdict_in_words(result);
  result.judged = trials.count();
  return result;
}

}  // namespace flowdown
