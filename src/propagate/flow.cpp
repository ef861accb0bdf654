// Questions to a finished flow.

#include "flowdown/flow.hpp"

#include <algorithm>

#include "carrier.hpp"
#include "waivers.hpp"

namespace flowdown {
namespace {

// `set` less what the holder is released from and what it issued itself.
ObligationsId for_holder(const Flow& flow, HoldingId holding, ObligationsId set) {
  const auto released = flow.releases.find(holding);
  const PartyId party = flow.holdings[holding.index()].party;
  Obligations result;
  for (auto [version, extent] : (*flow.sets)[set]) {
    if (flow.issued_by(version, party)) continue;
    if (released != flow.releases.end()) {
      for (const Release& release : released->second) {
        if (release.policy == flow.model->policies[version].policy) {
          extent = flow.sets->subtract(extent, release.extent);
        }
      }
    }
    result.emplace_back(version, extent);
  }
  return flow.sets->intern(std::move(result));
}

}  // namespace

bool is_regulation(const Model& model, const PolicyVersion& version) {
  const PartyId issuer = model.graph.find_party(version.issuer);
  return issuer && model.graph.parties[issuer.index()].kind == PartyKind::kRegulator;
}

HoldingId Flow::find(PartyId party, ArtifactId artifact) const {
  const auto begin = holdings.begin();
  const auto last = begin + first_holding[party.index() + 1];
  const Holding holding{party, artifact};
  const auto found = std::lower_bound(begin + first_holding[party.index()], last, holding);
  if (found == last || found->artifact != artifact) return {};
  return HoldingId(static_cast<std::size_t>(found - begin));
}

Region Flow::own_region(HoldingId holding, RuleKind kind) const {
  Algebra& algebra = sets->algebra();
  Region result = algebra.none();
  for (const auto& [version, extent] : (*sets)[own[holding.index()]]) {
    Context covered;
    covered.restrict_to(Dimension::kChannel, model->policies[version].covers);
    const Region& said =
        kind == RuleKind::kAllow ? sets->allowed(version) : sets->prohibited(version);
    result = algebra.unite(result, algebra.within(said, algebra.contexts().meeting(covered)));
  }
  return result;
}

std::span<const SupplyId> Flow::into(HoldingId holding) const {
  const std::size_t first = first_in[holding.index()];
  return std::span(in).subspan(first, first_in[holding.index() + 1] - first);
}

std::span<const SupplyId> Flow::out_of(HoldingId holding) const {
  const std::size_t first = first_out[holding.index()];
  return std::span(out).subspan(first, first_out[holding.index() + 1] - first);
}

bool Flow::issued_by(VersionId version, PartyId party) const {
  return model->policies[version].issuer == model->graph.id_of(party);
}

bool Flow::may_waive(PartyId party, ArtifactId artifact, PolicyId policy) const {
  return grantors->may_waive(party, artifact, policy);
}

VersionId Flow::fixed_version(AgreementId agreement, PolicyId policy, bool is_own) const {
  return carrier->fixed_version(model->graph.terms_of(agreement), policy, is_own);
}

const Terms& Flow::terms_of(SupplyId supply) const {
  return carrier->terms_of(supplies[supply.index()]);
}

ObligationsId Flow::judged(HoldingId holding) const {
  const PartyId party = holdings[holding.index()].party;
  return for_holder(*this, holding,
                    sets->unite(expected[holding.index()], regulations[party.index()]));
}

ObligationsId Flow::binding(HoldingId holding) const {
  const PartyId party = holdings[holding.index()].party;
  return for_holder(*this, holding,
                    sets->unite(bound[holding.index()], regulations[party.index()]));
}

Passage passage(const Flow& flow, SupplyId id) {
  const Supply& supply = flow.supplies[id.index()];
  const std::size_t from = supply.from.index();
  const std::uint32_t of_class = flow.class_of(id);
  const ObligationsId expected = flow.expected[from], own = flow.own[from];
  const ObligationsId bound = flow.bound[from];
  Carrier& carrier = *flow.carrier;
  return {carrier.expected(supply, of_class, expected, own),
          carrier.carried(supply, of_class, expected, own, bound),
          carrier.bound(supply, of_class, expected, own, bound)};
}

std::vector<VersionId> versions_on(const Flow& flow, SupplyId id) {
  const Supply& supply = flow.supplies[id.index()];
  const std::size_t from = supply.from.index();
  std::vector<VersionId> versions = flow.carrier->named_by_terms(supply);
  for (const auto& [version, extent] :
       (*flow.sets)[flow.sets->unite(flow.expected[from], flow.own[from])]) {
    versions.push_back(version);
  }
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  return versions;
}

Transit transit(const Flow& flow, SupplyId id, VersionId version) {
  const Supply& supply = flow.supplies[id.index()];
  const std::size_t from = supply.from.index();
  const Carrier& carrier = *flow.carrier;
  Transit step = carrier.expected_step(supply, version, flow.expected[from], flow.own[from]);
  const std::vector<VersionId> brought = carrier.named_by_terms(supply);
  if (std::find(brought.begin(), brought.end(), version) != brought.end()) {
    const Transit by_terms = carrier.expected_step(supply, version, kNoExtent, kWholeExtent, true);
    step.stopped = flow.sets->unite(step.stopped, by_terms.stopped);
    if (step.step == Step::kNothing) {
      step = by_terms;
      step.leaving = kNoExtent;
    }
  }
  if (step.step != Step::kCarried) return step;
  const ExtentId part = carrier.carried_part(
      supply, step, flow.sets->extent_of(flow.bound[from], version), flow.bound[from]);
  if (carrier.binds(supply)) step.bound = part;
  if (supply.kind == SupplyKind::kDerivation) return step;
  const Terms& terms = carrier.terms_of(supply);
  const bool carries_all =
      !flow.sets->has_force(step.arrives_as, flow.sets->subtract(step.arriving, part));
  if (!terms.known) {
    step.step = Step::kUnknownTerms;
  } else if (terms.expired(flow.as_of)) {
    step.step = carries_all ? Step::kExpired : Step::kExpiredNotBound;
  } else if (!carries_all) {
    step.step = Step::kNotBound;
  }
  return step;
}

}  // namespace flowdown
