// Least fixpoints, one strongly connected component at a time.
//
// Nodes are numbered; edges carry values forward. Components are found with Boost.Graph (Tarjan
// 1972), which numbers them so that every edge leads to a component with a smaller or the same
// number. Going from the largest number down, all that enters a component from outside is final.
// A component of one node without a loop takes one visit. In a larger one, nodes whose value has
// grown wait in a queue until none has. This ends because chains of growing values are finite, and
// yields the least solution because transfers are monotone (Kildall 1973). The cost is one transfer
// an edge outside of cycles, and inside them one each time that the source's value grows.

#include "solver.hpp"

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <cstddef>
#include <deque>

namespace flowdown::solver {
namespace {

// For each key below `keys`, the numbers of the items that have it, in ascending order.
struct Index {
  std::vector<std::uint32_t> first, items;

  template <class KeyOf>
  Index(std::uint32_t keys, std::size_t count, KeyOf key_of) : first(keys + 1), items(count) {
    for (std::size_t i = 0; i < count; ++i) ++first[key_of(i) + 1];
    for (std::uint32_t k = 0; k < keys; ++k) first[k + 1] += first[k];
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for (std::size_t i = 0; i < count; ++i) {
      items[next[key_of(i)]++] = static_cast<std::uint32_t>(i);
    }
  }
};

std::vector<std::uint32_t> components(std::uint32_t nodes, const std::vector<Edge>& edges,
                                      std::uint32_t& count) {
  using Graph =
      boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                         boost::no_property, std::uint32_t, std::uint32_t>;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  pairs.reserve(edges.size());
  for (const Edge& edge : edges) pairs.emplace_back(edge.from, edge.to);
  const Graph graph(boost::edges_are_unsorted_multi_pass, pairs.begin(), pairs.end(), nodes);
  std::vector<std::uint32_t> component(nodes);
  count = static_cast<std::uint32_t>(boost::strong_components(
      graph,
      boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph))));
  return component;
}

}  // namespace

std::vector<Value> least_fixpoint(std::uint32_t nodes, const std::vector<Edge>& edges,
                                  Problem& problem) {
  std::vector<Value> value(nodes);
  if (nodes == 0) return value;
  std::uint32_t count = 0;
  const std::vector<std::uint32_t> component = components(nodes, edges, count);
  const Index members(count, nodes, [&](std::size_t n) { return component[n]; });
  const Index into(nodes, edges.size(), [&](std::size_t e) { return edges[e].to; });
  const Index out_of(nodes, edges.size(), [&](std::size_t e) { return edges[e].from; });

  std::vector<bool> waiting(nodes);
  for (std::uint32_t c = count; c-- > 0;) {
    std::deque<std::uint32_t> queue;
    for (std::uint32_t m = members.first[c]; m < members.first[c + 1]; ++m) {
      const std::uint32_t node = members.items[m];
      Value joined = problem.initial(node);
      bool inside = false;
      for (std::uint32_t i = into.first[node]; i < into.first[node + 1]; ++i) {
        const std::uint32_t e = into.items[i];
        if (component[edges[e].from] == c) {
          inside = true;
        } else {
          joined = problem.join(joined, problem.transfer(e, value[edges[e].from]));
        }
      }
      value[node] = joined;
      if (inside) {
        queue.push_back(node);
        waiting[node] = true;
      }
    }
    while (!queue.empty()) {
      const std::uint32_t node = queue.front();
      queue.pop_front();
      waiting[node] = false;
      for (std::uint32_t i = out_of.first[node]; i < out_of.first[node + 1]; ++i) {
        const std::uint32_t e = out_of.items[i];
        const std::uint32_t to = edges[e].to;
        if (component[to] != c) continue;
        const Value joined = problem.join(value[to], problem.transfer(e, value[node]));
        if (joined == value[to]) continue;
        value[to] = joined;
        if (!waiting[to]) {
          queue.push_back(to);
          waiting[to] = true;
        }
      }
    }
  }
  return value;
}

}  // namespace flowdown::solver
