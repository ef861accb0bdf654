// How many holdings lie downstream of a holding.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "flowdown/flow.hpp"
#include "solver.hpp"

namespace flowdown {

class Downstream {
 public:
  // The flow must outlive it.
  explicit Downstream(const Flow& flow);

  // See Tracer::downstream.
  std::size_t count(HoldingId holding, PolicyId policy);

 private:
  // The holdings that one policy reaches, and the counts of all of them.
  struct Spread {
    std::unordered_map<HoldingId, std::uint32_t> number;
    std::vector<std::uint32_t> counts;
  };

  void sort_supplies();
  const Spread& spread_of(PolicyId policy);

  const Flow* flow_;
  bool sorted_ = false;
  std::unordered_map<PolicyId, std::vector<SupplyId>> supplies_;  // along which a policy flows
  std::unordered_map<PolicyId, Spread> spreads_;
};

}  // namespace flowdown
