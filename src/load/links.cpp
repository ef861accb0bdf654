#include "load/links.hpp"

#include "flowdown/prefetch.hpp"

namespace flowdown::loading {
namespace {

constexpr std::size_t kAhead = 16;

// A search in depth, upstream, that counts what is upstream of each artifact.
class Heights {
 public:
  Heights(const Links& links, std::uint8_t most)
      : links_(links), most_(most), heights_(links.artifacts.size()) {}

  std::vector<std::uint8_t> run() {
    for (std::uint32_t a = 0; a < heights_.size(); ++a) {
      const Linked& artifact = links_.artifacts[a];
      if (artifact.stays) {
        heights_[a] = too_many();
      } else if (artifact.derivations == 0) {
        heights_[a] = 1;
      }
    }
    for (std::uint32_t a = 0; a < heights_.size(); ++a) {
      if (heights_[a] == kUnseen) search(a);
    }
    return std::move(heights_);
  }

 private:
  static constexpr std::uint8_t kUnseen = 0, kOnTheWay = 255;
  struct Step {
    std::uint32_t artifact = 0, next = 0;  // which of its derivations comes next
  };

  std::uint8_t too_many() const { return static_cast<std::uint8_t>(most_ + 1); }

  void search(std::uint32_t start) {
    way_.assign(1, {start, 0});
    heights_[start] = kOnTheWay;
    while (!way_.empty()) {
      Step& step = way_.back();
      const std::span<const Derived> derived = links_.of(links_.artifacts[step.artifact]);
      if (step.next < derived.size()) {
        const std::uint32_t from = derived[step.next++].from;
        if (from == kNobody || heights_[from] != kUnseen) continue;
        heights_[from] = kOnTheWay;
        way_.push_back({from, 0});
        continue;
      }
      heights_[step.artifact] = height_of(derived);
      way_.pop_back();
    }
  }

  // What is on the way is above itself.
  std::uint8_t height_of(std::span<const Derived> derived) const {
    std::size_t height = 1;
    for (const Derived& derivation : derived) {
      if (derivation.from == kNobody) return too_many();
      height += heights_[derivation.from];
      if (height > most_) return too_many();
    }
    return static_cast<std::uint8_t>(height);
  }

  const Links& links_;
  std::uint8_t most_;
  std::vector<std::uint8_t> heights_;  // by linked artifact
  std::vector<Step> way_;
};

bool takes_outputs(DerivationKind by) {
  return by == DerivationKind::kDistill || by == DerivationKind::kTrainOnOutputs;
}

}  // namespace

void keep_what_is_downstream(Links& links, std::uint8_t most) {
  const std::vector<std::uint8_t> heights = Heights(links, most).run();
  for (std::size_t a = 0; a < heights.size(); ++a) links.artifacts[a].stays = heights[a] > most;
}

std::uint32_t Made::sorts() const {
  std::uint32_t sorts = 0;
  for (std::size_t sort = 0; sort < first.size(); ++sort) {
    if (first[sort] != kNobody) sorts |= 1U << sort;
  }
  return sorts;
}

std::vector<Made> find_made(const Links& links) {
  std::vector<Made> made(links.artifacts.size());
  for (std::uint32_t a = 0; a < links.artifacts.size(); ++a) {
    const Linked& artifact = links.artifacts[a];
    for (std::uint32_t d = artifact.first; d < artifact.first + artifact.derivations; ++d) {
      if (d + kAhead < links.derived.size()) {
        const std::uint32_t next = links.derived[d + kAhead].from;
        if (next != kNobody) {
          prefetch(&made[next]);
          prefetch(&links.artifacts[next].developer);
        }
      }
      const Derived& derivation = links.derived[d];
      if (derivation.from == kNobody) continue;
      const bool own = links.artifacts[derivation.from].developer == artifact.developer;
      const Made::Sort sort = !own                           ? Made::kByOthers
                              : takes_outputs(derivation.by) ? Made::kFromItsOutputsByItsDeveloper
                                                             : Made::kByItsDeveloper;
      std::uint32_t& first = made[derivation.from].first[sort];
      if (first == kNobody) first = a;
    }
  }
  return made;
}

}  // namespace flowdown::loading
