// The longest way to a node says its column, once the edges that close cycles are left out: those
// that lead back to a node on the way of a depth-first search, which starts at developers and goes
// on in the order of kinds.
#include "render/tiers.hpp"

#include <algorithm>
#include <numeric>
#include <set>

namespace flowdown {
namespace {

enum class Mark : char { kNew, kOpen, kDone };

struct Frame {
  std::size_t node, next;
};

}  // namespace

std::vector<std::size_t> tiers_of(const std::vector<PartyKind>& kinds,
                                  const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
  const std::size_t n = kinds.size();
  std::vector<std::vector<std::size_t>> out(n);
  for (const auto& [from, to] : edges) out[from].push_back(to);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return kinds[a] < kinds[b]; });
  std::vector<Mark> marks(n, Mark::kNew);
  std::vector<std::size_t> finished;  // each after all that it leads to
  std::vector<std::vector<std::size_t>> forward(n);
  for (const std::size_t root : order) {
    if (marks[root] != Mark::kNew) continue;
    std::vector<Frame> stack{{root, 0}};
    marks[root] = Mark::kOpen;
    while (!stack.empty()) {
      Frame& top = stack.back();
      if (top.next == out[top.node].size()) {
        marks[top.node] = Mark::kDone;
        finished.push_back(top.node);
        stack.pop_back();
        continue;
      }
      const std::size_t to = out[top.node][top.next++];
      if (marks[to] == Mark::kOpen) continue;
      forward[top.node].push_back(to);
      if (marks[to] == Mark::kDone) continue;
      marks[to] = Mark::kOpen;
      stack.push_back({to, 0});
    }
  }
  std::vector<std::size_t> tier(n, 0);
  std::vector<bool> supplied(n, false);
  for (auto node = finished.rbegin(); node != finished.rend(); ++node) {
    for (const std::size_t to : forward[*node]) {
      tier[to] = std::max(tier[to], tier[*node] + 1);
      supplied[to] = true;
    }
  }
  const std::size_t last = n == 0 ? 0 : *std::max_element(tier.begin(), tier.end());
  // Who is not supplied, and is no developer, stands just before whom it supplies; an application
  // that supplies nobody stands at the end.
  for (const std::size_t node : finished) {
    if (forward[node].empty()) {
      if (kinds[node] == PartyKind::kApplication) tier[node] = last;
    } else if (!supplied[node] && kinds[node] != PartyKind::kDeveloper) {
      std::size_t next = last;
      for (const std::size_t to : forward[node]) next = std::min(next, tier[to]);
      tier[node] = next - 1;
    }
  }
  const std::set<std::size_t> used(tier.begin(), tier.end());
  for (std::size_t& t : tier) {
    t = static_cast<std::size_t>(std::distance(used.begin(), used.find(t)));
  }
  return tier;
}

}  // namespace flowdown
