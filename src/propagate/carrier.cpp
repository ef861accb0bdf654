// The transfer functions: what of an obligation survives one supply.
//
// A policy travels as an extent, the part of it that has reached a place. On an agreement it is
// gated by the channels that it covers and by its reach, narrowed to the agreement's contexts, less
// what a waiver takes out; and it may change its version. On a derivation only its reach counts.
// What arrives as binding is the part that the terms carry. Both functions are monotone in the sets
// at `from`; the bound one is, once the expected sets are final, which is why they are solved one
// after the other (the test of equivalent terms compares with what is expected).

#include "carrier.hpp"

#include <algorithm>

namespace flowdown {
namespace {

bool names(const std::vector<PolicyRef>& refs, PolicyId policy) {
  return std::any_of(refs.begin(), refs.end(),
                     [policy](const PolicyRef& ref) { return ref.policy == policy; });
}

bool names(const Terms& terms, PolicyId policy) {
  return names(terms.incorporates, policy) || names(terms.delivers, policy);
}

VersionId pinned_in(const std::vector<PolicyRef>& refs, PolicyId policy) {
  for (const PolicyRef& ref : refs) {
    if (ref.policy == policy && ref.pinned) return ref.pinned;
  }
  return {};
}

bool reaches(const Reach& reach, DerivationKind by) {
  const bool from_outputs = by == DerivationKind::kDistill || by == DerivationKind::kTrainOnOutputs;
  return from_outputs ? reach.outputs : reach.derivatives;
}

}  // namespace

std::size_t Carrier::KeyHash::operator()(const Key& key) const {
  std::size_t seed = key.supply_class;
  for (const std::uint32_t part : {key.arrived.value, key.own.value, key.bound.value}) {
    seed = (seed ^ part) * 0xff51afd7ed558ccdULL;
    seed ^= seed >> 32U;
  }
  return seed;
}

Carrier::Carrier(const Model& model, Date as_of, ObligationSets& sets)
    : model_(&model), as_of_(as_of), sets_(&sets) {}

void Carrier::take_out(AgreementId agreement, ArtifactId artifact, PolicyId policy,
                       ExtentId extent) {
  taken_out_[{agreement, artifact}].emplace_back(policy, extent);
  const std::size_t ordinary =
      model_->graph.terms.size() + model_->graph.policy_lists.size() + kDerivationKindCount;
  classes_.emplace(std::pair{agreement, artifact},
                   static_cast<std::uint32_t>(ordinary + classes_.size()));
}

const Terms& Carrier::terms_of(const Supply& supply) const {
  const Graph& graph = model_->graph;
  if (supply.kind == SupplyKind::kAgreement) return graph.terms_of(supply.agreement);
  const PolicyListId list = graph.governing(supply.artifact);
  auto found = public_terms_.find(list);
  if (found == public_terms_.end()) {
    Terms terms;
    terms.document = TermsDocument::kLicence;
    terms.channel = static_cast<std::uint8_t>(
        model_->taxonomy.find_value(Dimension::kChannel, "weights").value_or(0));
    terms.known = true;
    terms.incorporates = graph.policy_lists[list.index()].refs;
    terms.delivers = terms.incorporates;
    found = public_terms_.emplace(list, std::move(terms)).first;
  }
  return found->second;
}

bool Carrier::is_static(PolicyId policy) const {
  const PolicySet& policies = model_->policies;
  VersionId version = policies.in_force(policy, as_of_);
  if (!version) version = policies.policies[policy.index()].versions.back();
  return policies[version].incorporation == Incorporation::kStatic;
}

VersionId Carrier::fixed_version(const Terms& terms, PolicyId policy, bool own) const {
  if (const VersionId pinned = pinned_in(terms.incorporates, policy)) return pinned;
  if (const VersionId pinned = pinned_in(terms.delivers, policy)) return pinned;
  if (!terms.effective || !(own || names(terms, policy)) || !is_static(policy)) return {};
  return model_->policies.in_force(policy, *terms.effective);
}

// The version that terms make count of a policy which they name; none where none is in force.
VersionId Carrier::named_version(const Terms& terms, PolicyId policy) const {
  const VersionId fixed = fixed_version(terms, policy, false);
  return fixed ? fixed : model_->policies.in_force(policy, as_of_);
}

bool Carrier::has_version_of(ObligationsId set, PolicyId policy) const {
  const Obligations& obligations = (*sets_)[set];
  return std::any_of(obligations.begin(), obligations.end(), [&](const auto& entry) {
    return model_->policies[entry.first].policy == policy;
  });
}

Transit Carrier::expected_step(const Supply& supply, VersionId version, ObligationsId arrived,
                               ObligationsId own) const {
  return expected_step(supply, version, sets_->extent_of(arrived, version),
                       sets_->extent_of(own, version),
                       has_version_of(own, model_->policies[version].policy));
}

Transit Carrier::expected_step(const Supply& supply, VersionId version, ExtentId arrived,
                               ExtentId own, bool own_policy) const {
  const PolicyVersion& policy = model_->policies[version];
  Transit step;
  step.arrives_as = version;
  if (supply.kind == SupplyKind::kDerivation) {
    step.leaving = arrived;
    if (arrived == kNoExtent) return step;
    const DerivationKind by = model_->graph.derivations[supply.derivation].by;
    step.step = reaches(policy.reaches, by) ? Step::kCarried : Step::kOutOfReach;
    if (step.step == Step::kCarried) step.arriving = arrived;
    return step;
  }

  const Terms& terms = terms_of(supply);
  step.leaving = sets_->unite(arrived, own);
  if (step.leaving == kNoExtent) return step;
  ExtentId extent = policy.reaches.recipients ? step.leaving : own;
  const bool covered = policy.covers[terms.channel];
  const auto stop = [&](Step at) {
    step.step = covered ? at : Step::kOutOfScope;
    return step;
  };
  if (extent == kNoExtent) return stop(Step::kOutOfReach);
  if (!terms.where.unrestricted()) {
    Algebra& algebra = sets_->algebra();
    const ContextSet where = algebra.contexts().meeting(terms.where);
    extent = sets_->intersect(extent, sets_->intern({algebra.every_use(where), where}));
    if (extent == kNoExtent) return stop(Step::kNarrowedAway);
  }
  if (auto taken = taken_out_.find({supply.agreement, supply.artifact});
      taken != taken_out_.end()) {
    for (const auto& [of, out] : taken->second) {
      if (of == policy.policy) extent = sets_->subtract(extent, out);
    }
    if (extent == kNoExtent) return stop(Step::kWaived);
  }
  const VersionId counts = names(terms, policy.policy)
                               ? named_version(terms, policy.policy)
                               : fixed_version(terms, policy.policy, own_policy);
  if (counts) step.arrives_as = counts;
  if (!covered) {
    step.stopped = extent;
    return stop(Step::kOutOfScope);
  }
  step.step = Step::kCarried;
  step.arriving = extent;
  return step;
}

// Whether what the terms incorporate and add prohibits every point of what arrives.
bool Carrier::equivalent_terms(const Supply& supply, const Transit& step,
                               ObligationsId bound) const {
  const Terms& terms = terms_of(supply);
  Algebra& algebra = sets_->algebra();
  Region covered = algebra.none();
  for (const PolicyRef& ref : terms.incorporates) {
    if (const VersionId version = named_version(terms, ref.policy)) {
      covered = algebra.unite(covered, sets_->prohibited(version));
    }
  }
  if (terms.adds) covered = algebra.unite(covered, sets_->prohibited(terms.adds));
  if (terms.incorporates_upstream) {
    for (const auto& [version, extent] : (*sets_)[bound]) {
      covered = algebra.unite(covered, sets_->prohibited(version, extent));
    }
  }
  return algebra.covers(covered, sets_->prohibited(step.arrives_as, step.arriving));
}

ExtentId Carrier::carried_part(const Supply& supply, const Transit& step, ExtentId bound_here,
                               ObligationsId bound) const {
  if (step.arriving == kNoExtent) return kNoExtent;
  if (supply.kind == SupplyKind::kDerivation) return sets_->intersect(step.arriving, bound_here);
  const Terms& terms = terms_of(supply);
  if (!terms.known) return kNoExtent;
  const PolicyVersion& policy = model_->policies[step.arrives_as];
  if (names(terms.incorporates, policy.policy)) return step.arriving;
  if (step.arrives_as == terms.adds) return step.arriving;
  if (policy.flow_down == FlowDown::kDirect) return step.arriving;
  if (policy.flow_down == FlowDown::kCopy && names(terms.delivers, policy.policy)) {
    return step.arriving;
  }
  if (policy.flow_down == FlowDown::kBindEquivalent && supply.kind == SupplyKind::kAgreement &&
      equivalent_terms(supply, step, bound)) {
    return step.arriving;
  }
  return terms.incorporates_upstream ? sets_->intersect(step.arriving, bound_here) : kNoExtent;
}

std::vector<VersionId> Carrier::named_by_terms(const Supply& supply) const {
  std::vector<VersionId> versions;
  if (supply.kind == SupplyKind::kDerivation) return versions;
  const Terms& terms = terms_of(supply);
  if (terms.adds) versions.push_back(terms.adds);
  for (const PolicyRef& ref : terms.incorporates) {
    if (const VersionId version = named_version(terms, ref.policy)) versions.push_back(version);
  }
  return versions;
}

Obligations Carrier::brought_by_terms(const Supply& supply) const {
  Obligations brought;
  for (const VersionId version : named_by_terms(supply)) {
    const Transit step = expected_step(supply, version, kNoExtent, kWholeExtent, true);
    if (step.arriving != kNoExtent) brought.emplace_back(version, step.arriving);
  }
  return brought;
}

bool Carrier::binds(const Supply& supply) const {
  // What a licence says to the public has no days.
  if (supply.kind != SupplyKind::kAgreement) return true;
  const Terms& terms = terms_of(supply);
  return terms.known && terms.in_force(as_of_);
}

// Numbers: first the terms of agreements, then the lists of public supplies, then the kinds of
// derivation, then the supplies that a waiver makes unlike all others.
std::uint32_t Carrier::class_of(const Supply& supply) const {
  const Graph& graph = model_->graph;
  std::size_t number = 0;
  if (supply.kind == SupplyKind::kAgreement) {
    const auto special = classes_.find({supply.agreement, supply.artifact});
    if (special != classes_.end()) return special->second;
    return graph.agreements[supply.agreement.index()].terms.value;
  }
  number += graph.terms.size();
  if (supply.kind == SupplyKind::kPublic) {
    return static_cast<std::uint32_t>(number) + graph.governing(supply.artifact).value;
  }
  number += graph.policy_lists.size();
  return static_cast<std::uint32_t>(number) +
         static_cast<std::uint32_t>(graph.derivations[supply.derivation].by);
}

// The key with which `recent_` begins names no obligations, and so is nobody's.
const ObligationsId* Carrier::Memo::find(const Key& key) {
  const std::size_t at = KeyHash()(key) % kRecent;
  if (recent_[at].first == key) return &recent_[at].second;
  const auto found = all_.find(key);
  if (found == all_.end()) return nullptr;
  recent_[at] = *found;
  return &found->second;
}

void Carrier::Memo::add(const Key& key, ObligationsId result) { all_.emplace(key, result); }

ObligationsId Carrier::expected(const Supply& supply, std::uint32_t of_class, ObligationsId arrived,
                                ObligationsId own) {
  const Key key{of_class, arrived, own, kNoObligations};
  if (const ObligationsId* known = expected_memo_.find(key)) return *known;
  Obligations result = brought_by_terms(supply);
  for (const auto& [version, extent] : (*sets_)[sets_->unite(arrived, own)]) {
    const Transit step = expected_step(supply, version, arrived, own);
    if (step.arriving != kNoExtent) result.emplace_back(step.arrives_as, step.arriving);
  }
  const ObligationsId id = sets_->intern(std::move(result));
  expected_memo_.add(key, id);
  return id;
}

ObligationsId Carrier::carried(const Supply& supply, std::uint32_t of_class, ObligationsId arrived,
                               ObligationsId own, ObligationsId bound) {
  const Key key{of_class, arrived, own, bound};
  if (const ObligationsId* known = carried_memo_.find(key)) return *known;
  Obligations result;
  if (supply.kind == SupplyKind::kDerivation || terms_of(supply).known) {
    result = brought_by_terms(supply);
  }
  for (const auto& [version, extent] : (*sets_)[sets_->unite(arrived, own)]) {
    const Transit step = expected_step(supply, version, arrived, own);
    const ExtentId part = carried_part(supply, step, sets_->extent_of(bound, version), bound);
    if (part != kNoExtent) result.emplace_back(step.arrives_as, part);
  }
  const ObligationsId id = sets_->intern(std::move(result));
  carried_memo_.add(key, id);
  return id;
}

}  // namespace flowdown
