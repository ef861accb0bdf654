// Changes to a spec that must not change what is found: another order, other names.
#include <algorithm>

#include "oracle/spec.hpp"

namespace flowdown::oracle {
namespace {

// Calls `visit` with every name of a use, policy, party, artifact or agreement in the spec.
class Names {
 public:
  using Visit = std::function<void(std::string&)>;
  explicit Names(Visit visit) : visit_(std::move(visit)) {}

  void in(Spec& spec) const {
    for (UseSpec& use : spec.taxonomy.uses) {
      visit_(use.id);
      each(use.parents);
    }
    for (auto& group : spec.taxonomy.groups) each(group);
    for (PolicySpec& policy : spec.policies) {
      visit_(policy.id);
      visit_(policy.issuer);
      for (VersionSpec& version : policy.versions) in(version.rules);
    }
    for (PartySpec& party : spec.parties) {
      visit_(party.id);
      in(party.policies.refs);
      each(party.uses);
    }
    for (ArtifactSpec& artifact : spec.artifacts) {
      visit_(artifact.id);
      visit_(artifact.developer);
      in(artifact.policies.refs);
      for (DerivationSpec& derivation : artifact.derived_from) visit_(derivation.parent);
    }
    for (AgreementSpec& agreement : spec.agreements) in(agreement);
  }

 private:
  void in(AgreementSpec& agreement) const {
    visit_(agreement.id);
    visit_(agreement.from);
    visit_(agreement.to);
    each(agreement.artifacts);
    in(agreement.incorporates);
    in(agreement.delivers);
    in(agreement.adds);
    for (WaiverSpec& waiver : agreement.waives) {
      visit_(waiver.policy);
      each(waiver.uses);
      each(waiver.artifacts);
    }
  }
  void in(std::vector<RuleSpec>& rules) const {
    for (RuleSpec& rule : rules) {
      each(rule.uses);
      each(rule.except);
    }
  }
  void in(std::vector<RefSpec>& refs) const {
    for (RefSpec& ref : refs) visit_(ref.policy);
  }
  void each(std::vector<std::string>& names) const {
    for (std::string& name : names) visit_(name);
  }

  Visit visit_;
};

template <class T>
void shuffle_one(std::vector<T>& list, Rng& rng) {
  std::shuffle(list.begin(), list.end(), rng);
}

void shuffle_rules(std::vector<RuleSpec>& rules, Rng& rng) {
  shuffle_one(rules, rng);
  for (RuleSpec& rule : rules) {
    shuffle_one(rule.uses, rng);
    shuffle_one(rule.except, rng);
    shuffle_one(rule.unless, rng);
    for (auto& needed : rule.unless) shuffle_one(needed, rng);
  }
}

}  // namespace

Spec shuffled(Spec spec, Rng& rng) {
  shuffle_one(spec.taxonomy.uses, rng);
  for (UseSpec& use : spec.taxonomy.uses) shuffle_one(use.parents, rng);
  shuffle_one(spec.policies, rng);
  for (PolicySpec& policy : spec.policies) {
    shuffle_one(policy.versions, rng);
    for (VersionSpec& version : policy.versions) shuffle_rules(version.rules, rng);
  }
  shuffle_one(spec.parties, rng);
  for (PartySpec& party : spec.parties) {
    shuffle_one(party.policies.refs, rng);
    shuffle_one(party.uses, rng);
    shuffle_one(party.practices, rng);
  }
  shuffle_one(spec.artifacts, rng);
  for (ArtifactSpec& artifact : spec.artifacts) {
    shuffle_one(artifact.policies.refs, rng);
    shuffle_one(artifact.derived_from, rng);
  }
  shuffle_one(spec.agreements, rng);
  for (AgreementSpec& agreement : spec.agreements) {
    shuffle_one(agreement.artifacts, rng);
    shuffle_one(agreement.incorporates, rng);
    shuffle_one(agreement.delivers, rng);
    shuffle_rules(agreement.adds, rng);
    shuffle_one(agreement.waives, rng);
  }
  return spec;
}

Spec renamed(Spec spec, const std::function<std::string(const std::string&)>& map) {
  Names([&map](std::string& name) { name = map(name); }).in(spec);
  return spec;
}

}  // namespace flowdown::oracle
