// Least fixpoints, one strongly connected component at a time.
//
// Nodes are numbered; edges carry values forward. The order is topological (Kahn 1962) as far as
// the graph has no cycles, which for most supply chains is all of it; of what is left, nodes on
// cycles or behind them, Boost.Graph finds the components (Tarjan 1972), numbered so that every
// edge leads to one with a smaller or the same number. So all that enters a component from outside
// is final when its turn comes. A component of one node without a loop takes one visit. In a larger
// one, nodes whose value has grown wait in a queue until none has. This ends because chains of
// growing values are finite, and yields the least solution because transfers are monotone (Kildall
// 1973). The cost is one transfer an edge outside of cycles, and inside them one each time that the
// source's value grows.

#include "solver.hpp"

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <cstddef>
#include <deque>
#include <utility>

namespace flowdown::solver {
namespace {

constexpr std::uint32_t kUnvisited = 0xffffffffU;

// The component of each node, numbered as Tarjan's algorithm finishes them.
std::vector<std::uint32_t> strong_components(
    std::uint32_t nodes, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges,
    std::uint32_t& count) {
  using Graph =
      boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                         boost::no_property, std::uint32_t, std::uint32_t>;
  const Graph graph(boost::edges_are_unsorted_multi_pass, edges.begin(), edges.end(), nodes);
  std::vector<std::uint32_t> component(nodes);
  count = static_cast<std::uint32_t>(boost::strong_components(
      graph,
      boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, graph))));
  return component;
}

}  // namespace

template <class KeyOf>
Order::Index Order::index(std::uint32_t nodes, KeyOf key_of) const {
  Index result;
  result.first.resize(std::size_t{nodes} + 1);
  result.items.resize(edges_.size());
  for (const Edge& edge : edges_) ++result.first[key_of(edge) + 1];
  for (std::uint32_t n = 0; n < nodes; ++n) result.first[n + 1] += result.first[n];
  std::vector<std::uint32_t> next(result.first.begin(), result.first.end() - 1);
  for (std::uint32_t e = 0; e < edges_.size(); ++e) result.items[next[key_of(edges_[e])]++] = e;
  return result;
}

Order::Order(std::uint32_t nodes, std::vector<Edge> edges)
    : edges_(std::move(edges)), component_(nodes, kUnvisited) {
  into_ = index(nodes, [](const Edge& edge) { return edge.to; });
  out_of_ = index(nodes, [](const Edge& edge) { return edge.from; });
  std::vector<std::uint32_t> waiting(nodes), unvisited;
  for (std::uint32_t n = 0; n < nodes; ++n) {
    waiting[n] = static_cast<std::uint32_t>(into(n).size());
    if (waiting[n] == 0 && !out_of(n).empty()) add_component(std::span(&n, 1));
  }
  for (std::size_t next = 0; next < sequence_.size(); ++next) {
    for (const std::uint32_t e : out_of(sequence_[next])) {
      const std::uint32_t to = edges_[e].to;
      if (--waiting[to] == 0) add_component(std::span(&to, 1));
    }
  }
  for (std::uint32_t n = 0; n < nodes; ++n) {
    if (waiting[n] != 0) unvisited.push_back(n);
  }
  if (!unvisited.empty()) add_rest(unvisited);
}

void Order::add_component(std::span<const std::uint32_t> members) {
  for (const std::uint32_t node : members) {
    component_[node] = static_cast<std::uint32_t>(first_.size() - 1);
    sequence_.push_back(node);
  }
  first_.push_back(static_cast<std::uint32_t>(sequence_.size()));
}

// Nodes on cycles and those behind them.
void Order::add_rest(std::vector<std::uint32_t>& unvisited) {
  std::vector<std::uint32_t> number(component_.size(), kUnvisited);
  for (std::uint32_t i = 0; i < unvisited.size(); ++i) number[unvisited[i]] = i;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> among;
  for (const std::uint32_t node : unvisited) {
    for (const std::uint32_t e : out_of(node))
      among.emplace_back(number[node], number[edges_[e].to]);
  }
  std::uint32_t count = 0;
  const std::vector<std::uint32_t> found =
      strong_components(static_cast<std::uint32_t>(unvisited.size()), among, count);
  std::vector<std::uint32_t> first(std::size_t{count} + 1), members(unvisited.size());
  for (const std::uint32_t c : found) ++first[c + 1];
  for (std::uint32_t c = 0; c < count; ++c) first[c + 1] += first[c];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  for (std::size_t i = 0; i < unvisited.size(); ++i) members[next[found[i]]++] = unvisited[i];
  for (std::uint32_t c = count; c-- > 0;) {
    add_component(std::span(members).subspan(first[c], first[c + 1] - first[c]));
  }
}

std::vector<Value> least_fixpoint(const Order& order, Problem& problem) {
  std::vector<Value> value(order.nodes());
  for (std::uint32_t n = 0; n < value.size(); ++n) value[n] = problem.initial(n);
  std::vector<bool> waiting(order.nodes());
  std::deque<std::uint32_t> queue;
  for (std::size_t c = 0; c < order.components(); ++c) {
    for (const std::uint32_t node : order.members(c)) {
      bool inside = false;
      for (const std::uint32_t e : order.into(node)) {
        const std::uint32_t from = order.edge(e).from;
        if (order.component_of(from) == c) {
          inside = true;
        } else {
          value[node] = problem.join(value[node], problem.transfer(e, value[from]));
        }
      }
      if (inside) {
        queue.push_back(node);
        waiting[node] = true;
      }
    }
    while (!queue.empty()) {
      const std::uint32_t node = queue.front();
      queue.pop_front();
      waiting[node] = false;
      for (const std::uint32_t e : order.out_of(node)) {
        const std::uint32_t to = order.edge(e).to;
        if (order.component_of(to) != c) continue;
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
