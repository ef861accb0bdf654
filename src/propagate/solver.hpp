// A solver for monotone equations over a directed graph. It knows nodes, edges and opaque values;
// what the values mean is the problem's affair.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include "flowdown/prefetch.hpp"

namespace flowdown::solver {

using Value = std::uint32_t;

struct Edge {
  std::uint32_t from = 0, to = 0;
};

// A directed graph as the solver wants it: for each node the edges into it. They are numbered as
// they stand, which must be in the order of their `to`.
class Edges {
 public:
  Edges(std::uint32_t nodes, std::span<const Edge> edges);
  // `first` has one entry more than there are nodes: where the edges into a node begin in `from`.
  Edges(std::vector<std::uint32_t> first, std::vector<std::uint32_t> from)
      : first_(std::move(first)), from_(std::move(from)) {}

  std::size_t nodes() const { return first_.size() - 1; }
  std::size_t size() const { return from_.size(); }
  std::uint32_t from(std::uint32_t edge) const { return from_[edge]; }
  // The numbers of the edges into a node: from the first to before the end.
  struct Numbers {
    std::uint32_t first = 0, end = 0;
    bool empty() const { return first == end; }
  };
  Numbers into(std::uint32_t node) const { return {first_[node], first_[node + 1]}; }
  // Asks for the memory that into() will look at.
  void prefetch_into(std::uint32_t node) const { prefetch(&first_[node]); }
  // The nodes from which they come.
  std::span<const std::uint32_t> sources(std::uint32_t node) const {
    return std::span(from_).subspan(first_[node], first_[node + 1] - first_[node]);
  }

 private:
  std::vector<std::uint32_t> first_, from_;
};

// An order in which to visit the nodes of a graph: every edge leads onward or stays within one
// component. Made once, it serves any number of problems. Takes time linear in nodes and edges.
class Order {
 public:
  explicit Order(Edges edges);

  const Edges& edges() const { return edges_; }
  // The strongly connected components, each after all that lead to it. Nodes without edges are in
  // none of them.
  std::size_t components() const { return first_.size() - 1; }
  std::span<const std::uint32_t> members(std::size_t component) const {
    return std::span(sequence_).subspan(first_[component],
                                        first_[component + 1] - first_[component]);
  }
  std::uint32_t component_of(std::uint32_t node) const { return component_[node]; }

 private:
  bool visit(std::uint32_t node);
  void add_component(std::span<const std::uint32_t> members);
  void add_rest();

  Edges edges_;
  std::vector<std::uint32_t> sequence_, first_{0}, component_;
  // Of the search: each node that has been begun, and the next of the edges into it.
  struct Begun {
    std::uint32_t node = 0, next = 0, end = 0;
  };
  std::vector<Begun> begun_;
};

// Values form a join semilattice in which equal values are equal numbers, without infinite
// ascending chains; `transfer` is monotone.
class Problem {
 public:
  virtual ~Problem() = default;
  virtual Value join(Value a, Value b) = 0;
  // The value that arrives over edge number `edge` where its source has `value`.
  virtual Value transfer(std::uint32_t edge, Value value) = 0;
  // Says that transfer() will soon be asked of that edge.
  virtual void look_ahead(std::uint32_t) {}
};

// A problem, and where its solution goes: by node, filled with what each node has of itself.
struct Task {
  Problem& problem;
  std::vector<Value>& values;
};

// The least solutions of value(n) = initial(n) ⊔ ⨆ transfer(e, value(from(e))) over the edges e
// into n. Each component is solved for one task after the other, so that a problem may look at what
// those before it have found at the source of an edge.
void least_fixpoints(const Order& order, std::initializer_list<Task> tasks);

}  // namespace flowdown::solver
