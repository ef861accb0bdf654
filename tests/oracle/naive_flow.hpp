// What reaches whom, point by point: the slow counterpart of propagate().
//
// Every obligation is kept as the explicit set of points and contexts to which it has reached a
// holding. All supplies are walked again and again until nothing changes: first for what is
// expected, then for what binds. Written from docs/semantics.md, whose sections are cited.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "flowdown/flow.hpp"
#include "flowdown/model.hpp"
#include "oracle/points.hpp"

namespace flowdown::oracle {

// To what extent a policy has reached a place: at which points, in which contexts.
struct Mask {
  NumberSet points, contexts;
  bool empty() const { return points.empty() && contexts.empty(); }
  friend Mask operator|(const Mask& a, const Mask& b) {
    return {a.points | b.points, a.contexts | b.contexts};
  }
  friend Mask operator&(const Mask& a, const Mask& b) {
    return {a.points & b.points, a.contexts & b.contexts};
  }
  friend Mask operator-(const Mask& a, const Mask& b) {
    return {a.points - b.points, a.contexts - b.contexts};
  }
  bool subset_of(const Mask& other) const {
    return points.subset_of(other.points) && contexts.subset_of(other.contexts);
  }
  friend bool operator==(const Mask&, const Mask&) = default;
};

// By version, none of them empty.
using Reached = std::map<VersionId, Mask>;
void add_to(Reached& reached, VersionId version, const Mask& mask);

struct NaiveSupply {
  Holding from, to;
  SupplyKind kind = SupplyKind::kAgreement;
  AgreementId agreement;                          // kAgreement
  DerivationKind by = DerivationKind::kFinetune;  // kDerivation
  std::vector<PolicyRef> named;                   // kPublic: the policies of the parent
  friend bool operator==(const NaiveSupply&, const NaiveSupply&) = default;
};

// Why one policy does not arrive over a supply, in the order of section 5.
enum class Stop { kArrives, kOutOfScope, kOutOfReach, kNarrowedAway, kWaived };
struct Crossing {
  Stop stop = Stop::kArrives;
  VersionId as;
  Mask mask;
};

class NaiveFlow {
 public:
  NaiveFlow(const Model& model, Date as_of);

  const Model& model() const { return *model_; }
  const Space& space() const { return space_; }
  Date as_of() const { return as_of_; }
  const PolicyVersion& version(VersionId id) const { return model_->policies[id]; }
  const std::set<Holding>& holdings() const { return holdings_; }
  const std::vector<NaiveSupply>& supplies() const { return supplies_; }

  // The sets of sections 4, 5 and 6.
  const std::set<VersionId>& own(const Holding& h) const { return own_.at(h); }
  const Reached& expected(const Holding& h) const { return expected_.at(h); }
  const Reached& bound(const Holding& h) const { return bound_.at(h); }
  const std::set<VersionId>& regulations(PartyId party) const { return regulations_.at(party); }
  // Expected (bound) with regulations, less releases: sections 7 and 8. Not yet without what the
  // party issued.
  Reached judged(const Holding& h) const { return less_releases(h, expected(h)); }
  Reached binding(const Holding& h) const { return less_releases(h, bound(h)); }

  // What the version prohibits; in which contexts it has duties or limits; both within the mask.
  const NumberSet& prohibited(VersionId v) const { return prohibited_[v.index()]; }
  const NumberSet& allowed(VersionId v) const { return allowed_[v.index()]; }
  Mask effect(VersionId v, const Mask& mask) const;
  // Whether the version asks anything within the mask; whether all that it asks there is in `all`.
  bool asks(VersionId v, const Mask& mask) const;
  bool within(VersionId v, const Mask& mask, const Mask& all) const;

  // Section 2.
  VersionId in_force(PolicyId policy, Date date) const;
  std::set<VersionId> resolve(const PolicyList& list) const;
  // The version that the agreement fixes; none where it fixes none. `own`: the policy is the
  // supplier's own.
  VersionId fixed(const Terms& terms, PolicyId policy, bool own) const;
  // The version that an agreement hands on of a policy that it names; none where none is in force.
  VersionId named_version(const Terms& terms, PolicyId policy) const;

  // Section 5: what leaves the supply's start, and how one version of it crosses the supply.
  Reached leaving(const NaiveSupply& supply) const;
  // What the terms bring that `from` need not be under: adds, and what they incorporate by name.
  std::set<VersionId> brought(const NaiveSupply& supply) const;
  Terms terms_of(const NaiveSupply& supply) const;
  // `own`: the supplier (or the agreement) puts it on the artifact.
  Crossing cross(const NaiveSupply& supply, VersionId v, const Mask& mask, bool own) const;
  Crossing cross(const NaiveSupply& supply, VersionId v, const Mask& mask) const;
  // Of one version that crosses, the part that the terms carry, as if they were in force.
  Mask carried(const NaiveSupply& supply, VersionId v, const Crossing& crossing) const;
  // What arrives over one supply alone, as expected and as binding; or would be, were the
  // agreement in force.
  Reached arriving(const NaiveSupply& supply) const;
  Reached arriving_bound(const NaiveSupply& supply, bool even_expired = false) const;

  // Section 7. What a waiver or grant that counts releases or takes out, for one artifact.
  bool has_authority(PartyId party, PolicyId policy, ArtifactId artifact) const;
  const Terms& terms(AgreementId a) const { return model_->graph.terms_of(a); }
  std::vector<ArtifactId> artifacts_of(AgreementId a) const;
  Mask waived_downstream(AgreementId a, ArtifactId artifact, PolicyId policy) const;
  Mask released(const Holding& h, PolicyId policy) const;
  Mask everything() const { return {every_point_, every_context_}; }
  Mask nothing() const { return {space_.no_points(), space_.no_contexts()}; }

  bool issued_by(VersionId v, PartyId party) const;
  bool is_regulation(VersionId v) const;
  // The policies of an artifact: its own, or where these are not known its developer's.
  const PolicyList& policies_of(ArtifactId artifact) const;
  bool is_own(const Holding& h, PolicyId policy) const;
  NumberSet meeting(const Context& condition) const { return space_.meeting(condition); }

 private:
  void find_holdings_and_supplies();
  void find_own_and_regulations();
  void find_authority();
  void spread_expected();
  void spread_bound();
  Reached less_releases(const Holding& h, Reached reached) const;
  // Whether the policy has come to the holder or its grantor otherwise than as a regulation.
  bool expected_anywhere(PolicyId policy, const Holding& h, PartyId grantor) const;
  Mask waiver_mask(const Waiver& waiver) const;
  // The points that what the agreement incorporates and adds prohibits.
  NumberSet incorporated_points(const Terms& terms, const Holding& from) const;

  const Model* model_;
  Date as_of_;
  Space space_;
  NumberSet every_point_, every_context_;
  std::vector<NumberSet> prohibited_, allowed_, obliged_;  // by version
  std::set<Holding> holdings_;
  std::vector<NaiveSupply> supplies_;
  std::map<Holding, std::set<VersionId>> own_;
  std::map<PartyId, std::set<VersionId>> regulations_;
  std::map<Holding, Reached> expected_, bound_;
  std::set<std::pair<PartyId, std::pair<PolicyId, ArtifactId>>> authority_;
};

}  // namespace flowdown::oracle
