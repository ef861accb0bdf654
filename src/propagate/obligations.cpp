// Interned extents and obligation sets.
//
// Most holdings of a large graph are under one of few distinct sets of obligations. So sets are
// stored once and named by number, and what is asked of a pair of them is remembered: a union that
// was made a million times is made once. References stay valid while the store lives.

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "flowdown/flow.hpp"

namespace flowdown {
namespace {

constexpr std::size_t mix(std::size_t seed, std::size_t value) {
  return (seed ^ (value + 0x9e3779b97f4a7c15ULL + (seed << 6U) + (seed >> 2U))) *
         0xff51afd7ed558ccdULL;
}

struct ExtentHash {
  std::size_t operator()(const Extent& extent) const {
    std::size_t seed = mix(extent.uses.always.hash(), extent.duties.value);
    for (const auto& [use, set] : extent.uses.sometimes) {
      seed = mix(mix(seed, use.value), set.value);
    }
    return seed;
  }
};

struct ObligationsHash {
  std::size_t operator()(const Obligations& obligations) const {
    std::size_t seed = obligations.size();
    for (const auto& [version, extent] : obligations) {
      seed = mix(mix(seed, version.value), extent.value);
    }
    return seed;
  }
};

template <class A, class B>
std::uint64_t pair_key(A a, B b) {
  return (static_cast<std::uint64_t>(a.value) << 32U) | b.value;
}

// Values stored once; their number is their position.
template <class Value, class Hash, class ValueId>
class Interned {
 public:
  ValueId intern(Value value) {
    if (auto found = ids_.find(value); found != ids_.end()) return found->second;
    const ValueId id(values_.size());
    values_.push_back(value);
    ids_.emplace(std::move(value), id);
    return id;
  }
  const Value& operator[](ValueId id) const { return values_[id.index()]; }

 private:
  std::deque<Value> values_;
  std::unordered_map<Value, ValueId, Hash> ids_;
};

}  // namespace

struct ObligationSets::Store {
  explicit Store(const Model& m) : model(&m), algebra(m.taxonomy) {
    extents.intern({algebra.none(), kNoContext});
    extents.intern({algebra.every_use(kEveryContext), kEveryContext});
    sets.intern({});
  }

  const Model* model;
  Algebra algebra;
  Interned<Extent, ExtentHash, ExtentId> extents;
  Interned<Obligations, ObligationsHash, ObligationsId> sets;
  std::unordered_map<std::uint64_t, ExtentId> united_extents, intersected, subtracted;
  std::unordered_map<std::uint64_t, ObligationsId> united;
  std::unordered_map<VersionId, Region> prohibited, allowed;
  std::unordered_map<std::uint64_t, Region> prohibited_within;
  std::unordered_map<VersionId, ContextSet> asked_in;

  // The contexts in which some duty or limit of the version speaks.
  ContextSet asked(VersionId version) {
    if (auto found = asked_in.find(version); found != asked_in.end()) return found->second;
    ContextSets& contexts = algebra.contexts();
    const PolicyVersion& policy = model->policies[version];
    ContextSet result = kNoContext;
    for (const Rule& rule : policy.rules) {
      if (rule.kind != RuleKind::kRequire && rule.kind != RuleKind::kLimit) continue;
      result = contexts.unite(result, contexts.meeting(rule.when));
    }
    result = contexts.intersect(result, contexts.meeting(policy.where));
    asked_in.emplace(version, result);
    return result;
  }

  template <class Combine>
  ExtentId combine(std::unordered_map<std::uint64_t, ExtentId>& memo, ExtentId a, ExtentId b,
                   Combine combine_both) {
    const std::uint64_t key = pair_key(a, b);
    if (auto found = memo.find(key); found != memo.end()) return found->second;
    const ExtentId result = extents.intern(combine_both(extents[a], extents[b]));
    memo.emplace(key, result);
    return result;
  }

