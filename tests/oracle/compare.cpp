// See compare.hpp.
#include "oracle/compare.hpp"

#include <sstream>

namespace flowdown::oracle {

NumberSet contexts_in(const Space& space, const ContextSets& sets, ContextSet set) {
  NumberSet result = space.no_contexts();
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (sets.contains(set, space.context(c))) result.insert(c);
  }
  return result;
}

NumberSet points_in(const Space& space, const ContextSets& sets, const Region& region) {
  NumberSet result = space.no_points();
  for (std::size_t u = 0; u < space.taxonomy().uses.size(); ++u) {
    ContextSet set = region.of(UseId(u));
    for (std::size_t c = 0; c < space.contexts(); ++c) {
      if (sets.contains(set, space.context(c))) result.insert(space.number_of(UseId(u), c));
    }
  }
  return result;
}

const Mask& Converter::mask(ExtentId id) {
  auto found = masks_.find(id.value);
  if (found != masks_.end()) return found->second;
  const Extent extent = (*sets_)[id];
  const ContextSets& contexts = sets_->algebra().contexts();
  Mask mask{points_in(*space_, contexts, extent.uses),
            contexts_in(*space_, contexts, extent.duties)};
  return masks_.emplace(id.value, std::move(mask)).first->second;
}

Reached Converter::reached(ObligationsId obligations) {
  Reached result;
  const Obligations entries = (*sets_)[obligations];
  for (const auto& [version, extent] : entries) add_to(result, version, mask(extent));
  return result;
}

Reached effects(const NaiveFlow& naive, const Reached& reached) {
  Reached result;
  for (const auto& [v, mask] : reached) add_to(result, v, naive.effect(v, mask));
  return result;
}

std::string describe(const NaiveFlow& naive, const Reached& reached) {
  std::ostringstream out;
  for (const auto& [v, mask] : reached) {
    out << "  " << naive.model().policies.id_of(v) << '@' << naive.version(v).version << ": "
        << mask.points.count() << " of " << naive.space().points() << " points, "
        << mask.contexts.count() << " of " << naive.space().contexts() << " contexts\n";
  }
  return out.str();
}

std::string describe(const NaiveFlow& naive, const Holding& holding) {
  return std::string(naive.model().graph.id_of(holding.party)) + '/' +
         std::string(naive.model().graph.id_of(holding.artifact));
}

std::string describe(const NaiveFlow& naive, const NaiveSupply& supply) {
  std::string by = supply.kind == SupplyKind::kAgreement
                       ? std::string(naive.model().graph.id_of(supply.agreement))
                   : supply.kind == SupplyKind::kPublic ? "public"
                                                        : "derivation";
  return describe(naive, supply.from) + " -" + by + "-> " + describe(naive, supply.to);
}

NaiveSupply naive_supply(const NaiveFlow& naive, const Flow& flow, SupplyId id) {
  const Supply& supply = flow.supplies[id.index()];
  NaiveSupply result;
  result.kind = supply.kind;
  result.from = flow.holdings[supply.from.index()];
  result.to = flow.holdings[supply.to.index()];
  if (supply.kind == SupplyKind::kAgreement) result.agreement = supply.agreement;
  if (supply.kind == SupplyKind::kDerivation) {
    result.by = flow.model->graph.derivations[supply.derivation].by;
  }
  if (supply.kind == SupplyKind::kPublic) {
    result.named = naive.policies_of(result.from.artifact).refs;
  }
  return result;
}

}  // namespace flowdown::oracle
