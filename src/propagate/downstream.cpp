// Counting what lies downstream.
//
// For each policy that is asked about, the supplies along which it flows make a graph of its own.
// Its components are visited from those behind which nothing lies. Where no two ways from one meet
// again, what lies behind it is the sum of what lies behind its successors, so trees, chains and
// circles are counted exactly in one pass. Where ways meet, nobody knows how to count much faster
// than by a search from each place (it is the size of a transitive closure); the searches are
// cut off in large graphs, and one that leads to a place already found to have more than enough
// behind it is not made at all.

#include "downstream.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

namespace flowdown {
namespace {

// What the components say of each other, as far as the counting needs it.
struct Behind {
  std::uint32_t count = 0;    // nodes behind the component, its own not counted
  bool tree = true;           // no two ways from it meet again
  std::uint32_t entries = 0;  // components that lead to it
};

// The order is that of the supplies turned round, so that each component comes after those to which
// it leads.
class Counter {
 public:
  Counter(const solver::Order& order, std::size_t most)
      : order_(order), most_(most), behind_(order.components()), seen_in_(order.components()) {}

  std::vector<std::uint32_t> run() {
    for (std::size_t c = 0; c < order_.components(); ++c) {
      for (const std::uint32_t next : successors(c)) ++behind_[next].entries;
    }
    for (std::size_t c = 0; c < order_.components(); ++c) settle(c);
    std::vector<std::uint32_t> counts(order_.edges().nodes());
    for (std::size_t c = 0; c < order_.components(); ++c) {
      const auto others = static_cast<std::uint32_t>(order_.members(c).size() - 1);
      for (const std::uint32_t node : order_.members(c)) counts[node] = others + behind_[c].count;
    }
    return counts;
  }

 private:
  std::uint32_t size(std::size_t c) const {
    return static_cast<std::uint32_t>(order_.members(c).size());
  }
  // The components to which one leads, each once.
  std::vector<std::uint32_t> successors(std::size_t c) const {
    std::vector<std::uint32_t> result;
    for (const std::uint32_t node : order_.members(c)) {
      for (const std::uint32_t behind : order_.edges().sources(node)) {
        const std::uint32_t other = order_.component_of(behind);
        if (other != c) result.push_back(other);
      }
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
  }

  void settle(std::size_t c) {
    Behind& here = behind_[c];
    std::size_t sum = 0, enough = 0;
    for (const std::uint32_t next : successors(c)) {
      const Behind& there = behind_[next];
      here.tree = here.tree && there.tree && there.entries == 1;
      sum += size(next) + there.count;
      enough = std::max<std::size_t>(enough, size(next) + there.count);
    }
    if (here.tree) {
      here.count = static_cast<std::uint32_t>(sum);
    } else if (enough >= most_) {
      here.count = static_cast<std::uint32_t>(most_);
    } else {
      here.count = static_cast<std::uint32_t>(std::min(search(c), most_));
    }
  }

  std::size_t search(std::size_t from) {
    ++searches_;
    std::vector<std::uint32_t> waiting = successors(from);
    for (const std::uint32_t c : waiting) seen_in_[c] = searches_;
    std::size_t found = 0;
    while (!waiting.empty() && found < most_) {
      const std::uint32_t c = waiting.back();
      waiting.pop_back();
      found += size(c);
      for (const std::uint32_t next : successors(c)) {
        if (seen_in_[next] == searches_) continue;
        seen_in_[next] = searches_;
        waiting.push_back(next);
      }
    }
    return found;
  }

  const solver::Order& order_;
  std::size_t most_;
  std::vector<Behind> behind_;
  std::vector<std::uint32_t> seen_in_;  // by component: the last search that met it
  std::uint32_t searches_ = 0;
};

}  // namespace

Downstream::Downstream(const Flow& flow) : flow_(&flow) {}

// Which policies flow along a supply depends on its class and on what is at its start.
void Downstream::sort_supplies() {
  if (sorted_) return;
  sorted_ = true;
  const Flow& flow = *flow_;
  std::map<std::tuple<std::uint32_t, ObligationsId, ObligationsId>, std::vector<PolicyId>> known;
  for (std::size_t s = 0; s < flow.supplies.size(); ++s) {
    const std::size_t from = flow.supplies[s].from.index();
    const auto [entry, added] = known.try_emplace(
        std::tuple{flow.class_of(SupplyId(s)), flow.expected[from], flow.own[from]});
    std::vector<PolicyId>& policies = entry->second;
    if (added) {
      for (const auto& [version, extent] :
           (*flow.sets)[flow.sets->unite(flow.expected[from], flow.own[from])]) {
        if (transit(flow, SupplyId(s), version).arriving == kNoExtent) continue;
        policies.push_back(flow.model->policies[version].policy);
      }
      std::sort(policies.begin(), policies.end());
      policies.erase(std::unique(policies.begin(), policies.end()), policies.end());
    }
    for (const PolicyId policy : policies) supplies_[policy].push_back(SupplyId(s));
    supplies_[PolicyId()].push_back(SupplyId(s));
  }
}

const Downstream::Spread& Downstream::spread_of(PolicyId policy) {
  const auto known = spreads_.find(policy);
  if (known != spreads_.end()) return known->second;
  sort_supplies();
  Spread& spread = spreads_[policy];
  const auto number = [&](HoldingId holding) {
    const auto next = static_cast<std::uint32_t>(spread.number.size());
    return spread.number.emplace(holding, next).first->second;
  };
  std::vector<solver::Edge> edges;
  const auto flows = supplies_.find(policy);
  if (flows != supplies_.end()) {
    for (const SupplyId id : flows->second) {
      const Supply& supply = flow_->supplies[id.index()];
      const std::uint32_t from = number(supply.from), to = number(supply.to);
      edges.push_back({to, from});
    }
  }
  std::sort(edges.begin(), edges.end(),
            [](const solver::Edge& a, const solver::Edge& b) { return a.to < b.to; });
  const std::size_t most = flow_->supplies.size() > Tracer::kMostSearched
                               ? Tracer::kMostCounted
                               : std::numeric_limits<std::uint32_t>::max();
  const solver::Order order(solver::Edges(static_cast<std::uint32_t>(spread.number.size()), edges));
  spread.counts = Counter(order, most).run();
  return spread;
}

std::size_t Downstream::count(HoldingId holding, PolicyId policy) {
  const Spread& spread = spread_of(policy);
  const auto found = spread.number.find(holding);
  return found == spread.number.end() ? 0 : spread.counts[found->second];
}

}  // namespace flowdown
