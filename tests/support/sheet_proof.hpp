// The proof of a requirement sheet: with all of it nothing more is open than what the answer says
// stays, and without any one condition more is. It asks the engine alone, and none of the machinery
// that found the sheet.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
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
  Result<Gate> gate = load_gate({"gate.yaml", text}, {gate_codes(), {}}, &sources);
  EXPECT_TRUE(gate) << (gate ? "" : render(gate.problems(), sources));
  return gate ? gate.value() : Gate();
}

// What is open under the gate, found without any of the machinery of onboard().
inline std::set<std::string> open_in(const Model& graph, const Model& model, const Gate& gate,
                                     const OnboardOptions& options) {
  using Mark = std::pair<Severity, std::set<std::string>>;
  const auto marks = [&](const Model& one, bool gated) {
    const Flow flow = propagate(one, options.as_of);
    const Findings findings = judge(flow, options.judge);
    std::map<std::string, Mark> result;
    for (const Finding& finding : findings.findings) {
      const GateAction action = ruling_of(gate, one, findings, finding).action;
      const bool counts = action == GateAction::kBlock || action == GateAction::kCondition;
      if (gated && !counts) continue;
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

inline void prove(const Model& graph, const Model& with, const Gate& gate,
                  const OnboardOptions& options, const Onboarding& answer) {
  const auto open = [&](const std::vector<Remedy>& remedies) {
    return open_in(graph, with_remedies(with, remedies, options.as_of), gate, options);
  };
  const std::vector<Remedy> sheet = remedies_of(answer);
  const std::set<std::string> draft = open({}), left = open(sheet);
  const std::set<std::string> blocking(answer.blocking.begin(), answer.blocking.end());
  EXPECT_TRUE(std::includes(blocking.begin(), blocking.end(), left.begin(), left.end()));
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
      break;
  }
  for (std::size_t i = 0; i < sheet.size(); ++i) {
    std::vector<Remedy> fewer = sheet;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const std::set<std::string> more = open(fewer);
    const Condition& condition = answer.conditions[i];
    EXPECT_FALSE(std::includes(left.begin(), left.end(), more.begin(), more.end()))
        << "nothing is open without: " << condition.where << ": " << condition.clause;
    EXPECT_FALSE(condition.removes.empty());
    for (const std::string& id : more) {
      if (left.contains(id)) continue;
      EXPECT_NE(std::find(condition.removes.begin(), condition.removes.end(), id),
                condition.removes.end());
    }
  }
}

}  // namespace flowdown::testing
