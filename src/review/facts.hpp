// What a model says, element by element and key by key, in words that depend on no id and no place:
// two models say the same of an element exactly where its facts are equal. Facts that bear on no
// verdict (titles, notes, sources) are left out.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "flowdown/diff.hpp"
#include "flowdown/model.hpp"

namespace flowdown {

struct Element {
  Part part = Part::kPolicy;
  std::string id;
  friend auto operator<=>(const Element&, const Element&) = default;
};

// A key whose value differs; empty: the key is not there.
struct KeyChange {
  std::string key, before, after;
};

struct ElementChange {
  Element element;
  bool in_old = false, in_new = false;
  std::vector<KeyChange> keys;  // where it is in both; of a policy, its versions
};

// All elements that differ, sorted. What agreements add belongs to the agreements.
std::vector<ElementChange> changes_between(const Model& a, const Model& b);

std::string in_words(const KeyChange& change);
// "agreement x: `expires` was 2024-06-30 and is 2025-06-30", "policy y was added".
std::string in_words(const ElementChange& change);

// "`flow_down` was none and is bind": what a document asks or how it travels, its rules apart.
std::vector<std::string> terms_changed(const Taxonomy& in_a, const PolicyVersion& a,
                                       const Taxonomy& in_b, const PolicyVersion& b);

// The rule as a policy file says it, less clause and source: equal exactly where the rules are.
std::string rule_facts(const Taxonomy& taxonomy, const Rule& rule);

// The waiver as an agreement says it, less clause and source.
std::string waiver_facts(const Model& model, const Waiver& waiver);

// How a policy version is called: its version, else its first day, else "without a version".
std::string version_name(const PolicyVersion& version);

}  // namespace flowdown
