// Questions about the graph that pictures ask in several places.
#include "render/places.hpp"

#include <algorithm>

namespace flowdown {

HoldingId place_of(const Flow& flow, const Finding& finding) {
  if (finding.agreement) return {};
  if (finding.holding) return finding.holding;
  if (finding.party && finding.artifact) return flow.find(finding.party, finding.artifact);
  if (finding.artifact) {
    const Artifact& artifact = flow.model->graph.artifacts[finding.artifact.index()];
    return flow.find(artifact.developer, finding.artifact);
  }
  if (!finding.party) return {};
  const Holding first{finding.party, ArtifactId(std::size_t{0})};
  const auto at = std::lower_bound(flow.holdings.begin(), flow.holdings.end(), first);
  if (at == flow.holdings.end() || at->party != finding.party) return {};
  return HoldingId(static_cast<std::size_t>(at - flow.holdings.begin()));
}

std::vector<SupplyId> supplies_of(const Flow& flow, const Finding& finding) {
  std::vector<SupplyId> found;
  if (!finding.agreement) return found;
  const Graph& graph = flow.model->graph;
  const Agreement& agreement = graph.agreements[finding.agreement.index()];
  for (std::uint32_t i = 0; i < agreement.artifacts; ++i) {
    const ArtifactId artifact = graph.supplied[agreement.first_artifact + i];
    if (finding.artifact && finding.artifact != artifact) continue;
    const HoldingId from = flow.find(agreement.from, artifact);
    if (!from) continue;
    for (const SupplyId id : flow.out_of(from)) {
      const Supply& supply = flow.supplies[id.index()];
      if (supply.kind == SupplyKind::kAgreement && supply.agreement == finding.agreement) {
        found.push_back(id);
      }
    }
  }
  return found;
}

bool is_blind(Code code) {
  return code == Code::kBlindUnknownTerms || code == Code::kBlindUnenforced ||
         code == Code::kBlindOutOfScope;
}

std::vector<VersionId> versions_of(const Findings& findings, const Finding& finding) {
  std::vector<VersionId> versions;
  if (finding.version) versions.push_back(finding.version);
  const Detail& detail = findings.detail(finding);
  for (const auto* rules : {&detail.rules, &detail.own_rules}) {
    for (const RuleRef& rule : *rules) versions.push_back(rule.version);
  }
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  return versions;
}

PartyId regulator_of(const Model& model, VersionId version) {
  if (!is_regulation(model, model.policies[version])) return {};
  return model.graph.find_party(model.policies[version].issuer);
}

std::optional<std::vector<Stop>> ManyWays::of(const Finding& finding) {
  if (left_ == 0) return std::nullopt;
  std::vector<Stop> way = way_of(flow_, findings_, finding, tracer_);
  left_ -= std::min(left_, way.size());
  return way;
}

std::set<ArtifactId> relatives_of(const Graph& graph, ArtifactId artifact_asked) {
  std::vector<std::vector<ArtifactId>> children(graph.artifacts.size());
  std::vector<std::vector<ArtifactId>> parents(graph.artifacts.size());
  for (std::size_t a = 0; a < graph.artifacts.size(); ++a) {
    const Artifact& artifact = graph.artifacts[a];
    for (std::uint32_t d = 0; d < artifact.derivations; ++d) {
      const ArtifactId parent = graph.derivations[artifact.first_derivation + d].parent;
      parents[a].push_back(parent);
      children[parent.index()].push_back(ArtifactId(a));
    }
  }
  std::set<ArtifactId> kept{artifact_asked};
  for (const auto* next : {&parents, &children}) {
    std::vector<ArtifactId> waiting{artifact_asked};
    std::set<ArtifactId> seen;
    while (!waiting.empty()) {
      const ArtifactId here = waiting.back();
      waiting.pop_back();
      if (!seen.insert(here).second) continue;
      kept.insert(here);
      for (const ArtifactId to : (*next)[here.index()]) waiting.push_back(to);
    }
  }
  return kept;
}

std::vector<std::uint32_t> generations_of(const Flow& flow, const std::vector<bool>& supplies) {
  std::vector<std::uint32_t> generation(flow.holdings.size(), 0);
  // Derivations form no cycles, so a chain is no longer than there are derivations.
  bool changed = true;
  for (std::size_t round = 0; changed && round <= flow.model->graph.derivations.size(); ++round) {
    changed = false;
    for (std::size_t s = 0; s < flow.supplies.size(); ++s) {
      const Supply& supply = flow.supplies[s];
      if (supply.kind != SupplyKind::kDerivation || !supplies[s]) continue;
      if (flow.expected[supply.from.index()] == kNoObligations) continue;
      std::uint32_t& of = generation[supply.to.index()];
      if (of > generation[supply.from.index()]) continue;
      of = generation[supply.from.index()] + 1;
      changed = true;
    }
  }
  return generation;
}

}  // namespace flowdown
