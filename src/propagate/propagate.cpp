// Stage 2 from its first step to its last: which holdings there are, who supplies them, what each
// party puts on an artifact itself, then the two fixpoints, then what waivers do.

#include <utility>

#include "carrier.hpp"
#include "flowdown/prefetch.hpp"
#include "flowdown/ranges.hpp"
#include "solver.hpp"
#include "supplies.hpp"
#include "waivers.hpp"

namespace flowdown {
namespace {

// Own policies, interned by list, since most parties and artifacts share few lists.
class OwnPolicies {
 public:
  explicit OwnPolicies(Flow& flow) : flow_(&flow) {
    by_list_.resize(flow.model->graph.policy_lists.size());
  }

  ObligationsId of(HoldingId holding) {
    const ObligationsId of_party = of_list(flow_->party_of(holding).policies);
    if (!flow_->is_developer(holding)) return of_party;
    return flow_->sets->unite(of_party, of_list(flow_->artifact_of(holding).policies));
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
    return flow_.carrier
        ->expected(supply, flow_.classes[edge], ObligationsId{value},
                   flow_.own[supply.from.index()])
        .value;
  }
  void look_ahead(std::uint32_t edge) override {
    prefetch(&flow_.own[flow_.supplies[edge].from.index()]);
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
        ->bound(supply, flow_.classes[edge], ObligationsId{expected_[supply.from.index()]},
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

// What is known of each holding and supply before anything flows.
void put_own(Flow& flow) {
  OwnPolicies own(flow);
  flow.own.reserve(flow.holdings.size());
  for (std::size_t h = 0; h < flow.holdings.size(); ++h) flow.own.push_back(own.of(HoldingId(h)));
  flow.regulations = find_regulations(flow);
  settle_written_waivers(flow);
}

// What a waiver takes out makes a class of its own, so they are found after that.
void find_classes(Flow& flow) {
  flow.classes.resize(flow.supplies.size());
  for_ranges(flow.supplies.size(), [&](std::size_t begin, std::size_t end, std::size_t) {
    constexpr std::size_t kAhead = 16;
    for (std::size_t s = begin; s < end; ++s) {
      if (s + kAhead < end) {
        prefetch(&flow.model->graph.artifacts[flow.supplies[s + kAhead].artifact.index()]);
      }
      flow.classes[s] = flow.carrier->class_of(flow.supplies[s]);
    }
  });
}

void solve(Flow& flow, const solver::Order& order) {
  std::vector<solver::Value> expected(flow.holdings.size(), kNoObligations.value), bound = expected;
  ExpectedProblem first(flow);
  BoundProblem second(flow, expected);
  solver::least_fixpoints(order, {{first, expected}, {second, bound}});
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
  flow.grantors = std::make_shared<Grantors>(model, as_of);
  find_holdings(flow);
  find_supplies(flow);
  std::optional<solver::Order> order;
  const auto prepare = [&] {
    put_own(flow);
    find_classes(flow);
  };
  do_both(flow.supplies.size(), prepare, [&] { order.emplace(order_of(flow)); });
  solve(flow, *order);
  settle_grants(flow);
  note_effects(flow);
  return flow;
}

}  // namespace flowdown
