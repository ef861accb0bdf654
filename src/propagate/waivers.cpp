// Waivers: authority, releases, and what is taken out of a supply.
//
// Authority is traced backward, from the grantor over agreements in force that grant `waive` for
// the artifact, until a party is met that issued the policy. It does not depend on what flows, so
// written waivers are decided before the fixpoint. The grants of an act (`host`, `redistribute`)
// name no policy: they concern those that reach the grantor, and so are decided after it. As they
// release only their recipient, they do not change what flows.

#include "waivers.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "carrier.hpp"

namespace flowdown {
namespace {

constexpr std::string_view kHostAct = "host_api";
constexpr std::string_view kRedistributeAct = "redistribute";

Extent extent_of(Flow& flow, std::span<const UseId> uses, const Context& when) {
  Algebra& algebra = flow.sets->algebra();
  const ContextSet contexts = algebra.contexts().meeting(when);
  if (uses.empty()) return {algebra.every_use(contexts), contexts};
  return {algebra.uses(uses, {}, contexts), kNoContext};
}

// Dates first: what is not yet, or no longer, in force needs no authority.
WaiverState state_of(const Terms& terms, const Waiver& waiver, bool authorised, Date as_of) {
  if (waiver.effective && as_of < *waiver.effective) return WaiverState::kPending;
  if (terms.expired(as_of) || (waiver.until && *waiver.until < as_of)) {
    return WaiverState::kExpired;
  }
  return authorised ? WaiverState::kApplied : WaiverState::kUnauthorised;
}

void release(Flow& flow, const WaiverEffect& effect, PartyId recipient) {
  const HoldingId holding = flow.find(recipient, effect.artifact);
  flow.releases[holding].push_back({effect.policy, effect.extent, effect.agreement});
}

// Whether some rule of `policy` in the set has force within `extent`.
bool touches(Flow& flow, ObligationsId set, PolicyId policy, ExtentId extent) {
  for (const auto& [version, reached] : (*flow.sets)[set]) {
    if (flow.model->policies[version].policy != policy) continue;
    if (flow.sets->has_force(version, flow.sets->intersect(reached, extent))) return true;
  }
  return false;
}

std::set<PolicyId> touched(Flow& flow, ObligationsId set, ExtentId extent) {
  std::set<PolicyId> policies;
  for (const auto& [version, reached] : (*flow.sets)[set]) {
    const PolicyId policy = flow.model->policies[version].policy;
    if (touches(flow, set, policy, extent)) policies.insert(policy);
  }
  return policies;
}

}  // namespace

Grantors::Grantors(const Model& model, Date as_of) : model_(&model) {
  const Graph& graph = model.graph;
  for (std::size_t e = 0; e < graph.agreements.size(); ++e) {
    const Terms& terms = graph.terms_of(AgreementId(e));
    if ((terms.grants & kGrantWaive) == 0 || !terms.in_force(as_of)) continue;
    const Agreement& agreement = graph.agreements[e];
    for (std::uint32_t a = 0; a < agreement.artifacts; ++a) {
      granted_by_[{agreement.to, graph.supplied[agreement.first_artifact + a]}].push_back(
          agreement.from);
    }
  }
}

bool Grantors::may_waive(PartyId party, ArtifactId artifact, PolicyId policy) const {
  const PolicySet& policies = model_->policies;
  const std::string& issuer = policies[policies.policies[policy.index()].versions.front()].issuer;
  std::vector<PartyId> waiting{party};
  std::set<PartyId> seen{party};
  while (!waiting.empty()) {
    const PartyId grantor = waiting.back();
    waiting.pop_back();
    if (model_->graph.id_of(grantor) == issuer) return true;
    const auto granted = granted_by_.find({grantor, artifact});
    if (granted == granted_by_.end()) continue;
    for (const PartyId above : granted->second) {
      if (seen.insert(above).second) waiting.push_back(above);
    }
  }
  return false;
}

void settle_written_waivers(Flow& flow) {
  const Graph& graph = flow.model->graph;
  for (std::size_t e = 0; e < graph.agreements.size(); ++e) {
    const Agreement& agreement = graph.agreements[e];
    const Terms& terms = graph.terms[agreement.terms.index()];
    if (terms.waives.empty() || !terms.exists(flow.as_of)) continue;
    for (std::uint32_t w = 0; w < terms.waives.size(); ++w) {
      const Waiver& waiver = terms.waives[w];
      for (std::uint32_t a = 0; a < agreement.artifacts; ++a) {
        const ArtifactId artifact = graph.supplied[agreement.first_artifact + a];
        const bool named = waiver.artifacts.empty() ||
                           std::find(waiver.artifacts.begin(), waiver.artifacts.end(), artifact) !=
                               waiver.artifacts.end();
        if (!named) continue;
        const bool authorised = flow.may_waive(agreement.from, artifact, waiver.policy);
        WaiverEffect effect;
        effect.agreement = AgreementId(e);
        effect.artifact = artifact;
        effect.policy = waiver.policy;
        effect.waiver = w;
        effect.state = state_of(terms, waiver, authorised, flow.as_of);
        effect.extent = flow.sets->intern(extent_of(flow, waiver.uses, waiver.when));
        flow.waivers.push_back(effect);
        if (effect.state != WaiverState::kApplied) continue;
        if (waiver.extends_downstream) {
          flow.carrier->take_out(effect.agreement, artifact, effect.policy, effect.extent);
        } else {
          release(flow, effect, agreement.to);
        }
      }
    }
  }
}

void settle_grants(Flow& flow) {
  const Model& model = *flow.model;
  for (const auto& [grant, act] :
       {std::pair{kGrantHost, kHostAct}, std::pair{kGrantRedistribute, kRedistributeAct}}) {
    const std::optional<UseId> use = model.taxonomy.find_use(act);
    if (!use) continue;
    const ExtentId extent = flow.sets->intern(extent_of(flow, std::span(&*use, 1), {}));
    for (const Supply& supply : flow.supplies) {
      if (supply.kind != SupplyKind::kAgreement) continue;
      const Agreement& agreement = model.graph.agreements[supply.agreement.index()];
      const Terms& terms = model.graph.terms[agreement.terms.index()];
      if ((terms.grants & grant) == 0) continue;
      // What reaches the recipient alone, by another way, matters where the grantor may waive it.
      const ObligationsId at_grantor = flow.sets->unite(
          flow.regulations[agreement.from.index()],
          flow.sets->unite(flow.expected[supply.from.index()], flow.own[supply.from.index()]));
      const ObligationsId at_recipient = flow.sets->unite(flow.regulations[agreement.to.index()],
                                                          flow.expected[supply.to.index()]);
      std::set<PolicyId> concerned = touched(flow, at_grantor, extent);
      for (const PolicyId policy : touched(flow, at_recipient, extent)) {
        if (flow.may_waive(agreement.from, supply.artifact, policy)) concerned.insert(policy);
      }
      for (const PolicyId policy : concerned) {
        WaiverEffect effect;
        effect.agreement = supply.agreement;
        effect.artifact = supply.artifact;
        effect.policy = policy;
        effect.grant = grant;
        effect.state = state_of(terms, {}, flow.may_waive(agreement.from, supply.artifact, policy),
                                flow.as_of);
        effect.extent = extent;
        flow.waivers.push_back(effect);
        if (effect.state == WaiverState::kApplied) release(flow, effect, agreement.to);
      }
    }
  }
}

void note_effects(Flow& flow) {
  const Graph& graph = flow.model->graph;
  for (WaiverEffect& effect : flow.waivers) {
    const Agreement& agreement = graph.agreements[effect.agreement.index()];
    const Terms& terms = graph.terms[agreement.terms.index()];
    const bool extends = effect.grant == 0 && terms.waives[effect.waiver].extends_downstream;
    const HoldingId from = flow.find(agreement.from, effect.artifact);
    const HoldingId to = flow.find(agreement.to, effect.artifact);
    const ObligationsId concerned =
        extends
            ? flow.sets->unite(flow.expected[from.index()], flow.own[from.index()])
            : flow.sets->unite(flow.regulations[agreement.to.index()], flow.expected[to.index()]);
    effect.takes_effect = touches(flow, concerned, effect.policy, effect.extent);
  }
  const auto key = [](const WaiverEffect& e) {
    return std::tie(e.agreement, e.artifact, e.policy, e.waiver, e.grant);
  };
  std::sort(flow.waivers.begin(), flow.waivers.end(),
            [&](const WaiverEffect& x, const WaiverEffect& y) { return key(x) < key(y); });
}

}  // namespace flowdown
