// Artifacts, told by what they derive from.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "load/links.hpp"

namespace flowdown::loading {

// Writes keys of artifacts: two with one key have upstreams that differ in names alone; and not in
// the order of their names, where evidence is stated in them. Others may have different keys though
// their upstreams are alike.
class UpstreamKey {
 public:
  // All must outlive it.
  UpstreamKey(const Links& links, const std::vector<const ArtifactRecord*>& records,
              const JoinedTable& parties)
      : links_(links), records_(records), parties_(parties) {}

  // Of the linked artifact with this number, all that it derives from, directly or not, being
  // known. `more` is a part of the key. Good until the next call.
  std::string_view of(std::uint32_t artifact, std::uint32_t more);

 private:
  std::span<const Derived> in_order(std::span<const Derived> derived);
  void add_order_of_names();

  const Links& links_;
  const std::vector<const ArtifactRecord*>& records_;
  const JoinedTable& parties_;
  std::vector<std::uint32_t> artifacts_;   // of the upstream, itself first
  std::vector<std::uint32_t> developers_;  // of these, by their numbers there
  std::vector<Derived> derived_;
  std::vector<std::uint32_t> order_;
  std::vector<std::uint32_t> key_;
};

}  // namespace flowdown::loading
