// Policies: from a document to a draft, and from the drafts of all files to one set.
#pragma once

#include <string>
#include <vector>

#include "flowdown/policy.hpp"
#include "load/vocabulary.hpp"

namespace flowdown::loading {

// One version of a policy with the places to complain about it.
struct PolicyDraft {
  PolicyVersion version;  // without its PolicyId
  const YamlNode* id = nullptr;
  const YamlNode* issuer = nullptr;  // null where absent
  const YamlNode* text = nullptr;    // of `version`
  const YamlNode* effective = nullptr;
};

// Reads a document whose second key is `policy`. What cannot be read is left at its default.
PolicyDraft read_policy(const YamlNode& document, Vocabulary& vocabulary);

// Reads a list of rules, which is the value of `key`.
std::vector<Rule> read_rules(const YamlNode& list, std::string_view key, Vocabulary& vocabulary);

// Joins the versions of each policy, sorted by id and date. Reports versions that contradict each
// other. The set is indexed.
PolicySet join_versions(std::vector<PolicyDraft> drafts, Problems& problems);

// Finds the policies that references name.
class PolicyNames {
 public:
  PolicyNames(const PolicySet& policies, Problems& problems)
      : policies_(policies), problems_(problems) {}

  // `policy` or `policy@version`. Reports what does not exist.
  std::optional<PolicyRef> find(const YamlNode& word) const;
  // Sorted, without repetition.
  std::vector<PolicyRef> find_all(const Words& words) const;

 private:
  const PolicySet& policies_;
  Problems& problems_;
};

void make_canonical(std::vector<PolicyRef>& refs);

}  // namespace flowdown::loading
