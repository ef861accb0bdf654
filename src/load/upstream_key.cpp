#include "load/upstream_key.hpp"

#include <algorithm>
#include <tuple>

namespace flowdown::loading {
namespace {

// The place of `value`, which is put at the end where it is new.
std::uint32_t place_in(std::vector<std::uint32_t>& values, std::uint32_t value) {
  const auto found = std::find(values.begin(), values.end(), value);
  const auto place = static_cast<std::uint32_t>(found - values.begin());
  if (found == values.end()) values.push_back(value);
  return place;
}

}  // namespace

std::string_view UpstreamKey::of(std::uint32_t artifact, std::uint32_t more) {
  artifacts_.assign(1, artifact);
  developers_.clear();
  key_.assign(1, more);
  bool has_evidence = false;
  for (std::size_t place = 0; place < artifacts_.size(); ++place) {
    const Linked& member = links_.artifacts[artifacts_[place]];
    has_evidence = has_evidence || links_.look_has_evidence[member.look] != 0;
    key_.insert(key_.end(),
                {member.look, place_in(developers_, member.developer), member.derivations});
    for (const Derived& derivation : in_order(links_.of(member))) {
      has_evidence = has_evidence || derivation.evidence != 0;
      key_.insert(key_.end(), {place_in(artifacts_, derivation.from),
                               static_cast<std::uint32_t>(derivation.by), derivation.evidence});
    }
  }
  if (has_evidence) add_order_of_names();
  return bytes_of(key_);
}

// In an order that mostly does not hang on names: the order of a line counts for nothing.
std::span<const Derived> UpstreamKey::in_order(std::span<const Derived> derived) {
  if (derived.size() < 2) return derived;
  derived_.assign(derived.begin(), derived.end());
  const auto order = [this](const Derived& derivation) {
    const Linked& from = links_.artifacts[derivation.from];
    return std::tuple(derivation.by, derivation.evidence, from.look, from.derivations);
  };
  std::stable_sort(derived_.begin(), derived_.end(),
                   [&](const Derived& a, const Derived& b) { return order(a) < order(b); });
  return derived_;
}

// Of artifacts, and of developers.
void UpstreamKey::add_order_of_names() {
  const auto add = [this](std::size_t count, auto name_of) {
    order_.clear();
    for (std::uint32_t i = 0; i < count; ++i) order_.push_back(i);
    std::sort(order_.begin(), order_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return name_of(a) < name_of(b); });
    key_.insert(key_.end(), order_.begin(), order_.end());
  };
  add(artifacts_.size(), [this](std::uint32_t place) {
    return id_of_record(*records_[links_.artifacts[artifacts_[place]].record]);
  });
  add(developers_.size(), [this](std::uint32_t place) { return parties_[developers_[place]]; });
}

}  // namespace flowdown::loading
