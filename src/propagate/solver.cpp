// Least fixpoints, one strongly connected component at a time.
//
// Nodes are numbered; edges carry values forward. The order is that in which a search against the
// edges, begun at each node in turn, finishes them: so a node comes after all that lead to it, and
// otherwise near those with numbers like its own, which lie beside it in memory. That is all, as
// long as the graph has no cycle, and few supply chains have one. Where the search meets a cycle it
// ends, and of the nodes that it has not finished Boost.Graph finds the components (Tarjan 1972),
// numbered so that every edge leads to one with a smaller or the same number.
//
// So all that enters a component from outside is final when its turn comes. A component of one node
// without a loop takes one visit. In a larger one, nodes whose value has grown wait in a queue
// until none has. This ends because chains of growing values are finite, and yields the least
// solution because transfers are monotone (Kildall 1973). The cost is one transfer an edge outside
// of cycles, and inside them one each time that the source's value grows.

#include "solver.hpp"
#include "flowdown/prefetch.hpp"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <cstddef>
#include <deque>
#include <utility>

namespace flowdown::solver {
namespace {

constexpr std::uint32_t kUnvisited = 0xffffffffU, kBegun = 0xfffffffeU;

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

// A component of several nodes, or of one that leads to itself.
class Knot {
 public:
  // `number` is room to number its nodes in: by node, shared by all knots of an order.
  Knot(const Order& order, std::size_t component, std::vector<std::uint32_t>& number)
      : edges_(order.edges()), members_(order.members(component)), number_(number) {
    number_.resize(edges_.nodes());
    for (std::uint32_t i = 0; i < members_.size(); ++i) number_[members_[i]] = i;
    first_.resize(members_.size() + 1);
    const auto each = [&](auto note) {
      for (const std::uint32_t node : members_) {
        const auto [first, end] = edges_.into(node);
        for (std::uint32_t e = first; e < end; ++e) {
          const bool inside = order.component_of(edges_.from(e)) == component;
          note(edges_.from(e), node, e, inside);
        }
      }
    };
    each([&](std::uint32_t from, std::uint32_t to, std::uint32_t edge, bool inside) {
      if (inside) {
        ++first_[number_[from] + 1];
      } else {
        entering_.push_back({to, edge});
      }
    });
    for (std::size_t i = 0; i < members_.size(); ++i) first_[i + 1] += first_[i];
    inner_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    each([&](std::uint32_t from, std::uint32_t to, std::uint32_t edge, bool inside) {
      if (inside) inner_[next[number_[from]]++] = {to, edge};
    });
  }

  void solve(const Task& task) const {
    auto& [problem, value] = task;
    for (const auto& [to, edge] : entering_) {
      value[to] = problem.join(value[to], problem.transfer(edge, value[edges_.from(edge)]));
    }
    std::deque<std::uint32_t> queue(members_.begin(), members_.end());
    std::vector<bool> waiting(members_.size(), true);
    while (!queue.empty()) {
      const std::uint32_t node = queue.front(), here = number_[node];
      queue.pop_front();
      waiting[here] = false;
      for (std::uint32_t i = first_[here]; i < first_[here + 1]; ++i) {
        const auto [to, edge] = inner_[i];
        const Value joined = problem.join(value[to], problem.transfer(edge, value[node]));
        if (joined == value[to]) continue;
        value[to] = joined;
        if (waiting[number_[to]]) continue;
        queue.push_back(to);
        waiting[number_[to]] = true;
      }
    }
  }

 private:
  struct Arrival {
    std::uint32_t to = 0, edge = 0;
  };

