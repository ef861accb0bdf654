// The graph's symbol table and its look-ups by id.
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

Symbols::Symbols(const Symbols& other) : texts_(other.texts_) {
  // The keys are views into the texts, so a copy needs keys of its own.
  ids_.reserve(texts_.size());
  for (std::size_t i = 0; i < texts_.size(); ++i) ids_.emplace(texts_[i], Symbol(i));
}

Symbols& Symbols::operator=(const Symbols& other) {
  if (this != &other) *this = Symbols(other);
  return *this;
}

Symbol Symbols::intern(std::string_view text) {
  if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
  const Symbol symbol(texts_.size());
  ids_.emplace(texts_.emplace_back(text), symbol);
  return symbol;
}

std::optional<Symbol> Symbols::find(std::string_view text) const {
  const auto found = ids_.find(text);
  if (found == ids_.end()) return std::nullopt;
  return found->second;
}

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
