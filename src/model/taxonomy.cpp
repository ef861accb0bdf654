// The vocabulary's derived tables. `below` is the transitive closure of the is-a links, one bitset
// a use: a use is settled after all uses below it (Kahn's order from the leaves up), and then added
// to the sets of its parents, so the whole costs one union of bitsets a link.
#include "flowdown/taxonomy.hpp"

#include <algorithm>

namespace flowdown {
namespace {

template <class Item, class ItemId>
void number(const std::vector<Item>& items, std::unordered_map<std::string, ItemId>& ids) {
  ids.clear();
  for (std::size_t i = 0; i < items.size(); ++i) ids.emplace(items[i].id, ItemId(i));
}

template <class ItemId>
std::optional<ItemId> find(const std::unordered_map<std::string, ItemId>& ids,
                           std::string_view id) {
  const auto found = ids.find(std::string(id));
  if (found == ids.end()) return std::nullopt;
  return found->second;
}

}  // namespace

void Taxonomy::finish() {
  number(uses, use_ids_);
  number(safeguards, safeguard_ids_);
  number(duties, duty_ids_);
  number(attributes, attribute_ids_);

  below_.assign(uses.size(), no_uses());
  std::vector<std::size_t> unsettled_children(uses.size(), 0);
  for (const Use& use : uses) {
    for (const UseId parent : use.parents) ++unsettled_children[parent.index()];
  }
  std::vector<UseId> settled;
  settled.reserve(uses.size());
  for (std::size_t i = 0; i < uses.size(); ++i) {
    below_[i].insert(UseId(i));
    if (unsettled_children[i] == 0) settled.emplace_back(i);
  }
  for (std::size_t next = 0; next < settled.size(); ++next) {
    const UseId use = settled[next];
    for (const UseId parent : uses[use.index()].parents) {
      below_[parent.index()] |= below_[use.index()];
      if (--unsettled_children[parent.index()] == 0) settled.push_back(parent);
    }
  }
}

ValueSet Taxonomy::all_values(Dimension dimension) const {
  ValueSet all;
  for (std::size_t i = 0; i < domain(dimension); ++i) all.set(i);
  return all;
}

std::optional<UseId> Taxonomy::find_use(std::string_view id) const { return find(use_ids_, id); }

std::optional<SafeguardId> Taxonomy::find_safeguard(std::string_view id) const {
  return find(safeguard_ids_, id);
}

std::optional<DutyId> Taxonomy::find_duty(std::string_view id) const { return find(duty_ids_, id); }

std::optional<AttributeId> Taxonomy::find_attribute(std::string_view id) const {
  return find(attribute_ids_, id);
}

std::optional<std::size_t> Taxonomy::find_value(Dimension dimension, std::string_view name) const {
  const auto& names = values_of(dimension);
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<ValueSet> Taxonomy::find_values(Dimension dimension, std::string_view name) const {
  if (dimension == Dimension::kTerritory) {
    const auto found = std::lower_bound(
        territories.begin(), territories.end(), name,
        [](const Territory& territory, std::string_view wanted) { return territory.id < wanted; });
    if (found == territories.end() || found->id != name) return std::nullopt;
    return found->members;
  }
  const auto value = find_value(dimension, name);
  if (!value) return std::nullopt;
  return ValueSet().set(*value);
}

const Grouping* Taxonomy::find_grouping(std::string_view id) const {
  for (const Grouping& grouping : groupings) {
    if (grouping.id == id) return &grouping;
  }
  return nullptr;
}

}  // namespace flowdown
