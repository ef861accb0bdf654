// Strong, dense identifiers. An id is an index into the vector of its kind in the value that
// issued it (a `PartyId` indexes `Graph::parties`), so that a stage's result can be a plain vector
// beside the graph instead of marks on it.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace flowdown {

template <class Tag>
struct Id {
  std::uint32_t value = kNone;

  static constexpr std::uint32_t kNone = 0xffffffffU;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : value(static_cast<std::uint32_t>(index)) {}

  // False for the default-constructed id, which names nothing.
  constexpr explicit operator bool() const { return value != kNone; }
  constexpr std::size_t index() const { return value; }

  friend constexpr auto operator<=>(Id, Id) = default;
};

using Symbol = Id<struct SymbolTag>;            // Symbols
using FileId = Id<struct FileTag>;              // Sources
using UseId = Id<struct UseTag>;                // Taxonomy::uses
using SafeguardId = Id<struct SafeguardTag>;    // Taxonomy::safeguards
using DutyId = Id<struct DutyTag>;              // Taxonomy::duties
using AttributeId = Id<struct AttributeTag>;    // Taxonomy::attributes
using PolicyId = Id<struct PolicyTag>;          // PolicySet::policies
using VersionId = Id<struct VersionTag>;        // PolicySet::versions
using PartyId = Id<struct PartyTag>;            // Graph::parties
using ArtifactId = Id<struct ArtifactTag>;      // Graph::artifacts
using AgreementId = Id<struct AgreementTag>;    // Graph::agreements
using TermsId = Id<struct TermsTag>;            // Graph::terms
using PolicyListId = Id<struct PolicyListTag>;  // Graph::policy_lists
using ContextId = Id<struct ContextTag>;        // Graph::contexts
using EvidenceId = Id<struct EvidenceTag>;      // Graph::evidence
using HoldingId = Id<struct HoldingTag>;        // Flow::holdings
using SupplyId = Id<struct SupplyTag>;          // Flow::supplies

}  // namespace flowdown

template <class Tag>
struct std::hash<flowdown::Id<Tag>> {
  std::size_t operator()(flowdown::Id<Tag> id) const noexcept {
    return std::hash<std::uint32_t>{}(id.value);
  }
};
