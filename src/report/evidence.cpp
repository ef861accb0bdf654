// Evidence is asked for, not stored: a finding names a holding and a policy version, and everything
// here follows from them by questions to the tracer and to single steps of the flow.
#include "report/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "report/layout.hpp"
#include "report/naming.hpp"
#include "report/words.hpp"

namespace flowdown {
namespace {

// The versions of `policy` that the holder has, as come from upstream or of its own.
std::vector<VersionId> versions_at(const Flow& flow, HoldingId holding, PolicyId policy) {
  std::vector<VersionId> versions;
  for (const ObligationsId set : {flow.expected[holding.index()], flow.own[holding.index()]}) {
    for (const auto& [version, extent] : (*flow.sets)[set]) {
      if (flow.model->policies[version].policy == policy) versions.push_back(version);
    }
  }
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  return versions;
}

// The artifact of the finding, or one of those that its agreement supplies.
ArtifactId artifact_of(const Flow& flow, const Finding& finding) {
  if (finding.artifact || !finding.holding) return finding.artifact;
  return flow.holdings[finding.holding.index()].artifact;
}

SupplyId supply_by(const Flow& flow, AgreementId agreement, ArtifactId artifact) {
  if (!agreement) return {};
  const Agreement& terms = flow.model->graph.agreements[agreement.index()];
  const HoldingId from = artifact ? flow.find(terms.from, artifact) : HoldingId();
  if (!from) return {};
  for (const SupplyId id : flow.out_of(from)) {
    const Supply& supply = flow.supplies[id.index()];
    if (supply.kind == SupplyKind::kAgreement && supply.agreement == agreement) return id;
  }
  return {};
}

Stop stop_after(const Flow& flow, SupplyId id) {
  const Supply& supply = flow.supplies[id.index()];
  const Holding& to = flow.holdings[supply.to.index()];
  Stop stop;
  stop.party = to.party;
  stop.artifact = to.artifact;
  stop.supply = id;
  switch (supply.kind) {
    case SupplyKind::kAgreement:
      stop.by = Stop::By::kAgreement;
      stop.agreement = supply.agreement;
      break;
    case SupplyKind::kPublic:
      stop.by = Stop::By::kPublic;
      break;
    case SupplyKind::kDerivation:
      stop.by = Stop::By::kDerivation;
      stop.derivation = flow.model->graph.derivations[supply.derivation].by;
      break;
  }
  return stop;
}

// A way for the version, the point if it came with it, else for another version of the policy: an
// agreement that fixes a version hands on one that its supplier need not have.
Way supplies_to(const Flow& flow, const Finding& finding, const std::optional<UsePoint>& point,
                Tracer& tracer) {
  Way found;
  if (point) found = tracer.way(finding.holding, finding.version, point);
  if (found.supplies.empty()) found = tracer.way(finding.holding, finding.version);
  if (!found.supplies.empty() || !finding.policy) return found;
  for (const VersionId version : versions_at(flow, finding.holding, finding.policy)) {
    if (version == finding.version) continue;
    found = tracer.way(finding.holding, version);
    if (!found.supplies.empty()) break;
  }
  return found;
}

// The version of the policy at the supply's start that arrives as `version`; none where the supply
// itself brings it.
std::pair<VersionId, Transit> before(const Flow& flow, SupplyId supply, VersionId version) {
  const PolicyId policy = flow.model->policies[version].policy;
  for (const VersionId at : versions_at(flow, flow.supplies[supply.index()].from, policy)) {
    const Transit transit_of = transit(flow, supply, at);
    if (transit_of.arrives_as == version) return {at, transit_of};
  }
  return {};
}

// What the graph does not state of the party, and a judgement of what it does depends on.
std::string what_is_open(const Flow& flow, const Finding& finding) {
  const Party& party = flow.model->graph.parties[finding.party.index()];
  if (!party.practices_known) {
    return fmt::format("the practices of {} are not stated",
                       party_title(*flow.model, finding.party));
  }
  if (finding.code == Code::kBlindUnenforced) return "the practices of a supplier are not stated";
  return "it is stated without its measure";  // of a duty that has one
}

std::string incomplete_own_policy(const Flow& flow, HoldingId holding) {
  for (const auto& [version, extent] : (*flow.sets)[flow.own[holding.index()]]) {
    if (!flow.model->policies[version].complete) {
      return fmt::format("the file of {} is known not to hold every rule of its document",
                         policy_id(*flow.model, version));
    }
  }
  return {};
}

}  // namespace

std::vector<Stop> way_of(const Flow& flow, const Findings& findings, const Finding& finding,
                         Tracer& tracer) {
  std::vector<Stop> way;
  if (!finding.version || !finding.holding) return way;
  const auto [supplies, left_out] =
      supplies_to(flow, finding, findings.detail(finding).witness, tracer);
  const HoldingId start =
      supplies.empty() ? finding.holding : flow.supplies[supplies.front().index()].from;
  const Holding& first = flow.holdings[start.index()];
  Stop origin;
  origin.party = first.party;
  origin.artifact = first.artifact;
  way.push_back(origin);
  for (const SupplyId supply : supplies) way.push_back(stop_after(flow, supply));
  if (left_out > 0) way[2].left_out = left_out;
  const SupplyId last = supply_by(flow, finding.agreement, artifact_of(flow, finding));
  if (last &&
      flow.supplies[last.index()].from == flow.find(way.back().party, way.back().artifact)) {
    way.push_back(stop_after(flow, last));
  }
  return way;
}

std::string in_words(const Model& model, const std::vector<Stop>& way) {
  std::string text;
  for (const Stop& stop : way) {
    if (stop.left_out > 0) text += fmt::format(" → … {} more …", stop.left_out);
    switch (stop.by) {
      case Stop::By::kStart:
        text += party_id(model, stop.party);
        break;
      case Stop::By::kAgreement:
        text += fmt::format(" → ({}) → {}", agreement_id(model, stop.agreement),
                            party_id(model, stop.party));
        break;
      case Stop::By::kPublic:
        text += fmt::format(" → (public release) → {}", party_id(model, stop.party));
        break;
      case Stop::By::kDerivation:
        text +=
            fmt::format(" → ({} {})", in_words(stop.derivation), artifact_id(model, stop.artifact));
        break;
    }
  }
  return text;
}

std::optional<Break> where_unbound(const Flow& flow, const Finding& finding,
                                   const std::vector<Stop>& way) {
  std::optional<Break> broken, unknown;
  VersionId version = finding.version;
  for (auto stop = way.rbegin(); stop != way.rend() && stop->supply && version; ++stop) {
    const auto [at, transit_of] = before(flow, stop->supply, version);
    if (!at) break;
    if (stop->by == Stop::By::kAgreement) {
      switch (transit_of.step) {
        case Step::kNotBound:
        case Step::kExpired:
        case Step::kExpiredNotBound:
          broken = Break{stop->agreement, transit_of.step};
          break;
        case Step::kUnknownTerms:
          unknown = Break{stop->agreement, transit_of.step};
          break;
        default:
          break;
      }
    }
    if (stop->left_out > 0) break;  // what comes before is not known to the way
    version = at;
  }
  return broken ? broken : unknown;
}

Transit transit_by(const Flow& flow, AgreementId agreement, ArtifactId artifact, PolicyId policy) {
  const SupplyId supply = supply_by(flow, agreement, artifact);
  Transit found;
  if (!supply || !policy) return found;
  for (const VersionId at : versions_at(flow, flow.supplies[supply.index()].from, policy)) {
    const Transit next = transit(flow, supply, at);
    if (next.step == Step::kNothing) continue;
    if (found.step == Step::kNothing || found.step == Step::kCarried) found = next;
  }
  return found;
}

std::size_t dependants(const Flow& flow, const Finding& finding, Tracer& tracer) {
  if (!finding.agreement) {
    return finding.holding ? tracer.downstream(finding.holding, finding.policy) : 0;
  }
  const Graph& graph = flow.model->graph;
  const Agreement& agreement = graph.agreements[finding.agreement.index()];
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < agreement.artifacts; ++i) {
    const ArtifactId artifact = graph.supplied[agreement.first_artifact + i];
    if (finding.artifact && finding.artifact != artifact) continue;
    const SupplyId supply = supply_by(flow, finding.agreement, artifact);
    if (!supply) continue;
    count += 1 + tracer.downstream(flow.supplies[supply.index()].to, finding.policy);
  }
  return count;
}

