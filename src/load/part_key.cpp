#include "load/part_key.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace flowdown::loading {
namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15U;
  const std::uint64_t product = (a ^ (b + kFactor)) * kFactor;
  return product ^ product >> 32U;
}

}  // namespace

std::string_view PartKey::of(std::span<const std::uint32_t> part) {
  part_.clear();
  key_.clear();
  developers_.clear();
  for (const std::uint32_t artifact : part) part_.push_back({artifact});
  if (has_evidence()) {
    sort_by_name();
  } else {
    sort_by_colour();
  }
  for (const Member& member : part_) {
    const Linked& artifact = linked(member);
    auto who = std::find(developers_.begin(), developers_.end(), artifact.developer);
    if (who == developers_.end()) who = developers_.insert(who, artifact.developer);
    key_.insert(key_.end(), {artifact.look, static_cast<std::uint32_t>(who - developers_.begin()),
                             artifact.derivations});
    for (const Derived& derivation : links_.of(artifact)) {
      key_.insert(key_.end(), {place_of(derivation.from), static_cast<std::uint32_t>(derivation.by),
                               derivation.evidence});
    }
  }
  return bytes_of(key_);
}

std::uint32_t PartKey::place_of(std::uint32_t artifact) const {
  std::uint32_t place = 0;
  while (part_[place].artifact != artifact) ++place;
  return place;
}

bool PartKey::has_evidence() const {
  return std::any_of(part_.begin(), part_.end(), [this](const Member& member) {
    const std::span<const Derived> all = links_.of(linked(member));
    return links_.look_has_evidence[linked(member).look] != 0 ||
           std::any_of(all.begin(), all.end(),
                       [](const Derived& derivation) { return derivation.evidence != 0; });
  });
}

// Artifacts, and developers too.
void PartKey::sort_by_name() {
  std::sort(part_.begin(), part_.end(),
            [this](const Member& a, const Member& b) { return id_of(a) < id_of(b); });
  for (const Member& member : part_) developers_.push_back(linked(member).developer);
  std::sort(developers_.begin(), developers_.end(),
            [this](std::uint32_t a, std::uint32_t b) { return parties_[a] < parties_[b]; });
  developers_.erase(std::unique(developers_.begin(), developers_.end()), developers_.end());
}

// So that parts that are alike mostly have their artifacts in one order.
void PartKey::sort_by_colour() {
  constexpr int kSteps = 2;
  for (Member& member : part_) {
    member.colour = mix(linked(member).look, linked(member).derivations);
  }
  for (int i = 0; i < kSteps && part_.size() > 2; ++i) step();
  std::sort(part_.begin(), part_.end(), [](const Member& a, const Member& b) {
    return std::tie(a.colour, a.artifact) < std::tie(b.colour, b.artifact);
  });
}

// Each takes up the colours of those beside it.
void PartKey::step() {
  std::array<std::uint64_t, kMostArtifacts> next{};
  for (std::size_t m = 0; m < part_.size(); ++m) {
    next[m] += mix(part_[m].colour, 0);
    for (const Derived& derivation : links_.of(linked(part_[m]))) {
      const std::size_t from = place_of(derivation.from);
      const auto by = static_cast<std::uint64_t>(derivation.by);
      next[m] += mix(part_[from].colour, 1 + 2 * by);
      next[from] += mix(part_[m].colour, 2 + 2 * by);
    }
  }
  for (std::size_t m = 0; m < part_.size(); ++m) part_[m].colour = next[m];
}

}  // namespace flowdown::loading
