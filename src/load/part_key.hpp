// Parts of a graph, told by what they have in common with others.
#pragma once

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
  std::uint32_t name = 0;       // its number; kNone: nothing refers to it
  std::uint32_t look = 0;       // the number of all that is said of it and of its developer
  std::uint32_t developer = 0;  // the number of the name
  std::uint32_t first = 0, derivations = 0;  // range in Links::derived
  bool stays = false;                        // it, or the part that it tells
};

struct Derived {
  std::uint32_t from = 0;  // the number of the name, and then of the linked artifact
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

// Writes keys of parts: two parts with one key differ in names alone; and not in the order of their
// names, where they have evidence. Parts that are alike may have different keys.
class PartKey {
 public:
  static constexpr std::size_t kMostArtifacts = 16;

  // All must outlive it.
  PartKey(const Links& links, const std::vector<const ArtifactRecord*>& records,
          const JoinedTable& parties)
      : links_(links), records_(records), parties_(parties) {}

  // Of the linked artifacts with these numbers: all that derivations connect, none of them derived
  // from itself or from what is not known. Good until the next call.
  std::string_view of(std::span<const std::uint32_t> part);

 private:
  struct Member {
    std::uint32_t artifact = 0;
    std::uint64_t colour = 0;  // the same for those that look the same from a step or two away
  };

  const Linked& linked(const Member& member) const { return links_.artifacts[member.artifact]; }
  std::string_view id_of(const Member& member) const {
    return id_of_record(*records_[linked(member).record]);
  }
  std::uint32_t place_of(std::uint32_t artifact) const;
  bool has_evidence() const;
  void sort_by_name();
  void sort_by_colour();
  void step();

  const Links& links_;
  const std::vector<const ArtifactRecord*>& records_;
  const JoinedTable& parties_;
  std::vector<Member> part_;
  std::vector<std::uint32_t> developers_;  // of the part, by their numbers there
  std::vector<std::uint32_t> key_;
};

}  // namespace flowdown::loading