Onward onward(const Flow& flow, HoldingId holding, PolicyId policy) {
  Onward result;
  const std::vector<VersionId> versions = versions_at(flow, holding, policy);
  for (const SupplyId id : flow.out_of(holding)) {
    const Supply& supply = flow.supplies[id.index()];
    if (supply.kind != SupplyKind::kAgreement) continue;
    result.all.push_back(supply.agreement);
    for (const VersionId version : versions) {
      switch (transit(flow, id, version).step) {
        case Step::kCarried:
        case Step::kNarrowedAway:
        case Step::kWaived:
          continue;
        case Step::kUnknownTerms:
          result.unknown.push_back(supply.agreement);
          break;
        case Step::kExpired:
          result.expired.push_back(supply.agreement);
          break;
        default:
          result.not_carrying.push_back(supply.agreement);
          break;
      }
      break;
    }
  }
  for (auto* list : {&result.all, &result.not_carrying, &result.unknown, &result.expired}) {
    std::sort(list->begin(), list->end());
  }
  return result;
}

std::vector<AgreementId> supplied_by(const Flow& flow, HoldingId holding) {
  std::vector<AgreementId> agreements;
  for (const SupplyId id : flow.into(holding)) {
    const Supply& supply = flow.supplies[id.index()];
    if (supply.kind == SupplyKind::kAgreement) agreements.push_back(supply.agreement);
  }
  std::sort(agreements.begin(), agreements.end());
  return agreements;
}

