// Use points one by one: the slow and obvious counterpart of the policy algebra.
//
// A small taxonomy has few enough use points to list them all. A set of points is a set of their
// numbers; what a policy says is found by asking each of its rules about each point. Nothing here
// uses the diagrams, the regions or the lookup tables of the library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "flowdown/algebra.hpp"
#include "flowdown/policy.hpp"
#include "flowdown/taxonomy.hpp"

namespace flowdown::oracle {

// A set of numbers below a fixed size. Sets that meet in an operation must have one size.
class NumberSet {
 public:
  NumberSet() = default;
  explicit NumberSet(std::size_t size) : words_((size + 63) / 64) {}

  void insert(std::size_t n) { words_[n / 64] |= std::uint64_t{1} << (n % 64); }
  bool contains(std::size_t n) const { return ((words_[n / 64] >> (n % 64)) & 1U) != 0; }
  bool empty() const;
  std::size_t count() const;
  bool subset_of(const NumberSet& other) const;
  bool intersects(const NumberSet& other) const;
  NumberSet& operator|=(const NumberSet& other);
  NumberSet& operator&=(const NumberSet& other);
  NumberSet& operator-=(const NumberSet& other);
  friend NumberSet operator|(NumberSet a, const NumberSet& b) { return a |= b; }
  friend NumberSet operator&(NumberSet a, const NumberSet& b) { return a &= b; }
  friend NumberSet operator-(NumberSet a, const NumberSet& b) { return a -= b; }
  friend bool operator==(const NumberSet&, const NumberSet&) = default;

 private:
  std::vector<std::uint64_t> words_;
};

// All contexts and all use points of a taxonomy, numbered: point = use * contexts() + context.
class Space {
 public:
  explicit Space(const Taxonomy& taxonomy);

  const Taxonomy& taxonomy() const { return *taxonomy_; }
  std::size_t contexts() const { return contexts_.size(); }
  std::size_t points() const { return taxonomy_->uses.size() * contexts_.size(); }
  const ContextPoint& context(std::size_t number) const { return contexts_[number]; }
  UsePoint point(std::size_t number) const;
  UseId use_of(std::size_t point) const { return UseId(point / contexts_.size()); }
  std::size_t context_of(std::size_t point) const { return point % contexts_.size(); }
  std::size_t number_of(UseId use, std::size_t context) const {
    return use.index() * contexts_.size() + context;
  }
  // Requires that the point belongs to the taxonomy.
  std::size_t number_of(const UsePoint& point) const;

  NumberSet no_contexts() const { return NumberSet(contexts()); }
  NumberSet no_points() const { return NumberSet(points()); }
  NumberSet every_context() const;
  NumberSet every_point() const;

  // The contexts that meet the condition.
  NumberSet meeting(const Context& condition) const;
  // The points of every use in these contexts.
  NumberSet in_contexts(const NumberSet& contexts) const;
  // The points of one use (its residue alone).
  NumberSet of_use(UseId use) const;
  // The points of these uses and all below them.
  NumberSet of_uses_and_below(const std::vector<UseId>& uses) const;
  // The points of `points` that belong to `use`: whether there is one.
  bool has_point_of(const NumberSet& points, UseId use) const;

  // In words, for messages of failed tests.
  std::string describe(const UsePoint& point) const;

 private:
  const Taxonomy* taxonomy_;
  std::vector<ContextPoint> contexts_;
};

// Whether `use` is `ancestor` or lies below it, by walking up the parents.
bool is_below(const Taxonomy& taxonomy, UseId use, UseId ancestor);
bool meets(const Context& condition, const ContextPoint& context);
// Whether some set of safeguards is fully in place.
bool lifted(const Unless& unless, const ContextPoint& context);

// Whether the rule (a prohibition or an allowance) holds at the point.
bool rule_holds(const Taxonomy& taxonomy, const PolicyVersion& version, const Rule& rule,
                const UsePoint& point);
bool prohibits_naive(const Taxonomy& taxonomy, const PolicyVersion& version, const UsePoint& point);
bool allows_naive(const Taxonomy& taxonomy, const PolicyVersion& version, const UsePoint& point);
Stance stance_naive(const Taxonomy& taxonomy, const PolicyVersion& version, const UsePoint& point);

// All points at which some prohibition, or some allowance, of the version holds.
NumberSet prohibited_points(const Space& space, const PolicyVersion& version);
NumberSet allowed_points(const Space& space, const PolicyVersion& version);
// All contexts of which some duty or limit of the version speaks.
NumberSet obliged_contexts(const Space& space, const PolicyVersion& version);

}  // namespace flowdown::oracle
