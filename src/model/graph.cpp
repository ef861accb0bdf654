// The graph's look-ups by id.
#include "flowdown/graph.hpp"

#include <algorithm>

namespace flowdown {
namespace {

// The id of the entity called `id` in a vector that is sorted by id.
template <class EntityId, class Entity>
EntityId find(const std::vector<Entity>& entities, const Symbols& symbols, std::string_view id) {
  const auto found = std::lower_bound(entities.begin(), entities.end(), id,
                                      [&](const Entity& entity, std::string_view wanted) {
                                        return symbols.text(entity.id) < wanted;
                                      });
  if (found == entities.end() || symbols.text(found->id) != id) return {};
  return EntityId(static_cast<std::size_t>(found - entities.begin()));
}

}  // namespace

PartyId Graph::find_party(std::string_view wanted) const {
  return find<PartyId>(parties, symbols, wanted);
}

ArtifactId Graph::find_artifact(std::string_view wanted) const {
  return find<ArtifactId>(artifacts, symbols, wanted);
}

AgreementId Graph::find_agreement(std::string_view wanted) const {
  return find<AgreementId>(agreements, symbols, wanted);
}

}  // namespace flowdown