unsigned dimensions_to_tell(const Flow& flow, const Findings& findings, const Finding& finding) {
  const Detail& detail = findings.detail(finding);
  if (!detail.witness || !finding.version) return ~0U;
  const Model& model = *flow.model;
  const Taxonomy& taxonomy = model.taxonomy;
  std::vector<VersionId> own;
  if (finding.party && finding.holding) {
    for (const auto& [version, extent] : (*flow.sets)[flow.own[finding.holding.index()]]) {
      own.push_back(version);
    }
  }
  // Whether the finding would hold at the point.
  const auto holds = [&](const UsePoint& point) {
    return prohibits(taxonomy, model.policies[finding.version], point) &&
           std::none_of(own.begin(), own.end(), [&](VersionId version) {
             return prohibits(taxonomy, model.policies[version], point);
           });
  };
  unsigned told = 0;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    const auto dimension = static_cast<Dimension>(d);
    bool tell = false;
    if (finding.party && finding.holding) {  // a judgement in the holding's contexts
      const auto states = [&](ContextId id) {
        return model.graph.contexts[id.index()].on(dimension) != nullptr;
      };
      tell = dimension == Dimension::kChannel || states(flow.party_of(finding.holding).context) ||
             states(flow.artifact_of(finding.holding).context);
    }
    UsePoint other = *detail.witness;
    for (std::size_t v = 0; !tell && v < taxonomy.domain(dimension); ++v) {
      other.context.values[d] = static_cast<std::uint16_t>(v);
      tell = !holds(other);
    }
    if (tell) told |= 1U << d;
  }
  return told;
}

std::string why_tentative(const Flow& flow, const Finding& finding) {
  if (!finding.tentative) return {};
  if (finding.confidence == Confidence::kLow) {
    return "it rests on a fact that is stated with low confidence";
  }
  switch (finding.code) {
    case Code::kGapSilent:
    case Code::kGapNarrower:
    case Code::kGapCatchAll: {
      std::string incomplete = incomplete_own_policy(flow, finding.holding);
      if (!incomplete.empty()) return incomplete;
      const Onward on = onward(flow, finding.holding, finding.policy);
      if (!on.unknown.empty()) {
        return fmt::format("the terms of {} are not known",
                           agreement_name(*flow.model, on.unknown.front()));
      }
      break;
    }
    case Code::kBreachDuty:
    case Code::kBreachUse:
    case Code::kBreachAct:
    case Code::kBlindUnenforced:
      return what_is_open(flow, finding);
    default:
      break;
  }
  return "it rests on what is not known for certain";
}

}  // namespace flowdown
