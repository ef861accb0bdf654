// What the judgements of all codes share: the contexts of a holding, its own policies, its
// safeguards, and the book in which findings are entered.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "flowdown/findings.hpp"

namespace flowdown {

// The own policies of a holding, on the channels that they cover.
struct OwnPolicies {
  bool complete = true;
  Confidence confidence = Confidence::kHigh;
  std::vector<VersionId> versions;
  Region prohibited, allowed;
};

// The versions of one policy at one holding, each with its extent.
using Versions = std::vector<std::pair<VersionId, ExtentId>>;

// One gap, as it is for every holding at which the same meets the same.
struct Gap {
  Code code = Code::kGapSilent;
  PolicyId policy;
  VersionId version;
  std::uint32_t detail = 0;
};

// What is known of the safeguards of a party as against one policy.
struct Safeguards {
  bool known = false;          // false: those not in place may be
  std::vector<bool> in_place;  // by SafeguardId
};

class Bench {
 public:
  Bench(const Flow& flow, const JudgeOptions& options);

  const Flow& flow;
  const Model& model;
  const Graph& graph;
  const Taxonomy& taxonomy;
  const PolicySet& policies;
  ObligationSets& sets;
  Algebra& algebra;
  ContextSets& contexts;
  Findings book;
  Tracer tracer;

  // The channels by which the holder supplies the artifact (`app` where it supplies nobody), and
  // those by which it receives it too.
  ValueSet outgoing_channels(HoldingId holding) const;
  ValueSet all_channels(HoldingId holding) const;
  // The contexts that party and artifact state, on these channels.
  ContextSet contexts_of(HoldingId holding, const ValueSet& channels);
  // The contexts that the holder's own policies have to answer for: those that it states, and those
  // in which its agreements hand the artifact on; on the channels by which it supplies.
  ContextSet answered_for(HoldingId holding);

  const OwnPolicies& own_policies(HoldingId holding);
  Safeguards safeguards(HoldingId holding, PolicyId policy) const;
  static bool lifted(const Unless& unless, const Safeguards& safeguards);

  // Obligations grouped by policy, in the order of policy ids.
  std::map<PolicyId, Versions> by_policy(ObligationsId obligations) const;
  Region prohibited(const Versions& versions);
  // Those rules of the versions that prohibit some point of `region`.
  std::vector<RuleRef> rules_meeting(const Versions& versions, const Region& region);
  // The version of them that prohibits the point. Requires that one does.
  VersionId version_prohibiting(const Versions& versions, const UsePoint& point) const;
  std::vector<UseId> uses_of(const Region& region) const;
  // Whether `binding` covers the versions as far as they are expected.
  bool all_bound(const Versions& versions, ObligationsId binding) const;

  // Whether the party owes a rule of this kind, in a version that came to it.
  bool owes(const Rule& rule, VersionId version, PartyId party) const;
  // The contexts in which a duty or limit of the version speaks at the holding.
  ContextSet speaks_at(const Rule& rule, VersionId version, ExtentId extent, HoldingId holding);
  // Whether a set of contexts is met whatever safeguards are in place.
  bool certain(ContextSet met, ContextSet among);

  bool practises(PartyId party, std::string_view practice) const;

  // Whether no fact of the graph lowers the confidence of a way, so that none need be followed.
  const bool all_ways_are_sure;

  // Enters a finding on the subject at hand; one that is there already under the same key takes up
  // uses and rules. Lowers confidence to that of the way by which the obligation came, lowers
  // tentative errors, and confirms the witness against the upstream rules.
  void enter(Finding finding, Detail detail);
  // The same with evidence that several findings share, and whose witness is confirmed.
  void enter(Finding finding, std::uint32_t detail);
  std::uint32_t keep(Detail detail);
  // The evidence that something is unknown and nothing more: one for all of them.
  std::uint32_t detail_of(Unknown unknown);

  // Throws std::logic_error unless the version prohibits the point, and none of `own` does.
  void confirm(const UsePoint& point, VersionId upstream,
               const std::vector<VersionId>& own = {}) const;

  // Ends a subject (a holding, a supply, an agreement), whose findings begin at `first`, and puts
  // them in order.
  void close_subject(std::size_t first);

  // Puts the findings in order. The first `of_parties` are on parties, those up to `but_waivers` on
  // agreements, both in their order; the rest are on waivers.
  Findings finish(std::size_t of_parties, std::size_t but_waivers);

  // The gaps between what is judged, the own policies, and the contexts that count. Few distinct
  // triples recur over many holdings.
  using GapKey = std::tuple<ObligationsId, ObligationsId, ContextSet>;
  std::map<GapKey, std::vector<Gap>> gaps;

 private:
  Confidence confidence_of(const Finding& finding, const Detail& detail);

  std::unordered_map<std::uint64_t, ContextSet> contexts_memo_;
  std::map<ObligationsId, OwnPolicies> own_memo_;
  // Findings on the subject at hand, by what makes them one.
  using Key = std::tuple<Code, PartyId, AgreementId, ArtifactId, PolicyId>;
  std::map<Key, std::size_t> entered_;
  std::map<Unknown, std::uint32_t> unknown_details_;
  std::vector<std::uint32_t> policy_order_;  // by policy: its rank by id
};

// One family of codes each. They judge one holding, party, supply or agreement, or all waivers.
void judge_gaps(Bench& bench, HoldingId holding);
void judge_uses_and_acts(Bench& bench, HoldingId holding);
void judge_limits(Bench& bench, HoldingId holding);
void judge_duties(Bench& bench, HoldingId holding);
void judge_conflicts(Bench& bench, HoldingId holding);
void judge_derivations(Bench& bench, HoldingId holding);
void judge_blind_spots(Bench& bench, HoldingId holding);
void judge_party(Bench& bench, PartyId party);
void judge_agreement(Bench& bench, SupplyId supply);
void judge_drift(Bench& bench, AgreementId agreement);
void judge_unknown_terms(Bench& bench, AgreementId agreement);
void judge_waivers(Bench& bench);

}  // namespace flowdown
