// Stage 2 from its first step to its last: which holdings there are, who supplies them, what each
// party puts on an artifact itself, then the two fixpoints, then what waivers do.

#include <algorithm>
#include <set>
#include <utility>

#include "carrier.hpp"
#include "solver.hpp"
#include "waivers.hpp"

namespace flowdown {
namespace {

bool exists(const Graph& graph, AgreementId agreement, Date as_of) {
  return graph.terms_of(agreement).exists(as_of);
}

std::span<const ArtifactId> supplied_by(const Graph& graph, const Agreement& agreement) {
  return std::span(graph.supplied).subspan(agreement.first_artifact, agreement.artifacts);
}

std::vector<Holding> find_holdings(const Graph& graph, Date as_of) {
  std::vector<Holding> holdings;
  for (std::size_t a = 0; a < graph.artifacts.size(); ++a) {
    const Artifact& artifact = graph.artifacts[a];
    holdings.push_back({artifact.developer, ArtifactId(a)});
    for (std::uint32_t d = 0; d < artifact.derivations; ++d) {
      const Derivation& derivation = graph.derivations[artifact.first_derivation + d];
      holdings.push_back({artifact.developer, derivation.parent});
    }
  }
  for (std::size_t e = 0; e < graph.agreements.size(); ++e) {
    if (!exists(graph, AgreementId(e), as_of)) continue;
    const Agreement& agreement = graph.agreements[e];
    for (const ArtifactId artifact : supplied_by(graph, agreement)) {
      holdings.push_back({agreement.from, artifact});
      holdings.push_back({agreement.to, artifact});
    }
  }
  std::sort(holdings.begin(), holdings.end());
  holdings.erase(std::unique(holdings.begin(), holdings.end()), holdings.end());
  return holdings;
}

void find_supplies(Flow& flow) {
  const Graph& graph = flow.model->graph;
  std::vector<bool> by_agreement(flow.holdings.size());
  for (std::size_t e = 0; e < graph.agreements.size(); ++e) {
    if (!exists(graph, AgreementId(e), flow.as_of)) continue;
    const Agreement& agreement = graph.agreements[e];
    for (const ArtifactId artifact : supplied_by(graph, agreement)) {
      const HoldingId to = flow.find(agreement.to, artifact);
      by_agreement[to.index()] = true;
      flow.supplies.push_back({flow.find(agreement.from, artifact), to, SupplyKind::kAgreement,
                               artifact, AgreementId(e), 0});
    }
  }
  std::set<HoldingId> by_public;
  for (std::size_t a = 0; a < graph.artifacts.size(); ++a) {
    const Artifact& artifact = graph.artifacts[a];
    for (std::uint32_t d = 0; d < artifact.derivations; ++d) {
      const std::uint32_t number = artifact.first_derivation + d;
      const ArtifactId parent = graph.derivations[number].parent;
      const PartyId source = graph.artifacts[parent.index()].developer;
      const HoldingId here = flow.find(artifact.developer, parent);
      flow.supplies.push_back({here, flow.find(artifact.developer, ArtifactId(a)),
                               SupplyKind::kDerivation, ArtifactId(a), AgreementId(), number});
      if (source == artifact.developer || by_agreement[here.index()]) continue;
      if (!by_public.insert(here).second) continue;
      flow.supplies.push_back(
          {flow.find(source, parent), here, SupplyKind::kPublic, parent, AgreementId(), number});
    }
  }
  std::sort(flow.supplies.begin(), flow.supplies.end(), [](const Supply& x, const Supply& y) {
    return std::tie(x.to, x.from, x.kind, x.agreement, x.derivation) <
           std::tie(y.to, y.from, y.kind, y.agreement, y.derivation);
  });

  flow.first_in.assign(flow.holdings.size() + 1, 0);
  flow.first_out.assign(flow.holdings.size() + 1, 0);
  for (const Supply& supply : flow.supplies) {
    ++flow.first_in[supply.to.index() + 1];
    ++flow.first_out[supply.from.index() + 1];
  }
  for (std::size_t h = 0; h < flow.holdings.size(); ++h) {
    flow.first_in[h + 1] += flow.first_in[h];
    flow.first_out[h + 1] += flow.first_out[h];
  }
  flow.in.resize(flow.supplies.size());
  flow.out.resize(flow.supplies.size());
  std::vector<std::uint32_t> next_in = flow.first_in, next_out = flow.first_out;
  for (std::size_t s = 0; s < flow.supplies.size(); ++s) {
    flow.in[next_in[flow.supplies[s].to.index()]++] = SupplyId(s);
    flow.out[next_out[flow.supplies[s].from.index()]++] = SupplyId(s);
  }
}

// Own policies, interned by list, since most parties and artifacts share few lists.
class OwnPolicies {
 public:
  explicit OwnPolicies(Flow& flow) : flow_(&flow) {
    by_list_.resize(flow.model->graph.policy_lists.size());
  }

  ObligationsId of(HoldingId holding) {
    const Party& party = flow_->party_of(holding);
    const Artifact& artifact = flow_->artifact_of(holding);
    const ObligationsId of_party = of_list(party.policies);
    if (artifact.developer != flow_->holdings[holding.index()].party) return of_party;
    return flow_->sets->unite(of_party, of_list(artifact.policies));
  }

