// Stage 2 from its first step to its last: which holdings there are, who supplies them, what each
// party puts on an artifact itself, then the two fixpoints, then what waivers do.

#include <algorithm>
#include <tuple>
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

// Calls `note(party, artifact)` for all that hold, some of them more than once.
template <class Note>
void each_holding(const Graph& graph, Date as_of, Note note) {
  for (std::size_t a = 0; a < graph.artifacts.size(); ++a) {
    const Artifact& artifact = graph.artifacts[a];
    note(artifact.developer, ArtifactId(a));
    for (std::uint32_t d = 0; d < artifact.derivations; ++d) {
      const ArtifactId parent = graph.derivations[artifact.first_derivation + d].parent;
      const bool own = graph.artifacts[parent.index()].developer == artifact.developer;
      if (!own) note(artifact.developer, parent);
    }
  }
  for (std::size_t e = 0; e < graph.agreements.size(); ++e) {
    if (!exists(graph, AgreementId(e), as_of)) continue;
    const Agreement& agreement = graph.agreements[e];
    for (const ArtifactId artifact : supplied_by(graph, agreement)) {
      note(agreement.from, artifact);
      note(agreement.to, artifact);
    }
  }
}

// The artifacts of each party are gathered, sorted, and freed of repetitions.
void find_holdings(Flow& flow) {
  const Graph& graph = flow.model->graph;
  std::vector<std::uint32_t> first(graph.parties.size() + 1);
  each_holding(graph, flow.as_of, [&](PartyId party, ArtifactId) { ++first[party.index() + 1]; });
  for (std::size_t p = 0; p < graph.parties.size(); ++p) first[p + 1] += first[p];
  std::vector<ArtifactId> gathered(first.back());
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  each_holding(graph, flow.as_of, [&](PartyId party, ArtifactId artifact) {
    gathered[next[party.index()]++] = artifact;
  });
  flow.holdings.reserve(gathered.size());
  flow.first_holding.reserve(first.size());
  for (std::size_t p = 0; p < graph.parties.size(); ++p) {
    flow.first_holding.push_back(static_cast<std::uint32_t>(flow.holdings.size()));
    const auto begin = gathered.begin() + first[p], end = gathered.begin() + first[p + 1];
    if (!std::is_sorted(begin, end)) std::sort(begin, end);
    const auto last = std::unique(begin, end);
    for (auto artifact = begin; artifact != last; ++artifact) {
      flow.holdings.push_back({PartyId(p), *artifact});
    }
  }
  flow.first_holding.push_back(static_cast<std::uint32_t>(flow.holdings.size()));
}

// By artifact, where its developer holds it.
std::vector<HoldingId> find_homes(const Flow& flow) {
  std::vector<HoldingId> homes(flow.model->graph.artifacts.size());
  for (std::size_t h = 0; h < flow.holdings.size(); ++h) {
    const auto [party, artifact] = flow.holdings[h];
    if (flow.artifact_of(HoldingId(h)).developer == party) homes[artifact.index()] = HoldingId(h);
  }
  return homes;
}

// All supplies, in no order.
std::vector<Supply> gather_supplies(const Flow& flow) {
  const Graph& graph = flow.model->graph;
  std::vector<Supply> supplies;
  supplies.reserve(2 * graph.derivations.size() + graph.supplied.size());
  std::vector<bool> supplied(flow.holdings.size());
  for (std::size_t e = 0; e < graph.agreements.size(); ++e) {
    if (!exists(graph, AgreementId(e), flow.as_of)) continue;
    const Agreement& agreement = graph.agreements[e];
    for (const ArtifactId artifact : supplied_by(graph, agreement)) {
      const HoldingId to = flow.find(agreement.to, artifact);
      supplied[to.index()] = true;
      supplies.push_back({flow.find(agreement.from, artifact), to, SupplyKind::kAgreement, artifact,
                          AgreementId(e), 0});
    }
  }
  const std::vector<HoldingId> homes = find_homes(flow);
  for (std::size_t a = 0; a < graph.artifacts.size(); ++a) {
    const Artifact& artifact = graph.artifacts[a];
    for (std::uint32_t d = 0; d < artifact.derivations; ++d) {
      const std::uint32_t number = artifact.first_derivation + d;
      const ArtifactId parent = graph.derivations[number].parent;
      const HoldingId home = homes[parent.index()];
      const bool own = graph.artifacts[parent.index()].developer == artifact.developer;
      const HoldingId here = own ? home : flow.find(artifact.developer, parent);
      supplies.push_back(
          {here, homes[a], SupplyKind::kDerivation, ArtifactId(a), AgreementId(), number});
      if (own || supplied[here.index()]) continue;
      supplied[here.index()] = true;
      supplies.push_back({home, here, SupplyKind::kPublic, parent, AgreementId(), number});
    }
  }
  return supplies;
}

