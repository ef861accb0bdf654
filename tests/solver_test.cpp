// The solver of the two fixpoints against one that goes round until nothing changes, on random
// graphs with circles, loops and several edges between two nodes.
#include "propagate/solver.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "support/random_lines.hpp"

namespace flowdown::solver {
namespace {

using testing::chance;
using testing::pick;
using testing::Rng;

// Sets of eight things. An edge lets through what its mask has, and brings what its gift has.
class Sets : public Problem {
 public:
  Sets(std::vector<Value> masks, std::vector<Value> gifts)
      : masks_(std::move(masks)), gifts_(std::move(gifts)) {}
  Value join(Value a, Value b) override { return a | b; }
  Value transfer(std::uint32_t edge, Value value) override {
    return (value & masks_[edge]) | gifts_[edge];
  }

 private:
  std::vector<Value> masks_, gifts_;
};

// Lets through only what the first problem did not find at the source. It is monotone only where
// that is final.
class Rest : public Problem {
 public:
  Rest(const std::vector<Edge>& edges, const std::vector<Value>& first)
      : edges_(edges), first_(first) {}
  Value join(Value a, Value b) override { return a | b; }
  Value transfer(std::uint32_t edge, Value value) override {
    return (value | (edge & 0xffU)) & ~first_[edges_[edge].from];
  }

 private:
  const std::vector<Edge>& edges_;
  const std::vector<Value>& first_;
};

void go_round(const std::vector<Edge>& edges, Problem& problem, std::vector<Value>& values) {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
      Value& to = values[edges[e].to];
      const Value joined = problem.join(to, problem.transfer(e, values[edges[e].from]));
      changed = changed || joined != to;
      to = joined;
    }
  }
}

TEST(Solver, FindsWhatGoingRoundFinds) {
  Rng rng(5);
  for (int round = 0; round < 3000; ++round) {
    const auto nodes = static_cast<std::uint32_t>(1 + pick(rng, 12));
    const unsigned backward = pick(rng, 3) == 0 ? 0 : 30;
    std::vector<Edge> edges;
    for (std::size_t i = pick(rng, 25); i > 0; --i) {
      Edge edge{static_cast<std::uint32_t>(pick(rng, nodes)),
                static_cast<std::uint32_t>(pick(rng, nodes))};
      const bool back = edge.from >= edge.to;
      if (back && !chance(rng, backward)) std::swap(edge.from, edge.to);
      if (edge.from == edge.to && !chance(rng, backward)) continue;
      edges.push_back(edge);
    }
    std::stable_sort(edges.begin(), edges.end(),
                     [](const Edge& a, const Edge& b) { return a.to < b.to; });
    std::vector<Value> masks, gifts, initial;
    for (std::size_t e = 0; e < edges.size(); ++e) {
      masks.push_back(static_cast<Value>(rng() & 0xffU));
      gifts.push_back(chance(rng, 20) ? static_cast<Value>(rng() & 0xffU) : 0);
    }
    for (std::uint32_t n = 0; n < nodes; ++n) {
      initial.push_back(chance(rng, 40) ? static_cast<Value>(rng() & 0xffU) : 0);
    }

    std::vector<Value> first = initial, second = initial;
    Sets sets(masks, gifts);
    Rest rest(edges, first);
    const Order order{Edges(nodes, edges)};
    least_fixpoints(order, {{sets, first}, {rest, second}});

    std::vector<Value> slow_first = initial, slow_second = initial;
    go_round(edges, sets, slow_first);
    EXPECT_EQ(first, slow_first) << "round " << round;
    Rest slow_rest(edges, slow_first);
    go_round(edges, slow_rest, slow_second);
    EXPECT_EQ(second, slow_second) << "round " << round;

    // The components are in order, and have each node with an edge once.
    std::vector<int> seen(nodes);
    std::vector<bool> touched(nodes);
    for (const auto& [from, to] : edges) {
      touched[from] = touched[to] = true;
      EXPECT_LE(order.component_of(from), order.component_of(to)) << "round " << round;
    }
    for (std::size_t c = 0; c < order.components(); ++c) {
      for (const std::uint32_t node : order.members(c)) {
        ++seen[node];
        EXPECT_EQ(order.component_of(node), c);
      }
    }
    for (std::uint32_t n = 0; n < nodes; ++n) EXPECT_EQ(seen[n], touched[n] ? 1 : 0);
  }
}

}  // namespace
}  // namespace flowdown::solver
