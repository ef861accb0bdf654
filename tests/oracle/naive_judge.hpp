// Section 8 of docs/semantics.md by enumeration: the slow counterpart of judge().
#pragma once

#include <compare>
#include <set>
#include <string>

#include "flowdown/findings.hpp"
#include "oracle/naive_flow.hpp"

namespace flowdown::oracle {

// A finding by names. `where` is the party or agreement. Uses are those of gaps and breaches.
struct NaiveFinding {
  Code code = Code::kGapSilent;
  std::string where, artifact, policy;
  std::set<std::string> uses;
  Severity severity = Severity::kError;
  bool tentative = false;
  friend auto operator<=>(const NaiveFinding&, const NaiveFinding&) = default;
};
std::string describe(const NaiveFinding& finding);

class NaiveJudge {
 public:
  explicit NaiveJudge(const NaiveFlow& flow) : flow_(flow), model_(flow.model()) {}

  std::set<NaiveFinding> findings();

  // The contexts of a holding, on these channels.
  // The contexts that the own policies of a holding have to answer for.
  NumberSet answered_for(const Holding& h) const;
  NumberSet contexts_of(const Holding& h, const std::set<std::size_t>& channels) const;
  std::set<std::size_t> channels_out(const Holding& h) const;
  std::set<std::size_t> channels_in(const Holding& h) const;
  // What the own policies prohibit (allow) on the channels that they cover.
  NumberSet own_points(const Holding& h, RuleKind kind) const;
  // The points of each policy at which the holding is judged, by policy.
  std::map<PolicyId, NumberSet> upstream_points(const Holding& h) const;

 private:
  void judge_gaps(const Holding& h);
  void judge_breaches(const Holding& h);
  void judge_blind(const Holding& h);
  void judge_agreement(const NaiveSupply& supply);
  void judge_derivation(const NaiveSupply& supply);
  void judge_drift(AgreementId agreement);

  void add(Code code, std::string where, ArtifactId artifact, PolicyId policy,
           std::set<std::string> uses, Severity severity, bool tentative);
  enum class Onward { kYes, kUnknown, kNo };
  Onward carried_onward(const Holding& h, PolicyId policy) const;
  // Whether all of the policy that flows along the agreement arrives as binding.
  bool carries(const NaiveSupply& supply, PolicyId policy) const;
  bool reaches_beyond(const NumberSet& points, UseId use) const;
  std::set<UseId> acts_of(const Holding& h) const;
  // Whether some point of the use is prohibited; `certain`: whatever the unknown is.
  bool breached(const Holding& h, PolicyId policy, const NumberSet& points, UseId use,
                bool certain) const;
  bool differ(VersionId a, VersionId b) const;
  bool monitors(PartyId party) const;
  const Party& party(PartyId id) const { return model_.graph.parties[id.index()]; }
  const Context& context(ContextId id) const { return model_.graph.contexts[id.index()]; }
  std::string id_of(PartyId id) const { return std::string(model_.graph.id_of(id)); }

  const NaiveFlow& flow_;
  const Model& model_;
  std::set<NaiveFinding> findings_;
};

}  // namespace flowdown::oracle
