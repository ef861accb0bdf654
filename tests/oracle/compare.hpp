// The library's sets as sets of numbers, to compare with the oracle's.
#pragma once

#include <unordered_map>

#include "flowdown/algebra.hpp"
#include "flowdown/flow.hpp"
#include "oracle/naive_flow.hpp"
#include "oracle/points.hpp"

namespace flowdown::oracle {

// Asks the library about each context, or each point, in turn.
NumberSet contexts_in(const Space& space, const ContextSets& sets, ContextSet set);
NumberSet points_in(const Space& space, const ContextSets& sets, const Region& region);

// The obligation sets of one Flow as masks. Keeps what it has converted.
class Converter {
 public:
  Converter(const Space& space, ObligationSets& sets) : space_(&space), sets_(&sets) {}

  const Mask& mask(ExtentId extent);
  Reached reached(ObligationsId obligations);

 private:
  const Space* space_;
  ObligationSets* sets_;
  std::unordered_map<std::uint32_t, Mask> masks_;
};

// What the masks mean: the points prohibited and the contexts of duties, by version, none empty.
Reached effects(const NaiveFlow& naive, const Reached& reached);
// The same in words, to print where two differ.
std::string describe(const NaiveFlow& naive, const Reached& reached);
std::string describe(const NaiveFlow& naive, const NaiveSupply& supply);
std::string describe(const NaiveFlow& naive, const Holding& holding);

// The oracle's counterpart of one supply of the library.
NaiveSupply naive_supply(const NaiveFlow& naive, const Flow& flow, SupplyId supply);

}  // namespace flowdown::oracle
