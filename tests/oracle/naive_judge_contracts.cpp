// Breaks, blind spots and drift, point by point. See naive_judge.hpp.
#include <algorithm>
#include <map>
#include <tuple>

#include "oracle/naive_judge.hpp"
#include "oracle/readings.hpp"

namespace flowdown::oracle {

// --- Breaks

void NaiveJudge::judge_agreement(const NaiveSupply& supply) {
  const Terms& terms = flow_.terms(supply.agreement);
  const std::string id(model_.graph.id_of(supply.agreement));
  const ArtifactId artifact = supply.from.artifact;

  // What flows, by policy; and what would, but for the channel.
  std::set<PolicyId> flowing, out_of_scope, at_supplier;
  Reached leaving = flow_.leaving(supply);
  for (const auto& [v, mask] : leaving) at_supplier.insert(flow_.version(v).policy);
  if (reading::kTermsFlowToo) {
    for (VersionId v : flow_.brought(supply)) add_to(leaving, v, flow_.everything());
  }
  // What its own recipient issued is no loss to anybody.
  for (const auto& [v, mask] : flow_.arriving(supply)) {
    if (!flow_.asks(v, mask) || flow_.issued_by(v, supply.to.party)) continue;
    if (!reading::kTermsFlowToo && !at_supplier.contains(flow_.version(v).policy)) continue;
    flowing.insert(flow_.version(v).policy);
  }
  for (const auto& [v, mask] : leaving) {
    const bool own = flow_.own(supply.from).contains(v) || flow_.brought(supply).contains(v);
    if (flow_.version(v).covers[terms.channel]) continue;
    if (flow_.issued_by(v, supply.to.party)) continue;
    const PolicyId policy = flow_.version(v).policy;
    if (!reading::kOutOfScopeOnlyIfItWouldFlow) {
      out_of_scope.insert(policy);
      continue;
    }
    if (!own && !flow_.version(v).reaches.recipients) continue;
    const NumberSet contexts = flow_.meeting(terms.where);
    Mask rest = mask & Mask{flow_.space().in_contexts(contexts), contexts};
    rest = rest - flow_.waived_downstream(supply.agreement, artifact, policy);
    if (flow_.asks(flow_.cross(supply, v, mask).as, rest)) out_of_scope.insert(policy);
  }
  for (PolicyId policy : out_of_scope) {
    add(Code::kBlindOutOfScope, id, artifact, policy, {}, Severity::kNote, false);
  }
  if (!terms.known) return;

  // Of each policy, whether all of what flows is carried, and whether some is.
  std::map<PolicyId, std::pair<bool, bool>> carried;
  for (PolicyId policy : flowing) carried[policy] = {true, false};
  const Reached bound = flow_.arriving_bound(supply, true);
  for (const auto& [v, mask] : flow_.arriving(supply)) {
    auto entry = carried.find(flow_.version(v).policy);
    if (entry == carried.end() || !flow_.asks(v, mask)) continue;
    auto found = bound.find(v);
    const Mask part = found == bound.end() ? flow_.nothing() : found->second;
    entry->second.first = entry->second.first && flow_.within(v, mask, part);
    // An expired agreement is missed where no other one binds the recipient.
    Mask missed = part;
    const Reached& still = flow_.bound(supply.to);
    if (auto other = still.find(v); terms.expired(flow_.as_of()) && other != still.end()) {
      missed = part - other->second;
    }
    entry->second.second = entry->second.second || flow_.asks(v, missed);
  }
  for (const auto& [policy, how] : carried) {
    const auto [all, some] = how;
    const FlowDown mode =
        flow_.version(model_.policies.policies[policy.index()].versions.front()).flow_down;
    const bool binds = mode == FlowDown::kBind || mode == FlowDown::kBindEquivalent;
    const auto broken = [&, p = policy](Code code) {
      add(code, id, artifact, p, {}, Severity::kError, false);
    };
    if (terms.expired(flow_.as_of())) {
      if (some) broken(Code::kBreakExpired);
    } else if (!all && mode == FlowDown::kCopy) {
      broken(Code::kBreakNoCopy);
    } else if (!all && binds) {
      broken(Code::kBreakNotBound);
    } else if (!all && mode == FlowDown::kUnknown) {
      add(Code::kBlindUnknownTerms, "passing-on " + id, artifact, policy, {}, Severity::kWarning,
          false);
    }
  }
}

void NaiveJudge::judge_derivation(const NaiveSupply& supply) {
  const ArtifactId derived = supply.to.artifact;
  const PolicyList& list = flow_.policies_of(derived);
  if (list.stated == Stated::kUnknown) return;
  NumberSet prohibited = flow_.space().no_points();
  for (VersionId v : flow_.resolve(list)) prohibited |= flow_.prohibited(v);

  std::map<PolicyId, NumberSet> arriving;
  for (const auto& [v, mask] : flow_.arriving(supply)) {
    const PolicyVersion& version = flow_.version(v);
    if (version.flow_down == FlowDown::kNone || version.flow_down == FlowDown::kDirect) continue;
    if (flow_.issued_by(v, supply.to.party)) continue;
    auto [entry, added] = arriving.emplace(version.policy, flow_.space().no_points());
    entry->second |= flow_.effect(v, mask).points;
  }
  for (const auto& [policy, points] : arriving) {
    const bool listed = std::any_of(list.refs.begin(), list.refs.end(),
                                    [p = policy](const PolicyRef& ref) { return ref.policy == p; });
    if (listed || points.subset_of(prohibited)) continue;
    const FlowDown mode =
        flow_.version(model_.policies.policies[policy.index()].versions.front()).flow_down;
    if (mode == FlowDown::kUnknown) {
      add(Code::kBlindUnknownTerms, "passing-on " + id_of(supply.to.party), derived, policy, {},
          Severity::kWarning, false);
      continue;
    }
    add(Code::kBreakRelicensed, id_of(supply.to.party), derived, policy, {}, Severity::kError,
        false);
  }
}

// --- Blind spots

bool NaiveJudge::monitors(PartyId id) const {
  for (const Practice& practice : party(id).practices) {
    if (practice.duty && model_.taxonomy.duties[practice.duty.index()].id == "monitoring") {
      return true;
    }
  }
  return false;
}

void NaiveJudge::judge_blind(const Holding& h) {
  // Nobody who monitors what is asked here.
  bool asked = false;
  for (const auto& [v, mask] : flow_.judged(h)) {
    asked = asked || (!flow_.issued_by(v, h.party) && flow_.asks(v, mask));
  }
  bool watched = monitors(h.party), known = party(h.party).practices_known;
  bool supplied = false;
  for (const NaiveSupply& supply : flow_.supplies()) {
    if (supply.to != h) continue;
    supplied = true;
    if (supply.kind != SupplyKind::kAgreement) continue;
    const auto& channels = model_.taxonomy.values_of(Dimension::kChannel);
    if (channels[flow_.terms(supply.agreement).channel] == "weights") continue;
    watched = watched || monitors(supply.from.party);
    known = known && party(supply.from.party).practices_known;
  }
  if (asked && !watched) {
    add(Code::kBlindUnenforced, id_of(h.party), h.artifact, {}, {}, Severity::kWarning, !known);
  }

  // Unknown terms: by the thing that is unknown; who else it concerns is left aside.
  const bool silent = model_.graph.policies_of(party(h.party)).stated == Stated::kUnknown;
  auto unknown = [this](std::string what, ArtifactId artifact) {
    add(Code::kBlindUnknownTerms, std::move(what), artifact, {}, {}, Severity::kWarning, false);
  };
  if (silent) unknown("party " + id_of(h.party), {});
  const Artifact& artifact = model_.graph.artifacts[h.artifact.index()];
  if (!supplied && artifact.developer != h.party) {
    unknown("source " + id_of(h.party), h.artifact);
  }
  if (flow_.policies_of(h.artifact).stated == Stated::kUnknown) unknown("artifact", h.artifact);
  for (std::size_t g = 0; g < model_.graph.agreements.size(); ++g) {
    const Terms& terms = flow_.terms(AgreementId(g));
    if (!terms.exists(flow_.as_of()) || terms.known) continue;
    unknown("agreement " + std::string(model_.graph.id_of(AgreementId(g))), {});
  }
}

// --- Drift

bool NaiveJudge::differ(VersionId a, VersionId b) const {
  if (flow_.prohibited(a) != flow_.prohibited(b) || flow_.allowed(a) != flow_.allowed(b)) {
    return true;
  }
  // Every duty and limit with every context in which it holds.
  using Obligation =
      std::tuple<RuleKind, DutyId, AttributeId, std::int64_t, PartyKinds, std::size_t>;
  auto obligations = [this](VersionId v) {
    std::set<Obligation> all;
    for (const Rule& rule : flow_.version(v).rules) {
      if (rule.kind != RuleKind::kRequire && rule.kind != RuleKind::kLimit) continue;
      const NumberSet contexts = flow_.meeting(rule.when) & flow_.meeting(flow_.version(v).where);
      const std::int64_t amount = rule.kind == RuleKind::kLimit ? rule.at_most
                                  : rule.parameter              ? rule.parameter->value
                                                                : -1;
      for (std::size_t c = 0; c < flow_.space().contexts(); ++c) {
        if (!contexts.contains(c)) continue;
        all.insert({rule.kind, rule.duty, rule.attribute, amount, rule.owed_by, c});
      }
    }
    return all;
  };
  return obligations(a) != obligations(b);
}

void NaiveJudge::judge_drift(AgreementId id) {
  const Terms& terms = flow_.terms(id);
  if (!terms.in_force(flow_.as_of())) return;
  const PartyId from = model_.graph.agreements[id.index()].from;
  for (std::size_t x = 0; x < model_.policies.policies.size(); ++x) {
    bool own = false;
    for (ArtifactId artifact : flow_.artifacts_of(id)) {
      own = own || flow_.is_own({from, artifact}, PolicyId(x));
    }
    const VersionId fixed = flow_.fixed(terms, PolicyId(x), own);
    const VersionId now = flow_.in_force(PolicyId(x), flow_.as_of());
    if (!fixed || !now || fixed == now || !differ(fixed, now)) continue;
    add(Code::kDrift, std::string(model_.graph.id_of(id)), {}, PolicyId(x), {}, Severity::kWarning,
        false);
  }
}

}  // namespace flowdown::oracle
