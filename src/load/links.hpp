// The artifacts of a hub that derivations connect.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "load/bulk_graph.hpp"

namespace flowdown::loading {

inline constexpr std::uint32_t kNobody = std::numeric_limits<std::uint32_t>::max();

inline std::string_view id_of_record(const ArtifactRecord& record) {
  return {record.id_start, record.id_size};
}

// Numbers as a text.
template <class Words>
std::string_view bytes_of(const Words& words) {
  return {static_cast<const char*>(static_cast<const void*>(words.data())),
          words.size() * sizeof words[0]};
}

// An artifact that derives from another one, or that something refers to.
struct Linked {
  std::uint32_t record = 0;
  std::uint32_t look = 0;       // the number of all that is said of it and of its developer
  std::uint32_t developer = 0;  // the number of the name
  std::uint32_t first = 0;      // range in Links::derived
  std::uint16_t derivations = 0;
  bool stays = false;
};

struct Derived {
  std::uint32_t from = 0;  // the number of the name, and then of the linked artifact, or kNobody
  std::uint32_t evidence = 0;
  DerivationKind by = DerivationKind::kFinetune;
};

struct Links {
  std::vector<Linked> artifacts;
  std::vector<Derived> derived;
  std::vector<std::uint8_t> look_has_evidence;  // by look

  std::span<const Derived> of(const Linked& artifact) const {
    return std::span(derived).subspan(artifact.first, artifact.derivations);
  }
};

// Marks those that stay for what they derive from: for something upstream that stays, that is not
// known, or that derives from itself; or for more than `most` upstream, themselves among them (what
// is reached in two ways is counted twice).
void keep_what_is_downstream(Links& links, std::uint8_t most);

// The first artifact of each sort that is made of one; kNobody where there is none. Who holds an
// artifact is judged by whether there are any, not by how many: what its developer makes of it is
// an act of its own, and another one where it takes outputs; what others make of it, they have from
// its developer, who so hands it out.
struct Made {
  enum Sort : std::uint8_t { kByOthers, kByItsDeveloper, kFromItsOutputsByItsDeveloper };
  std::array<std::uint32_t, 3> first = {kNobody, kNobody, kNobody};

  // Which sorts there are, as bits.
  std::uint32_t sorts() const;
};
std::vector<Made> find_made(const Links& links);  // by linked artifact

}  // namespace flowdown::loading
