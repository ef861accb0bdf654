// A solver for monotone equations over a directed graph. It knows nodes, edges and opaque values;
// what the values mean is the problem's affair.
#pragma once

#include <cstdint>
#include <vector>

namespace flowdown::solver {

using Value = std::uint32_t;

struct Edge {
  std::uint32_t from = 0, to = 0;
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
std::vector<Value> least_fixpoint(std::uint32_t nodes, const std::vector<Edge>& edges,
                                  Problem& problem);

}  // namespace flowdown::solver
