// Gates: which findings stop a candidate. The first rule that fits counts, so a gate reads from the
// special to the general.
#include "flowdown/gate.hpp"

#include <algorithm>

#include "flowdown/onboard.hpp"

namespace flowdown {
namespace embedded {
std::string_view default_gate();
}  // namespace embedded

namespace {

bool admits(const std::vector<std::string>& words, std::string_view word) {
  return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
}

bool in_groups(const GateRule& rule, const Findings& findings, const Finding& finding) {
  if (rule.groups.empty()) return true;
  if (findings.grouping == nullptr) return false;
  const std::vector<UseId>& uses = findings.detail(finding).uses;
  const std::vector<Group>& groups = findings.grouping->groups;
  return std::any_of(groups.begin(), groups.end(), [&](const Group& group) {
    return admits(rule.groups, group.title) &&
           std::any_of(group.uses.begin(), group.uses.end(), [&](UseId use) {
             return std::find(uses.begin(), uses.end(), use) != uses.end();
           });
  });
}

}  // namespace

std::string_view name_of(GateAction action) {
  switch (action) {
    case GateAction::kBlock:
      return "block";
    case GateAction::kCondition:
      return "condition";
    case GateAction::kList:
      return "list";
    case GateAction::kIgnore:
      return "ignore";
  }
  return {};
}

std::string_view default_gate() { return embedded::default_gate(); }

Ruling ruling_of(const Gate& gate, const Model& model, const Findings& findings,
                 const Finding& finding) {
  const std::string_view policy =
      finding.policy ? model.policies.policies[finding.policy.index()].id : std::string_view();
  for (std::size_t i = 0; i < gate.rules.size(); ++i) {
    const GateRule& rule = gate.rules[i];
    if (admits(rule.codes, info(finding.code).name) &&
        admits(rule.severities, name_of(finding.severity)) && admits(rule.policies, policy) &&
        in_groups(rule, findings, finding)) {
      return {rule.action, i + 1};
    }
  }
  return {GateAction::kList, 0};
}

std::vector<std::string_view> gate_codes() {
  std::vector<std::string_view> names;
  for (const CodeInfo& code : code_table()) names.push_back(code.name);
  return names;
}

std::vector<std::string_view> gate_groups(const Model& model, const std::string& grouping) {
  std::vector<std::string_view> titles;
  if (const Grouping* found = model.taxonomy.find_grouping(grouping)) {
    for (const Group& group : found->groups) titles.push_back(group.title);
  }
  return titles;
}

}  // namespace flowdown