// Scatters them by holding supplied and sorts what goes to one.
void find_supplies(Flow& flow) {
  const std::vector<Supply> gathered = gather_supplies(flow);
  flow.first_in.assign(flow.holdings.size() + 1, 0);
  flow.first_out.assign(flow.holdings.size() + 1, 0);
  for (const Supply& supply : gathered) {
    ++flow.first_in[supply.to.index() + 1];
    ++flow.first_out[supply.from.index() + 1];
  }
  for (std::size_t h = 0; h < flow.holdings.size(); ++h) {
    flow.first_in[h + 1] += flow.first_in[h];
    flow.first_out[h + 1] += flow.first_out[h];
  }
  flow.supplies.resize(gathered.size());
  std::vector<std::uint32_t> next = flow.first_in;
  for (const Supply& supply : gathered) flow.supplies[next[supply.to.index()]++] = supply;
  for (std::size_t h = 0; h < flow.holdings.size(); ++h) {
    if (flow.first_in[h + 1] - flow.first_in[h] < 2) continue;
    std::sort(flow.supplies.begin() + flow.first_in[h],
              flow.supplies.begin() + flow.first_in[h + 1], [](const Supply& x, const Supply& y) {
                return std::tie(x.from, x.kind, x.agreement, x.derivation) <
                       std::tie(y.from, y.kind, y.agreement, y.derivation);
              });
  }
  flow.in.resize(flow.supplies.size());
  flow.out.resize(flow.supplies.size());
  next = flow.first_out;
  for (std::size_t s = 0; s < flow.supplies.size(); ++s) {
    flow.in[s] = SupplyId(s);
    flow.out[next[flow.supplies[s].from.index()]++] = SupplyId(s);
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
  explicit ExpectedProblem(Flow& flow) : flow_(flow) {}
  solver::Value join(solver::Value a, solver::Value b) override {
    return flow_.sets->unite(ObligationsId{a}, ObligationsId{b}).value;
  }
  solver::Value transfer(std::uint32_t edge, solver::Value value) override {
    const Supply& supply = flow_.supplies[edge];
    return flow_.carrier->expected(supply, ObligationsId{value}, flow_.own[supply.from.index()])
        .value;
  }

 private:
  Flow& flow_;
};

// Solved where the expected sets are final: see carrier.cpp.
class BoundProblem final : public solver::Problem {
 public:
  BoundProblem(Flow& flow, const std::vector<solver::Value>& expected)
      : flow_(flow), expected_(expected) {}
  solver::Value join(solver::Value a, solver::Value b) override {
    return flow_.sets->unite(ObligationsId{a}, ObligationsId{b}).value;
  }
  solver::Value transfer(std::uint32_t edge, solver::Value value) override {
    const Supply& supply = flow_.supplies[edge];
    return flow_.carrier
        ->bound(supply, ObligationsId{expected_[supply.from.index()]},
                flow_.own[supply.from.index()], ObligationsId{value})
        .value;
  }

 private:
  Flow& flow_;
  const std::vector<solver::Value>& expected_;
};

solver::Order order_of(const Flow& flow) {
  std::vector<std::uint32_t> from;
  from.reserve(flow.supplies.size());
  for (const Supply& supply : flow.supplies) from.push_back(supply.from.value);
  return solver::Order(solver::Edges(flow.first_in, std::move(from)));
}

void solve(Flow& flow) {
  std::vector<solver::Value> expected(flow.holdings.size(), kNoObligations.value), bound = expected;
  ExpectedProblem first(flow);
  BoundProblem second(flow, expected);
  solver::least_fixpoints(order_of(flow), {{first, expected}, {second, bound}});
  const auto ids_of = [](const std::vector<solver::Value>& values) {
    std::vector<ObligationsId> ids;
    ids.reserve(values.size());
    for (const solver::Value value : values) ids.push_back(ObligationsId{value});
    return ids;
  };
  flow.expected = ids_of(expected);
  flow.bound = ids_of(bound);
}

}  // namespace

Flow propagate(const Model& model, Date as_of) {
  Flow flow;
  flow.model = &model;
  flow.as_of = as_of;
  flow.sets = std::make_shared<ObligationSets>(model);
  flow.carrier = std::make_shared<Carrier>(model, as_of, *flow.sets);
  find_holdings(flow);
  find_supplies(flow);
  OwnPolicies own(flow);
  flow.own.reserve(flow.holdings.size());
  for (std::size_t h = 0; h < flow.holdings.size(); ++h) flow.own.push_back(own.of(HoldingId(h)));
  flow.regulations = find_regulations(flow);
  flow.grantors = std::make_shared<Grantors>(model, as_of);
  settle_written_waivers(flow);
  solve(flow);
  settle_grants(flow);
  note_effects(flow);
  return flow;
}

}  // namespace flowdown
