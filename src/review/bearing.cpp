// What of a changed policy bears on one finding: of the rules that only one of the two versions in
// force has, those that speak of a use, duty or limit of the finding; and the terms of the document
// itself (how it flows down, which channels it covers, …), which bear on all.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "report/layout.hpp"
#include "review/causes.hpp"

namespace flowdown {
namespace {

constexpr std::size_t kRulesNamed = 4;

// The version of the policy that counts on one side: that of the finding, where it is held against
// the policy, else the one in force.
const PolicyVersion* version_on(const Flow& flow, const std::string& policy,
                                const Finding* finding) {
  const Model& model = *flow.model;
  const auto id = model.policies.find(policy);
  if (!id) return nullptr;
  if (finding != nullptr && finding->version && model.policies[finding->version].policy == *id) {
    return &model.policies[finding->version];
  }
  const VersionId version = model.policies.in_force(*id, flow.as_of);
  return version ? &model.policies[version] : nullptr;
}

bool of_drift(const Finding* finding) {
  return finding != nullptr && finding->code == Code::kDrift;
}

bool same_version(const PolicyVersion* a, const PolicyVersion* b) {
  return a != nullptr && b != nullptr && version_name(*a) == version_name(*b);
}

bool speaks_of(const Taxonomy& taxonomy, const Rule& rule, const std::set<std::string>& subjects) {
  if (rule.duty) return subjects.contains(taxonomy.duties[rule.duty.index()].id);
  if (rule.attribute) return subjects.contains(taxonomy.attributes[rule.attribute.index()].id);
  const auto covers = [&](const std::vector<UseId>& uses, UseId use) {
    return std::any_of(uses.begin(), uses.end(),
                       [&](UseId named) { return taxonomy.below(named).contains(use); });
  };
  return std::any_of(subjects.begin(), subjects.end(), [&](const std::string& subject) {
    const auto use = taxonomy.find_use(subject);
    return use && covers(rule.uses, *use) && !covers(rule.except, *use);
  });
}

std::string name_of(const Taxonomy& taxonomy, const Rule& rule) {
  const std::string facts = rule_facts(taxonomy, rule);
  return rule.clause.empty() ? fmt::format("the rule `{}`", facts)
                             : fmt::format("clause {} (`{}`)", rule.clause, facts);
}

// The rules of `in` that `other` does not have, as far as they bear on the subjects.
std::vector<std::string> only_in(const Flow& flow, const PolicyVersion* in, const Flow& other_flow,
                                 const PolicyVersion* other,
                                 const std::set<std::string>& subjects) {
  std::multiset<std::string> there;
  if (other != nullptr) {
    for (const Rule& rule : other->rules) {
      there.insert(rule_facts(other_flow.model->taxonomy, rule));
    }
  }
  std::vector<std::string> names;
  if (in == nullptr) return names;
  const Taxonomy& taxonomy = flow.model->taxonomy;
  for (const Rule& rule : in->rules) {
    const auto same = there.find(rule_facts(taxonomy, rule));
    if (same != there.end()) {
      there.erase(same);
    } else if (subjects.empty() || speaks_of(taxonomy, rule, subjects)) {
      names.push_back(name_of(taxonomy, rule));
    }
  }
  return names;
}

void say(std::vector<std::string>& parts, const std::vector<std::string>& names,
         std::string_view one, std::string_view many) {
  if (names.empty()) return;
  parts.push_back(fmt::format("{} {}", join(names, kRulesNamed), names.size() == 1 ? one : many));
}

}  // namespace

std::string bearing(const Flow& before, const Flow& after, const std::string& policy,
                    const Contrast& change, const Finding* old_one, const Finding* new_one) {
  const PolicyVersion* old_version = version_on(before, policy, old_one);
  const PolicyVersion* new_version = version_on(after, policy, new_one);
  const bool kept =
      old_one != nullptr && new_one != nullptr && old_one->version && new_one->version;
  if ((kept || of_drift(old_one) || of_drift(new_one)) && same_version(old_version, new_version)) {
    // An agreement keeps its recipient to one version; what changed is the one in force.
    old_version = version_on(before, policy, nullptr);
    new_version = version_on(after, policy, nullptr);
  }
  std::set<std::string> subjects(change.gained.begin(), change.gained.end());
  subjects.insert(change.lost.begin(), change.lost.end());
  if (change.fate != Fate::kChanged || subjects.empty()) {
    subjects = change.before.subjects;
    subjects.insert(change.after.subjects.begin(), change.after.subjects.end());
  }
  std::vector<std::string> parts;
  if (old_version != nullptr && new_version != nullptr) {
    const std::string was = version_name(*old_version), is = version_name(*new_version);
    if (was != is) parts.push_back(fmt::format("version {} counts in place of {}", is, was));
  }
  say(parts, only_in(after, new_version, before, old_version, subjects), "is new", "are new");
  say(parts, only_in(before, old_version, after, new_version, subjects), "is gone", "are gone");
  if (old_version != nullptr && new_version != nullptr) {
    const auto terms =
        terms_changed(before.model->taxonomy, *old_version, after.model->taxonomy, *new_version);
    parts.insert(parts.end(), terms.begin(), terms.end());
  }
  return separated(parts, "; ");
}

}  // namespace flowdown
