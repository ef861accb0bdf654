// Where a policy stops.
//
// Only what lies upstream of the holding matters: the holdings from which a chain of supplies leads
// to it, found by walking back. A policy that is at one of them and does not reach the holding
// stops on some supply between the two: one whose start has it and whose end has not. There may be
// several, on different chains; the one nearest to the holding is where it came closest.
#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "report/explain_inquiry.hpp"

namespace flowdown {
namespace {

// What flows and stops comes before what does not flow at all.
int kind_of(const Stopped& stopped) {
  const Passing& last = stopped.way.back();
  if (!last.leaves_as) return 2;  // an agreement names it, and nothing comes of that
  return last.supply || last.agreement ? 0 : 1;
}

}  // namespace

Upstream::Upstream(Inquiry& inquiry, HoldingId holding) : inquiry_(inquiry), holding_(holding) {
  find_holdings();
  find_policies();
}

void Upstream::find_holdings() {
  const Flow& flow = inquiry_.flow;
  const Graph& graph = inquiry_.model.graph;
  std::vector<HoldingId> waiting{holding_};
  distance_[holding_] = 0;
  for (std::size_t next = 0; next < waiting.size(); ++next) {
    const HoldingId here = waiting[next];
    for (const SupplyId id : flow.into(here)) {
      const HoldingId from = flow.supplies[id.index()].from;
      if (distance_.emplace(from, distance_[here] + 1).second) waiting.push_back(from);
    }
  }
  for (std::size_t e = 0; e < graph.agreements.size(); ++e) {
    const Agreement& agreement = graph.agreements[e];
    if (graph.terms_of(AgreementId(e)).exists(flow.as_of)) continue;
    for (std::uint32_t a = 0; a < agreement.artifacts; ++a) {
      const HoldingId to = flow.find(agreement.to, graph.supplied[agreement.first_artifact + a]);
      if (!to || !is_upstream(to)) continue;
      not_yet_.push_back(AgreementId(e));
      break;
    }
  }
}

void Upstream::find_policies() {
  const Flow& flow = inquiry_.flow;
  const Model& model = inquiry_.model;
  std::set<PolicyId> found;
  const auto add = [&](ObligationsId set) {
    for (const auto& [version, extent] : (*flow.sets)[set]) {
      found.insert(model.policies[version].policy);
    }
  };
  add(flow.expected[holding_.index()]);
  add(flow.regulations[flow.holdings[holding_.index()].party.index()]);
  for (const auto& [holding, distance] : distance_) {
    if (holding != holding_) {
      // Policies that are listed count even where no version of them is in force.
      add(inquiry_.present(holding));
      const Artifact& artifact = flow.artifact_of(holding);
      const PartyId party = flow.holdings[holding.index()].party;
      for (const PolicyRef& ref : model.graph.policies_of(flow.party_of(holding)).refs) {
        if (party != flow.holdings[holding_.index()].party) found.insert(ref.policy);
      }
      if (artifact.developer == party) {
        for (const PolicyRef& ref : model.graph.policies_of(artifact).refs) {
          found.insert(ref.policy);
        }
      }
    }
    for (const SupplyId id : flow.into(holding)) {
      if (flow.supplies[id.index()].kind != SupplyKind::kAgreement) continue;
      const Terms& terms = flow.terms_of(id);
      if (terms.adds) found.insert(model.policies[terms.adds].policy);
      for (const PolicyRef& ref : terms.incorporates) found.insert(ref.policy);
    }
  }
  for (const AgreementId id : not_yet_) {
    const Agreement& agreement = model.graph.agreements[id.index()];
    for (std::uint32_t a = 0; a < agreement.artifacts; ++a) {
      const ArtifactId artifact = model.graph.supplied[agreement.first_artifact + a];
      const HoldingId from = flow.find(agreement.from, artifact);
      const HoldingId to = flow.find(agreement.to, artifact);
      if (from && to && is_upstream(to)) add(inquiry_.present(from));
    }
  }
  // What the party puts there itself is not upstream of it, unless it comes back to it.
  for (const auto& [version, extent] : (*flow.sets)[flow.own[holding_.index()]]) {
    const PolicyId policy = model.policies[version].policy;
    const bool came =
        inquiry_.within(flow.expected[holding_.index()], policy) != kNoExtent ||
        inquiry_.within(flow.regulations[flow.holdings[holding_.index()].party.index()], policy) !=
            kNoExtent;
    if (!came) found.erase(policy);
  }
  policies_.assign(found.begin(), found.end());
  std::sort(policies_.begin(), policies_.end(), [&](PolicyId a, PolicyId b) {
    return model.policies.policies[a.index()].id < model.policies.policies[b.index()].id;
  });
}

std::vector<VersionId> Upstream::versions(PolicyId policy) const {
  const Flow& flow = inquiry_.flow;
  std::set<VersionId> found;
  for (const auto& [holding, distance] : distance_) {
    for (const auto& [version, extent] : (*flow.sets)[inquiry_.present(holding)]) {
      if (inquiry_.model.policies[version].policy == policy) found.insert(version);
    }
  }
  const PartyId party = flow.holdings[holding_.index()].party;
  for (const auto& [version, extent] : (*flow.sets)[flow.regulations[party.index()]]) {
    if (inquiry_.model.policies[version].policy == policy) found.insert(version);
  }
  const VersionId in_force = inquiry_.model.policies.in_force(policy, flow.as_of);
  if (found.empty() && in_force) found.insert(in_force);
  if (found.empty()) {
    found.insert(inquiry_.model.policies.policies[policy.index()].versions.back());
  }
  return {found.begin(), found.end()};
}

void Upstream::add_stops_on_supplies(std::vector<Stopped>& found, PolicyId policy, HoldingId from) {
  const Flow& flow = inquiry_.flow;
  for (const SupplyId id : flow.out_of(from)) {
    const HoldingId to = flow.supplies[id.index()].to;
    if (!is_upstream(to)) continue;
    if (inquiry_.within(inquiry_.present(to), policy) != kNoExtent) continue;
    for (const Trial& trial : inquiry_.over(id, policy)) {
      if (trial.asked_leaving == kNoExtent || trial.asked_arriving != kNoExtent) continue;
      Stopped stopped;
      stopped.distance = distance_[to];
      const VersionId version = trial.passing.leaves_as;
      const ExtentId own = flow.sets->extent_of(flow.own[from.index()], version);
      if (inquiry_.asked(version, own) == kNoExtent) {
        const ExtentId come = flow.sets->extent_of(flow.expected[from.index()], version);
        const auto point = inquiry_.point_of(inquiry_.asked(version, come));
        stopped.way = passings(inquiry_.way(from, version, point));
      }
      stopped.way.push_back(trial.passing);
      found.push_back(std::move(stopped));
    }
  }
}

// Where an agreement names the policy, which its supplier is not under, and nothing comes of it.
void Upstream::add_stops_at_terms(std::vector<Stopped>& found, PolicyId policy, HoldingId to) {
  const Flow& flow = inquiry_.flow;
  Algebra& algebra = inquiry_.algebra;
  if (inquiry_.within(inquiry_.present(to), policy) != kNoExtent) return;
  for (const SupplyId id : flow.into(to)) {
    const Supply& supply = flow.supplies[id.index()];
    if (supply.kind != SupplyKind::kAgreement) continue;
    if (inquiry_.within(inquiry_.present(supply.from), policy) != kNoExtent) continue;
    const Terms& terms = flow.terms_of(id);
    const bool adds = terms.adds && inquiry_.model.policies[terms.adds].policy == policy;
    const bool names = std::any_of(terms.incorporates.begin(), terms.incorporates.end(),
                                   [&](const PolicyRef& ref) { return ref.policy == policy; });
    if (!adds && !names) continue;
    VersionId version = adds ? terms.adds : flow.fixed_version(supply.agreement, policy, false);
    if (!version) version = inquiry_.model.policies.in_force(policy, flow.as_of);
    Passing passing;
    passing.supply = id;
    passing.agreement = supply.agreement;
    passing.from = supply.from;
    passing.arrives_as =
        version ? version : inquiry_.model.policies.policies[policy.index()].versions.back();
    const ContextSet where = algebra.contexts().meeting(terms.where);
    const ExtentId there = flow.sets->intern(Extent{algebra.every_use(where), where});
    Loss loss{Loss::Why::kWaived, 0};
    if (!version) {
      loss.why = Loss::Why::kNotInForce;
    } else if (inquiry_.asked(version, kWholeExtent) == kNoExtent) {
      loss.why = Loss::Why::kOtherVersion;
    } else if (!inquiry_.model.policies[version].covers[terms.channel]) {
      loss.why = Loss::Why::kOutOfScope;
    } else if (inquiry_.asked(version, there) == kNoExtent) {
      loss.why = Loss::Why::kNarrowed;
    } else {
      const auto waives = [&](const WaiverEffect& effect) {
        return effect.agreement == supply.agreement && effect.artifact == supply.artifact &&
               effect.policy == policy && effect.grant == 0 &&
               effect.state == WaiverState::kApplied &&
               terms.waives[effect.waiver].extends_downstream;
      };
      const auto waiver = std::find_if(flow.waivers.begin(), flow.waivers.end(), waives);
      if (waiver == flow.waivers.end()) continue;
      loss.waiver = static_cast<std::size_t>(waiver - flow.waivers.begin());
    }
    passing.losses.push_back(loss);
    found.push_back({{passing}, distance_[to]});
  }
}

void Upstream::add_stops_not_yet(std::vector<Stopped>& found, PolicyId policy) {
  const Flow& flow = inquiry_.flow;
  const Graph& graph = inquiry_.model.graph;
  for (const AgreementId id : not_yet_) {
    const Agreement& agreement = graph.agreements[id.index()];
    for (std::uint32_t a = 0; a < agreement.artifacts; ++a) {
      const ArtifactId artifact = graph.supplied[agreement.first_artifact + a];
      const HoldingId from = flow.find(agreement.from, artifact);
      const HoldingId to = flow.find(agreement.to, artifact);
      if (!from || !to || !is_upstream(to)) continue;
      const std::vector<VersionId> versions = inquiry_.versions(inquiry_.present(from), policy);
      if (versions.empty()) continue;
      if (inquiry_.within(inquiry_.present(to), policy) != kNoExtent) continue;
      Stopped stopped;
      stopped.distance = distance_[to];
      Passing passing;
      passing.agreement = id;
      passing.from = from;
      passing.leaves_as = passing.arrives_as = versions.front();
      passing.losses.push_back({Loss::Why::kNotYet, 0});
      stopped.way = passings(inquiry_.way(from, versions.front(), std::nullopt));
      stopped.way.push_back(passing);
      found.push_back(std::move(stopped));
    }
  }
}

void Upstream::add_stops_not_in_force(std::vector<Stopped>& found, PolicyId policy,
                                      HoldingId from) {
  const Flow& flow = inquiry_.flow;
  const Model& model = inquiry_.model;
  const PartyId party = flow.holdings[from.index()].party;
  const Artifact& artifact = flow.artifact_of(from);
  std::vector<PolicyRef> refs = model.graph.policies_of(flow.party_of(from)).refs;
  if (artifact.developer == party) {
    const auto& more = model.graph.policies_of(artifact).refs;
    refs.insert(refs.end(), more.begin(), more.end());
  }
  for (const PolicyRef& ref : refs) {
    if (ref.policy != policy) continue;
    const bool there = std::any_of(
        (*flow.sets)[flow.own[from.index()]].begin(), (*flow.sets)[flow.own[from.index()]].end(),
        [&](const auto& entry) { return model.policies[entry.first].policy == policy; });
    if (there) continue;
    Passing passing;
    passing.from = from;
    passing.leaves_as =
        ref.pinned ? ref.pinned : model.policies.policies[policy.index()].versions.back();
    passing.losses.push_back({Loss::Why::kNotInForce, 0});
    found.push_back({{passing}, distance_[from]});
    return;
  }
}

std::vector<Stopped> Upstream::stops(PolicyId policy) {
  const Flow& flow = inquiry_.flow;
  const Model& model = inquiry_.model;
  std::vector<Stopped> found;
  for (const auto& [holding, distance] : distance_) {
    if (inquiry_.within(inquiry_.present(holding), policy) != kNoExtent) {
      add_stops_on_supplies(found, policy, holding);
    }
    add_stops_at_terms(found, policy, holding);
    if (holding != holding_) add_stops_not_in_force(found, policy, holding);
  }
  add_stops_not_yet(found, policy);
  const VersionId version = model.policies.in_force(policy, flow.as_of);
  if (version && is_regulation(model, model.policies[version])) {
    Passing passing;
    passing.leaves_as = version;
    passing.losses.push_back({Loss::Why::kElsewhere, 0});
    found.push_back({{passing}, 0});
  }
  std::stable_sort(found.begin(), found.end(), [](const Stopped& a, const Stopped& b) {
    return std::tuple(kind_of(a), a.distance, a.way.size()) <
           std::tuple(kind_of(b), b.distance, b.way.size());
  });
  return found;
}

}  // namespace flowdown
