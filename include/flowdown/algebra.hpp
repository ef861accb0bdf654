// The policy algebra: which use points a policy prohibits, and exact comparison of such sets.
//
// A use point is one use with one value for each context dimension and a yes or no for each
// safeguard. A region is a set of points. A category of uses denotes its own residue and all below
// it, so a region is kept per use (each use id stands for its residue alone): the uses that are in
// it in every context as a bitset, and for the others the set of contexts in which they are in it.
// Sets of contexts are decision diagrams in canonical form (see src/algebra/contexts.cpp), so equal
// sets have equal ids, and every operation is exact.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "flowdown/ids.hpp"
#include "flowdown/policy.hpp"
#include "flowdown/taxonomy.hpp"

namespace flowdown {

// One context with its safeguards: a value for each dimension, and which safeguards are in place.
struct ContextPoint {
  std::array<std::uint16_t, kDimensions> values{};
  std::vector<bool> safeguards;  // by SafeguardId
  friend bool operator==(const ContextPoint&, const ContextPoint&) = default;
};

struct UsePoint {
  UseId use;
  ContextPoint context;
  friend bool operator==(const UsePoint&, const UsePoint&) = default;
};

// A set of contexts with safeguards, by id into the ContextSets that issued it. Canonical: two ids
// are equal exactly where the sets are.
using ContextSet = Id<struct ContextSetTag>;
inline constexpr ContextSet kNoContext{std::size_t{0}};
inline constexpr ContextSet kEveryContext{std::size_t{1}};

// The store of all context sets over one taxonomy. Operations are memoised. They throw
// std::length_error where a contrived combination of safeguards needs too many diagram nodes.
// Not safe for use by several threads.
class ContextSets {
 public:
  explicit ContextSets(const Taxonomy& taxonomy);
  ~ContextSets();
  ContextSets(ContextSets&&) noexcept;
  ContextSets& operator=(ContextSets&&) noexcept;

  // The contexts that meet `context`, whatever the safeguards.
  ContextSet meeting(const Context& context);
  // Where no alternative of `unless` is fully in place.
  ContextSet not_lifted_by(const Unless& unless);
  // The contexts with exactly those safeguards in place. `in_place` is by SafeguardId.
  ContextSet with_exactly(const std::vector<bool>& in_place);

  ContextSet unite(ContextSet a, ContextSet b);
  ContextSet intersect(ContextSet a, ContextSet b);
  ContextSet subtract(ContextSet a, ContextSet b);
  // The contexts that are in `a` for some value of the dimensions in `some` (a mask of
  // 1 << dimension) and, if `some_safeguards`, for some safeguards.
  ContextSet widen(ContextSet a, unsigned some, bool some_safeguards);

  bool contains(ContextSet a, const ContextPoint& point) const;

  // The member of `a` that is easiest to say: the fewest safeguards in place, then in each
  // dimension the first value in taxonomy order, but in the sector dimension the unlisted other,
  // where it may. Requires `a` not empty.
  ContextPoint witness(ContextSet a) const;

  // How many diagram nodes the store holds: a measure of its memory.
  std::size_t nodes() const;

 private:
  struct Store;
  std::unique_ptr<Store> store_;
};

// A set of use points over one taxonomy, in canonical form.
struct Region {
  UseSet always;                                        // in every context
  std::vector<std::pair<UseId, ContextSet>> sometimes;  // by use; neither none nor every context

  bool empty() const { return sometimes.empty() && always.empty(); }
  ContextSet of(UseId use) const;
  friend bool operator==(const Region&, const Region&) = default;
};

// Operations on regions, and the regions that policies denote. Keeps no state but the context sets.
class Algebra {
 public:
  explicit Algebra(const Taxonomy& taxonomy);

  const Taxonomy& taxonomy() const { return *taxonomy_; }
  ContextSets& contexts() { return contexts_; }

  Region none() const;
  // Every use in the contexts of `set`.
  Region every_use(ContextSet set) const;
  // The uses named and all below them, less `except` and all below those, in the contexts of `set`.
  Region uses(std::span<const UseId> named, std::span<const UseId> except, ContextSet set) const;

  Region unite(const Region& a, const Region& b);
  Region intersect(const Region& a, const Region& b);
  Region subtract(const Region& a, const Region& b);
  Region within(const Region& a, ContextSet set);
  bool covers(const Region& a, const Region& b);  // a ⊇ b
  // Of `a`, the points whose use is one of `uses` (not those below them).
  Region only(const Region& a, std::span<const UseId> uses) const;

  // What one rule prohibits or allows; empty for other kinds. `where` is the policy's own limit.
  Region of_rule(const Rule& rule, const Context& where);
  // All that the version's rules of `kind` denote together, whatever it covers.
  Region of_version(const PolicyVersion& version, RuleKind kind);

  // The point of a non-empty region that reads best: the first use in taxonomy order.
  UsePoint witness(const Region& region) const;
  UsePoint witness(UseId use, ContextSet set) const;

 private:
  const Taxonomy* taxonomy_;
  ContextSets contexts_;
};

// What a policy version says about one point, by asking each rule in turn: no regions, no
// diagrams. Slow and obvious; every witness that flowdown reports is confirmed by it.
enum class Stance : std::uint8_t { kProhibits, kConditional, kAllows, kSilent };
bool prohibits(const Taxonomy& taxonomy, const PolicyVersion& version, const UsePoint& point);
Stance stance(const Taxonomy& taxonomy, const PolicyVersion& version, const UsePoint& point);
bool rule_applies(const Taxonomy& taxonomy, const PolicyVersion& version, const Rule& rule,
                  const UsePoint& point);

// How the first of two policies stands to the second.
enum class Verdict : std::uint8_t { kEquivalent, kStronger, kWeaker, kIncomparable };

}  // namespace flowdown
