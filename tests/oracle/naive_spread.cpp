// Sections 5 and 6 of docs/semantics.md: what arrives over one supply, and the two fixed points.
#include <algorithm>

#include "oracle/naive_flow.hpp"
#include "oracle/readings.hpp"

namespace flowdown::oracle {
namespace {

bool names(const std::vector<PolicyRef>& refs, PolicyId policy) {
  return std::any_of(refs.begin(), refs.end(),
                     [&](const PolicyRef& ref) { return ref.policy == policy; });
}

}  // namespace

// A public supply is an agreement by weights that incorporates and delivers the parent's policies.
Terms NaiveFlow::terms_of(const NaiveSupply& supply) const {
  if (supply.kind == SupplyKind::kAgreement) return terms(supply.agreement);
  Terms terms;
  terms.channel = static_cast<std::uint8_t>(
      model_->taxonomy.find_value(Dimension::kChannel, "weights").value());
  terms.known = true;
  terms.incorporates = supply.named;
  terms.delivers = supply.named;
  return terms;
}

Reached NaiveFlow::leaving(const NaiveSupply& supply) const {
  Reached leaving = expected_.at(supply.from);
  if (supply.kind == SupplyKind::kDerivation) return leaving;
  for (VersionId v : own_.at(supply.from)) add_to(leaving, v, everything());
  return leaving;
}

Crossing NaiveFlow::cross(const NaiveSupply& supply, VersionId v, const Mask& mask) const {
  return cross(supply, v, mask, own_.at(supply.from).contains(v));
}

Crossing NaiveFlow::cross(const NaiveSupply& supply, VersionId v, const Mask& mask,
                          bool own) const {
  const PolicyVersion& leaving = version(v);
  if (supply.kind == SupplyKind::kDerivation) {
    bool outputs =
        supply.by == DerivationKind::kDistill || supply.by == DerivationKind::kTrainOnOutputs;
    bool reaches = outputs ? leaving.reaches.outputs : leaving.reaches.derivatives;
    if (!reaches) return {Stop::kOutOfReach, v, nothing()};
    return {Stop::kArrives, v, mask};
  }

  // In the version that the agreement fixes; else, of a policy that it names, in the one in force;
  // else in the supplier's.
  const Terms t = terms_of(supply);
  VersionId as = fixed(t, leaving.policy,
                       own || (reading::kStaticOwnByPolicy && is_own(supply.from, leaving.policy)));
  bool named = names(t.incorporates, leaving.policy) || names(t.delivers, leaving.policy);
  if (!as && named) as = in_force(leaving.policy, as_of_);
  if (!as) as = v;

  if (!leaving.covers[t.channel]) return {Stop::kOutOfScope, as, nothing()};
  if (!leaving.reaches.recipients && !own) return {Stop::kOutOfReach, as, nothing()};
  NumberSet contexts = meeting(t.where);
  Mask narrowed = mask & Mask{space_.in_contexts(contexts), contexts};
  if (narrowed.empty()) return {Stop::kNarrowedAway, as, nothing()};
  if (supply.kind == SupplyKind::kPublic) return {Stop::kArrives, as, narrowed};
  Mask rest = narrowed - waived_downstream(supply.agreement, supply.from.artifact, leaving.policy);
  if (rest.empty()) return {Stop::kWaived, as, nothing()};
  return {Stop::kArrives, as, rest};
}

std::set<VersionId> NaiveFlow::brought(const NaiveSupply& supply) const {
  std::set<VersionId> versions;
  if (supply.kind == SupplyKind::kDerivation) return versions;
  const Terms t = terms_of(supply);
  if (t.adds) versions.insert(t.adds);
  for (const PolicyRef& ref : t.incorporates) {
    VersionId v = named_version(t, ref.policy);
    if (v) versions.insert(v);
  }
  return versions;
}

Reached NaiveFlow::arriving(const NaiveSupply& supply) const {
  Reached arriving;
  for (const auto& [v, mask] : leaving(supply)) {
    Crossing crossing = cross(supply, v, mask);
    add_to(arriving, crossing.as, crossing.mask);
  }
  for (VersionId v : brought(supply)) {
    Crossing crossing = cross(supply, v, everything(), true);
    add_to(arriving, crossing.as, crossing.mask);
  }
  return arriving;
}

NumberSet NaiveFlow::incorporated_points(const Terms& t, const Holding& from) const {
  NumberSet points = space_.no_points();
  for (const PolicyRef& ref : t.incorporates) {
    VersionId v = named_version(t, ref.policy);
    if (v) points |= prohibited(v);
  }
  if (t.incorporates_upstream) {
    for (const auto& [v, mask] : bound_.at(from)) points |= prohibited(v) & mask.points;
  }
  if (t.adds) points |= prohibited(t.adds);
  return points;
}

Mask NaiveFlow::carried(const NaiveSupply& supply, VersionId v, const Crossing& crossing) const {
  if (crossing.stop != Stop::kArrives) return nothing();
  const Reached& bound = bound_.at(supply.from);
  Mask binds_supplier = bound.contains(v) ? cross(supply, v, bound.at(v)).mask : nothing();
  if (supply.kind == SupplyKind::kDerivation) return binds_supplier;

  const Terms t = terms_of(supply);
  if (!t.known) return nothing();
  PolicyId policy = version(v).policy;
  if (names(t.incorporates, policy)) return crossing.mask;
  switch (version(v).flow_down) {
    case FlowDown::kDirect:
      return crossing.mask;
    case FlowDown::kCopy:
      if (names(t.delivers, policy)) return crossing.mask;
      break;
    case FlowDown::kBindEquivalent: {
      if (reading::kPublicKnowsNoEquivalent && supply.kind == SupplyKind::kPublic) break;
      NumberSet asked = prohibited(crossing.as) & crossing.mask.points;
      if (asked.subset_of(incorporated_points(t, supply.from))) return crossing.mask;
      break;
    }
    case FlowDown::kNone:
    case FlowDown::kBind:
    case FlowDown::kUnknown:
      break;
  }
  if (reading::kAddsAreCarried && v == t.adds) return crossing.mask;
  return t.incorporates_upstream ? binds_supplier : nothing();
}

Reached NaiveFlow::arriving_bound(const NaiveSupply& supply, bool even_expired) const {
  Reached result;
  if (supply.kind != SupplyKind::kDerivation) {
    const Terms t = terms_of(supply);
    if (!t.known || (t.expired(as_of_) && !even_expired)) return result;
  }
  for (const auto& [v, mask] : leaving(supply)) {
    Crossing crossing = cross(supply, v, mask);
    add_to(result, crossing.as, carried(supply, v, crossing));
  }
  for (VersionId v : brought(supply)) {
    Crossing crossing = cross(supply, v, everything(), true);
    add_to(result, crossing.as, crossing.mask);
  }
  return result;
}

void NaiveFlow::spread_expected() {
  for (const Holding& h : holdings_) expected_[h] = {};
  for (bool changed = true; changed;) {
    changed = false;
    for (const NaiveSupply& supply : supplies_) {
      Reached& here = expected_.at(supply.to);
      Reached before = here;
      for (const auto& [v, mask] : arriving(supply)) add_to(here, v, mask);
      changed = changed || here != before;
    }
  }
}

void NaiveFlow::spread_bound() {
  for (const Holding& h : holdings_) bound_[h] = {};
  for (bool changed = true; changed;) {
    changed = false;
    for (const NaiveSupply& supply : supplies_) {
      Reached& here = bound_.at(supply.to);
      Reached before = here;
      for (const auto& [v, mask] : arriving_bound(supply)) add_to(here, v, mask);
      changed = changed || here != before;
    }
  }
}

}  // namespace flowdown::oracle
