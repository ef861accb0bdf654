// The neighbourhood of a party: up and down from it, each way without turning round. A derivation
// is no step, since it stays within one party.
#include <deque>
#include <utility>

#include "render/places.hpp"

namespace flowdown {

void keep_near(const Flow& flow, const DiagramOptions& options, std::vector<bool>& drawn_holdings,
               std::vector<bool>& drawn_supplies) {
  const std::size_t depth = options.depth.value_or(1);
  std::vector<bool> holdings(flow.holdings.size(), false), supplies(flow.supplies.size(), false);
  for (const bool up : {true, false}) {
    if (options.direction == (up ? Direction::kDown : Direction::kUp)) continue;
    std::deque<std::pair<HoldingId, std::size_t>> waiting;
    std::vector<std::size_t> nearest(flow.holdings.size(), depth + 1);
    for (std::size_t h = 0; h < flow.holdings.size(); ++h) {
      const bool here = drawn_holdings[h] && flow.holdings[h].party == options.party;
      if (here) waiting.emplace_back(HoldingId(h), 0);
    }
    while (!waiting.empty()) {
      const auto [here, steps] = waiting.front();
      waiting.pop_front();
      if (steps >= nearest[here.index()]) continue;
      nearest[here.index()] = steps;
      holdings[here.index()] = true;
      for (const SupplyId id : up ? flow.into(here) : flow.out_of(here)) {
        const Supply& supply = flow.supplies[id.index()];
        const bool within = supply.kind == SupplyKind::kDerivation;
        if (!drawn_supplies[id.index()] || (!within && steps == depth)) continue;
        supplies[id.index()] = true;
        const HoldingId next = up ? supply.from : supply.to;
        if (within) {
          waiting.emplace_front(next, steps);
        } else {
          waiting.emplace_back(next, steps + 1);
        }
      }
    }
  }
  drawn_holdings = std::move(holdings);
  drawn_supplies = std::move(supplies);
}

}  // namespace flowdown
