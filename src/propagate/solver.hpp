// A solver for monotone equations over a directed graph. It knows nodes, edges and opaque values;
// what the values mean is the problem's affair.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace flowdown::solver {

using Value = std::uint32_t;

struct Edge {
  std::uint32_t from = 0, to = 0;
};

// An order in which to visit the nodes of a graph: every edge leads onward or stays within one
// component. Made once, it serves any number of problems. Takes time linear in nodes and edges.
class Order {
 public:
  // Edges are numbered as they stand.
  Order(std::uint32_t nodes, std::vector<Edge> edges);

  std::size_t nodes() const { return component_.size(); }
  // The edge numbers into, and out of, a node, ascending.
  std::span<const std::uint32_t> into(std::uint32_t node) const { return into_.of(node); }
  std::span<const std::uint32_t> out_of(std::uint32_t node) const { return out_of_.of(node); }
  const Edge& edge(std::uint32_t number) const { return edges_[number]; }

  // The strongly connected components, each after all that lead to it. Nodes without edges are in
  // none of them.
  std::size_t components() const { return first_.size() - 1; }
  std::span<const std::uint32_t> members(std::size_t component) const {
    return std::span(sequence_).subspan(first_[component],
                                        first_[component + 1] - first_[component]);
  }
  std::uint32_t component_of(std::uint32_t node) const { return component_[node]; }

 private:
  // For each key, the numbers of the items that have it, in ascending order.
  struct Index {
    std::vector<std::uint32_t> first, items;
    std::span<const std::uint32_t> of(std::uint32_t key) const {
      return std::span(items).subspan(first[key], first[key + 1] - first[key]);
    }
  };
  template <class KeyOf>
  Index index(std::uint32_t nodes, KeyOf key_of) const;

  void add_component(std::span<const std::uint32_t> members);
  void add_rest(std::vector<std::uint32_t>& unvisited);

  std::vector<Edge> edges_;
  Index into_, out_of_;
  std::vector<std::uint32_t> sequence_, first_{0}, component_;
};

// Values form a join semilattice in which equal values are equal numbers, without infinite
// ascending chains; `transfer` is monotone.
class Problem {
 public:
  virtual ~Problem() = default;
  virtual Value initial(std::uint32_t node) = 0;
  virtual Value join(Value a, Value b) = 0;
  // The value that arrives over edge number `edge` where its source has `value`.
  virtual Value transfer(std::uint32_t edge, Value value) = 0;
};

// The least solution of value(n) = initial(n) ⊔ ⨆ transfer(e, value(from(e))) over the edges e into
// n, by node.
std::vector<Value> least_fixpoint(const Order& order, Problem& problem);

}  // namespace flowdown::solver