  const Region& of_kind(std::unordered_map<VersionId, Region>& memo, VersionId version,
                        RuleKind kind) {
    if (auto found = memo.find(version); found != memo.end()) return found->second;
    return memo.emplace(version, algebra.of_version(model->policies[version], kind)).first->second;
  }
};

ObligationSets::ObligationSets(const Model& model) : store_(std::make_unique<Store>(model)) {}
ObligationSets::~ObligationSets() = default;
ObligationSets::ObligationSets(ObligationSets&&) noexcept = default;
ObligationSets& ObligationSets::operator=(ObligationSets&&) noexcept = default;

Algebra& ObligationSets::algebra() { return store_->algebra; }
const Extent& ObligationSets::operator[](ExtentId id) const { return store_->extents[id]; }
const Obligations& ObligationSets::operator[](ObligationsId id) const { return store_->sets[id]; }

ExtentId ObligationSets::intern(Extent extent) { return store_->extents.intern(std::move(extent)); }

ExtentId ObligationSets::unite(ExtentId a, ExtentId b) {
  if (a == b || b == kNoExtent || a == kWholeExtent) return a;
  if (a == kNoExtent || b == kWholeExtent) return b;
  if (b < a) std::swap(a, b);
  Algebra& algebra = store_->algebra;
  return store_->combine(store_->united_extents, a, b, [&](const Extent& x, const Extent& y) {
    return Extent{algebra.unite(x.uses, y.uses), algebra.contexts().unite(x.duties, y.duties)};
  });
}

ExtentId ObligationSets::intersect(ExtentId a, ExtentId b) {
  if (a == b || a == kNoExtent || b == kWholeExtent) return a;
  if (b == kNoExtent || a == kWholeExtent) return b;
  if (b < a) std::swap(a, b);
  Algebra& algebra = store_->algebra;
  return store_->combine(store_->intersected, a, b, [&](const Extent& x, const Extent& y) {
    return Extent{algebra.intersect(x.uses, y.uses),
                  algebra.contexts().intersect(x.duties, y.duties)};
  });
}

ExtentId ObligationSets::subtract(ExtentId a, ExtentId b) {
  if (a == kNoExtent || b == kNoExtent) return a;
  if (a == b || b == kWholeExtent) return kNoExtent;
  Algebra& algebra = store_->algebra;
  return store_->combine(store_->subtracted, a, b, [&](const Extent& x, const Extent& y) {
    return Extent{algebra.subtract(x.uses, y.uses),
                  algebra.contexts().subtract(x.duties, y.duties)};
  });
}

bool ObligationSets::covers(ExtentId a, ExtentId b) { return subtract(b, a) == kNoExtent; }

ObligationsId ObligationSets::intern(Obligations obligations) {
  std::sort(obligations.begin(), obligations.end());
  Obligations merged;
  for (const auto& [version, extent] : obligations) {
    if (extent == kNoExtent) continue;
    if (!merged.empty() && merged.back().first == version) {
      merged.back().second = unite(merged.back().second, extent);
    } else {
      merged.emplace_back(version, extent);
    }
  }
  return store_->sets.intern(std::move(merged));
}

ObligationsId ObligationSets::unite(ObligationsId a, ObligationsId b) {
  if (a == b || b == kNoObligations) return a;
  if (a == kNoObligations) return b;
  if (b < a) std::swap(a, b);
  const std::uint64_t key = pair_key(a, b);
  if (auto found = store_->united.find(key); found != store_->united.end()) return found->second;
  Obligations both = (*this)[a];
  const Obligations& more = (*this)[b];
  both.insert(both.end(), more.begin(), more.end());
  const ObligationsId result = intern(std::move(both));
  store_->united.emplace(key, result);
  return result;
}

ExtentId ObligationSets::extent_of(ObligationsId set, VersionId version) const {
  const Obligations& obligations = (*this)[set];
  const auto found = std::lower_bound(
      obligations.begin(), obligations.end(), version,
      [](const std::pair<VersionId, ExtentId>& entry, VersionId id) { return entry.first < id; });
  return found != obligations.end() && found->first == version ? found->second : kNoExtent;
}

const Region& ObligationSets::prohibited(VersionId version) {
  return store_->of_kind(store_->prohibited, version, RuleKind::kProhibit);
}

const Region& ObligationSets::allowed(VersionId version) {
  return store_->of_kind(store_->allowed, version, RuleKind::kAllow);
}

const Region& ObligationSets::prohibited(VersionId version, ExtentId extent) {
  if (extent == kWholeExtent) return prohibited(version);
  const std::uint64_t key = pair_key(version, extent);
  auto found = store_->prohibited_within.find(key);
  if (found == store_->prohibited_within.end()) {
    Region within = store_->algebra.intersect(prohibited(version), (*this)[extent].uses);
    found = store_->prohibited_within.emplace(key, std::move(within)).first;
  }
  return found->second;
}

bool ObligationSets::has_force(VersionId version, ExtentId extent) {
  if (extent == kNoExtent) return false;
  if (!prohibited(version, extent).empty()) return true;
  return algebra().contexts().intersect(store_->asked(version), (*this)[extent].duties) !=
         kNoContext;
}

}  // namespace flowdown
