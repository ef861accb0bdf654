// Words of the taxonomy as they occur in policies and graphs.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "flowdown/policy.hpp"
#include "flowdown/taxonomy.hpp"
#include "load/fields.hpp"
#include "load/problems.hpp"

namespace flowdown::loading {

// Looks words up in a taxonomy, and reports those that it does not have. Lists come back sorted and
// without repetition, so that the order in which an author wrote them has no effect.
class Vocabulary {
 public:
  Vocabulary(const Taxonomy& taxonomy, Problems& problems)
      : taxonomy_(taxonomy), problems_(problems) {}

  const Taxonomy& taxonomy() const { return taxonomy_; }
  Problems& problems() { return problems_; }

  std::optional<UseId> use(const YamlNode& word);
  std::vector<UseId> uses(const Words& words);
  std::optional<SafeguardId> safeguard(const YamlNode& word);
  std::optional<DutyId> duty(const YamlNode& word);
  std::optional<AttributeId> attribute(const YamlNode& word);

  // A condition of safeguards: a list of which all must hold, or a list of such lists.
  Unless unless(const YamlNode& node);
  // A mapping of dimensions to words. `key` is the key that holds it.
  Context context(const YamlNode& node, std::string_view key);
  // The values that the words of `key` admit in a dimension; nothing where the list is empty.
  std::optional<ValueSet> values(const YamlNode& node, std::string_view key, Dimension dimension);
  // Restricts `context` to the words of `key`; not where they are all the values there are.
  void restrict(const YamlNode& node, std::string_view key, Dimension dimension, Context& context);
  // A set of party kinds, at least one.
  PartyKinds party_kinds(const YamlNode& node, std::string_view key);
  std::optional<Quantity> quantity(const YamlNode& node, std::string_view key);

  // Reports a word that is nothing of the kind wanted, and says what else it is, if anything.
  void unknown(const YamlNode& word, std::string_view kind,
               const std::function<Candidates()>& candidates);

 private:
  const Taxonomy& taxonomy_;
  Problems& problems_;
};

// The ids of a vector of things that have one.
template <class Things>
Candidates ids_of(const Things& things) {
  Candidates ids;
  for (const auto& thing : things) ids.push_back(thing.id);
  return ids;
}

// Sorts, and drops repetitions.
template <class Value>
void make_canonical(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace flowdown::loading