  const Edges& edges_;
  std::span<const std::uint32_t> members_;
  std::vector<std::uint32_t>& number_;
  std::vector<Arrival> entering_;
  std::vector<std::uint32_t> first_;  // by number of a member, into `inner_`
  std::vector<Arrival> inner_;        // the edges within, by where they come from
};

}  // namespace

Edges::Edges(std::uint32_t nodes, std::span<const Edge> edges) : first_(std::size_t{nodes} + 1) {
  from_.reserve(edges.size());
  for (const Edge& edge : edges) {
    ++first_[edge.to + 1];
    from_.push_back(edge.from);
  }
  for (std::uint32_t n = 0; n < nodes; ++n) first_[n + 1] += first_[n];
}

Order::Order(Edges edges) : edges_(std::move(edges)), component_(edges_.nodes(), kUnvisited) {
  sequence_.reserve(std::min(edges_.nodes(), 2 * edges_.size()));
  first_.reserve(sequence_.capacity() + 1);
  for (std::uint32_t n = 0; n < edges_.nodes(); ++n) {
    if (component_[n] != kUnvisited || edges_.into(n).empty()) continue;
    if (!visit(n)) {
      add_rest();
      break;
    }
  }
  begun_ = {};
}

// Adds the node and all that lead to it. False where that meets a cycle.
bool Order::visit(std::uint32_t node) {
  const auto begin = [this](std::uint32_t which) {
    const auto [first, end] = edges_.into(which);
    begun_.push_back({which, first, end});
    component_[which] = kBegun;
  };
  begin(node);
  while (!begun_.empty()) {
    Begun& last = begun_.back();
    if (last.next == last.end) {
      const std::uint32_t done = last.node;
      begun_.pop_back();
      add_component(std::span(&done, 1));
      continue;
    }
    const std::uint32_t from = edges_.from(last.next++);
    if (component_[from] == kBegun) return false;
    if (component_[from] != kUnvisited) continue;
    if (edges_.into(from).empty()) {
      add_component(std::span(&from, 1));
    } else {
      begin(from);
    }
  }
  return true;
}

void Order::add_component(std::span<const std::uint32_t> members) {
  for (const std::uint32_t node : members) {
    component_[node] = static_cast<std::uint32_t>(first_.size() - 1);
    sequence_.push_back(node);
  }
  first_.push_back(static_cast<std::uint32_t>(sequence_.size()));
}

// The nodes that have an edge and are in no component yet.
void Order::add_rest() {
  std::vector<std::uint32_t> number(edges_.nodes(), kUnvisited), rest;
  const auto is_left = [this](std::uint32_t node) { return component_[node] >= kBegun; };
  const auto add = [&](std::uint32_t node) {
    if (!is_left(node) || number[node] != kUnvisited) return;
    number[node] = static_cast<std::uint32_t>(rest.size());
    rest.push_back(node);
  };
  for (std::uint32_t n = 0; n < edges_.nodes(); ++n) {
    if (edges_.into(n).empty()) continue;
    add(n);
    for (const std::uint32_t from : edges_.sources(n)) add(from);
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> among;
  for (const std::uint32_t node : rest) {
    for (const std::uint32_t from : edges_.sources(node)) {
      if (is_left(from)) among.emplace_back(number[from], number[node]);
    }
  }
  std::uint32_t count = 0;
  const std::vector<std::uint32_t> found =
      strong_components(static_cast<std::uint32_t>(rest.size()), among, count);
  std::vector<std::uint32_t> first(std::size_t{count} + 1), members(rest.size());
  for (const std::uint32_t c : found) ++first[c + 1];
  for (std::uint32_t c = 0; c < count; ++c) first[c + 1] += first[c];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  for (std::size_t i = 0; i < rest.size(); ++i) members[next[found[i]]++] = rest[i];
  for (std::uint32_t c = count; c-- > 0;) {
    add_component(std::span(members).subspan(first[c], first[c + 1] - first[c]));
  }
}

namespace {

// Asks for the memory that the first edges into a component to come will need.
void look_ahead(const Order& order, std::size_t component, std::initializer_list<Task> tasks) {
  constexpr std::uint32_t kNodes = 24, kAhead = 12, kEdges = 2;
  if (component + kNodes >= order.components()) return;
  order.edges().prefetch_into(order.members(component + kNodes).front());
  const auto [first, end] = order.edges().into(order.members(component + kAhead).front());
  for (std::uint32_t e = first; e < end && e < first + kEdges; ++e) {
    for (const auto& [problem, value] : tasks) {
      prefetch(&value[order.edges().from(e)]);
      problem.look_ahead(e);
    }
  }
}

}  // namespace

void least_fixpoints(const Order& order, std::initializer_list<Task> tasks) {
  const Edges& edges = order.edges();
  std::vector<std::uint32_t> number;
  for (std::size_t c = 0; c < order.components(); ++c) {
    look_ahead(order, c, tasks);
    const std::span<const std::uint32_t> members = order.members(c);
    const std::uint32_t node = members.front();
    const std::span<const std::uint32_t> sources = edges.sources(node);
    if (members.size() > 1 || std::find(sources.begin(), sources.end(), node) != sources.end()) {
      const Knot knot(order, c, number);
      for (const Task& task : tasks) knot.solve(task);
      continue;
    }
    for (const auto& [problem, value] : tasks) {
      const auto [first, end] = edges.into(node);
      for (std::uint32_t e = first; e < end; ++e) {
        value[node] = problem.join(value[node], problem.transfer(e, value[edges.from(e)]));
      }
    }
  }
}

}  // namespace flowdown::solver
