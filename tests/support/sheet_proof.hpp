// The proof of a requirement sheet: with all of it nothing more is open, on any day, than what the
// answer says stays, and without any one condition more is. It asks the engine alone, and none of
// the machinery that found the sheet.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "flowdown/load.hpp"
#include "flowdown/onboard.hpp"

namespace flowdown::testing {

// The gate of a text; a failure of the test where it is none.
inline Gate gate_of(const std::string& text) {
  Sources sources;
  Result<Gate> gate = load_gate({"gate.yaml", text}, {gate_codes(), {}, {}}, &sources);
  EXPECT_TRUE(gate) << (gate ? "" : render(gate.problems(), sources));
  return gate ? gate.value() : Gate();
}

// The model on a day: agreements whose replacement has not taken effect are as the graph has them.
inline Model on_day(Model model, Date day) {
  for (const Candidate::Superseded& old : model.candidate->superseded) {
    if (!model.graph.terms_of(old.by).exists(day)) {
      model.graph.agreements[old.by.index()] = old.agreement;
    }
  }
  return model;
}

// What is open under the gate on a day, found without any of the machinery of onboard().
inline std::set<std::string> open_on(const Model& graph, const Model& with, const Gate& gate,
                                     const OnboardOptions& options, Date day) {
  using Mark = std::pair<Severity, std::set<std::string>>;
  const Model model = on_day(with, day);
  const auto marks = [&](const Model& one, bool gated) {
    const Flow flow = propagate(one, day);
    const Findings findings = judge(flow, options.judge);
    const Settlement settled = settle(flow, findings, options.settle);
    std::map<std::string, Mark> result;
    for (std::size_t i = 0; i < findings.findings.size(); ++i) {
      const Finding& finding = findings.findings[i];
      const GateAction action = ruling_of(gate, one, findings, finding).action;
      const bool counts = action == GateAction::kBlock || action == GateAction::kCondition;
      if (gated && (!counts || settled.of(i).accepted)) continue;
      Mark mark{finding.severity, {}};
      for (const UseId use : findings.detail(finding).uses) {
        mark.second.insert(one.taxonomy.uses[use.index()].id);
      }
      for (const RuleRef& ref : findings.detail(finding).rules) {
        const Rule& rule = one.policies[ref.version].rules[ref.rule];
        if (rule.duty) mark.second.insert(one.taxonomy.duties[rule.duty.index()].id);
        if (rule.attribute) mark.second.insert(one.taxonomy.attributes[rule.attribute.index()].id);
      }
      result.emplace(id_of(finding, one), mark);
    }
    return result;
  };
  const auto before = marks(graph, false);
  std::set<std::string> open;
  for (const auto& [id, mark] : marks(model, true)) {
    const auto old = before.find(id);
    const bool same = old != before.end() && old->second.first >= mark.first &&
                      std::includes(old->second.second.begin(), old->second.second.end(),
                                    mark.second.begin(), mark.second.end());
    if (!same) open.insert(id);
  }
  return open;
}

inline std::vector<Remedy> remedies_of(const Onboarding& answer) {
  std::vector<Remedy> remedies;
  for (const Condition& condition : answer.conditions) remedies.push_back(condition.remedy);
  return remedies;
}

using Opens = std::set<std::pair<Date, std::string>>;

inline std::set<std::string> ids_in(const Opens& opens) {
  std::set<std::string> ids;
  for (const auto& open : opens) ids.insert(open.second);
  return ids;
}

// On days between those that the answer names, nothing else is open.
inline void prove_that_no_day_is_left_out(const Model& graph, const Model& with, const Gate& gate,
                                          const OnboardOptions& options, const Onboarding& answer) {
  EXPECT_EQ(answer.days.front(), answer.from);
  EXPECT_LE(answer.days.back(), answer.until);
  constexpr int kSamples = 5;
  const int step = (answer.until.days - answer.from.days) / kSamples + 1;
  for (int d = answer.from.days; d <= answer.until.days; d += step) {
    const Date day{d};
    const auto next = std::upper_bound(answer.days.begin(), answer.days.end(), day);
    EXPECT_EQ(open_on(graph, with, gate, options, day),
              open_on(graph, with, gate, options, *std::prev(next)))
        << day.text();
  }
}

// Ways out that every reader would try: a party has all safeguards in place, an agreement drops all
// of its waivers.
inline std::vector<std::vector<Remedy>> plain_ways(const Model& with) {
  std::vector<std::vector<Remedy>> ways;
  for (std::size_t p = 0; p < with.graph.parties.size(); ++p) {
    ways.emplace_back();
    for (std::size_t s = 0; s < with.taxonomy.safeguards.size(); ++s) {
      Remedy remedy;
      remedy.kind = RemedyKind::kPractise;
      remedy.party = PartyId(p);
      remedy.safeguard = SafeguardId(s);
      ways.back().push_back(remedy);
    }
  }
  for (std::size_t a = 0; a < with.graph.agreements.size(); ++a) {
    ways.emplace_back();
    const AgreementId agreement(a);
    for (std::size_t w = 0; w < with.graph.terms_of(agreement).waives.size(); ++w) {
      Remedy remedy;
      remedy.kind = RemedyKind::kWithdraw;
      remedy.agreement = agreement;
      remedy.waiver = static_cast<std::uint32_t>(w);
      ways.back().push_back(remedy);
    }
  }
  return ways;
}

// No plain way removes some of what a rejection says stays, and brings nothing. Of gates whose
// conditions may lie anywhere, and that mind no notes: that a waiver applies is one.
template <class Open>
void prove_that_it_stays(const Model& with, const std::vector<Remedy>& sheet, const Opens& left,
                         const Open& open) {
  for (const std::vector<Remedy>& way : plain_ways(with)) {
    if (way.empty()) continue;
    std::vector<Remedy> more = sheet;
    more.insert(more.end(), way.begin(), way.end());
    const Opens then = open(more);
    EXPECT_TRUE(then == left || !std::includes(left.begin(), left.end(), then.begin(), then.end()))
        << name_of(way.front().kind) << " of agreement or party "
        << (way.front().agreement ? with.graph.id_of(way.front().agreement)
                                  : with.graph.id_of(way.front().party));
  }
}

inline void prove(const Model& graph, const Model& with, const Gate& gate,
                  const OnboardOptions& options, const Onboarding& answer) {
  const auto open = [&](const std::vector<Remedy>& remedies) {
    const Model model = with_remedies(with, remedies, answer.until);
    Opens result;
    for (const Date day : answer.days) {
      for (const std::string& id : open_on(graph, model, gate, options, day)) {
        result.emplace(day, id);
      }
    }
    return result;
  };
  const std::vector<Remedy> sheet = remedies_of(answer);
  const Opens draft = open({}), left = open(sheet);
  const std::set<std::string> left_ids = ids_in(left);
  const std::set<std::string> blocking(answer.blocking.begin(), answer.blocking.end());
  EXPECT_TRUE(std::includes(blocking.begin(), blocking.end(), left_ids.begin(), left_ids.end()));
  switch (answer.approval) {
    case Approval::kApprove:
      EXPECT_TRUE(draft.empty());
      EXPECT_TRUE(sheet.empty() && blocking.empty());
      break;
    case Approval::kApproveWithConditions:
      EXPECT_TRUE(left.empty() && blocking.empty());
      EXPECT_FALSE(sheet.empty());
      break;
    case Approval::kReject:
      EXPECT_FALSE(blocking.empty());
      if (std::all_of(gate.rules.begin(), gate.rules.end(), [](const GateRule& rule) {
            return rule.action == GateAction::kCondition && rule.within == Within::kAnywhere &&
                   !rule.severities.empty();
          })) {
        prove_that_it_stays(with, sheet, left, open);
      }
      break;
  }
  prove_that_no_day_is_left_out(graph, with, gate, options, answer);
  for (std::size_t i = 0; i < sheet.size(); ++i) {
    std::vector<Remedy> fewer = sheet;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const Opens more = open(fewer);
    const Condition& condition = answer.conditions[i];
    EXPECT_FALSE(std::includes(left.begin(), left.end(), more.begin(), more.end()))
        << "nothing is open without: " << condition.where << ": " << condition.clause;
    EXPECT_FALSE(condition.removes.empty());
    for (const std::string& id : ids_in(more)) {
      if (left_ids.contains(id)) continue;
      EXPECT_NE(std::find(condition.removes.begin(), condition.removes.end(), id),
                condition.removes.end());
    }
  }
}

}  // namespace flowdown::testing