 private:
  ObligationsId of_list(PolicyListId list) {
    std::optional<ObligationsId>& known = by_list_[list.index()];
    if (!known) {
      Obligations obligations;
      const PolicySet& policies = flow_->model->policies;
      for (const PolicyRef& ref : flow_->model->graph.policy_lists[list.index()].refs) {
        VersionId version = ref.pinned;
        if (!version) version = policies.in_force(ref.policy, flow_->as_of);
        if (version && policies[version].in_force(flow_->as_of)) {
          obligations.emplace_back(version, kWholeExtent);
        }
      }
      known = flow_->sets->intern(std::move(obligations));
    }
    return *known;
  }

  Flow* flow_;
  std::vector<std::optional<ObligationsId>> by_list_;
};

std::vector<ObligationsId> find_regulations(const Flow& flow) {
  const Model& model = *flow.model;
  std::vector<VersionId> regulations;
  for (std::size_t p = 0; p < model.policies.policies.size(); ++p) {
    const VersionId version = model.policies.in_force(PolicyId(p), flow.as_of);
    if (version && !model.policies[version].of_agreement &&
        is_regulation(model, model.policies[version])) {
      regulations.push_back(version);
    }
  }
  std::vector<ObligationsId> result(model.graph.parties.size(), kNoObligations);
  if (regulations.empty()) return result;
  for (std::size_t p = 0; p < model.graph.parties.size(); ++p) {
    const Party& party = model.graph.parties[p];
    const ValueSet* operates =
        model.graph.contexts[party.context.index()].on(Dimension::kTerritory);
    Obligations reached;
    for (const VersionId version : regulations) {
      const ValueSet* territory = model.policies[version].where.on(Dimension::kTerritory);
      if (operates == nullptr || territory == nullptr || (*operates & *territory).any()) {
        reached.emplace_back(version, kWholeExtent);
      }
    }
    result[p] = flow.sets->intern(std::move(reached));
  }
  return result;
}

class ExpectedProblem final : public solver::Problem {
 public:
  explicit ExpectedProblem(Flow& flow) : flow_(&flow) {}
  solver::Value initial(std::uint32_t) override { return kNoObligations.value; }
  solver::Value join(solver::Value a, solver::Value b) override {
    return flow_->sets->unite(ObligationsId{a}, ObligationsId{b}).value;
  }
  solver::Value transfer(std::uint32_t edge, solver::Value value) override {
    const Supply& supply = flow_->supplies[edge];
    return flow_->carrier->expected(supply, ObligationsId{value}, flow_->own[supply.from.index()])
        .value;
  }

 private:
  Flow* flow_;
};

// Solved after the expected sets are final: see carrier.cpp.
class BoundProblem final : public solver::Problem {
 public:
  explicit BoundProblem(Flow& flow) : flow_(&flow) {}
  solver::Value initial(std::uint32_t) override { return kNoObligations.value; }
  solver::Value join(solver::Value a, solver::Value b) override {
    return flow_->sets->unite(ObligationsId{a}, ObligationsId{b}).value;
  }
  solver::Value transfer(std::uint32_t edge, solver::Value value) override {
    const Supply& supply = flow_->supplies[edge];
    return flow_->carrier
        ->bound(supply, flow_->expected[supply.from.index()], flow_->own[supply.from.index()],
                ObligationsId{value})
        .value;
  }

 private:
  Flow* flow_;
};

std::vector<ObligationsId> solve(const Flow& flow, solver::Problem& problem) {
  std::vector<solver::Edge> edges;
  edges.reserve(flow.supplies.size());
  for (const Supply& supply : flow.supplies) {
    edges.push_back({supply.from.value, supply.to.value});
  }
  std::vector<ObligationsId> result;
  result.reserve(flow.holdings.size());
  for (const solver::Value value :
       solver::least_fixpoint(static_cast<std::uint32_t>(flow.holdings.size()), edges, problem)) {
    result.push_back(ObligationsId{value});
  }
  return result;
}

}  // namespace

Flow propagate(const Model& model, Date as_of) {
  Flow flow;
  flow.model = &model;
  flow.as_of = as_of;
  flow.sets = std::make_shared<ObligationSets>(model);
  flow.carrier = std::make_shared<Carrier>(model, as_of, *flow.sets);
  flow.holdings = find_holdings(model.graph, as_of);
  find_supplies(flow);
  OwnPolicies own(flow);
  for (std::size_t h = 0; h < flow.holdings.size(); ++h) flow.own.push_back(own.of(HoldingId(h)));
  flow.regulations = find_regulations(flow);
  flow.grantors = std::make_shared<Grantors>(model, as_of);
  settle_written_waivers(flow);
  ExpectedProblem expected(flow);
  flow.expected = solve(flow, expected);
  BoundProblem bound(flow);
  flow.bound = solve(flow, bound);
  settle_grants(flow);
  note_effects(flow);
  return flow;
}

}  // namespace flowdown
