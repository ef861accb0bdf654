// Regions: sets of use points, and the regions that policies denote.
//
// A region keeps, for each use's residue, the set of contexts in which it is in the region. Most
// rules speak of every context, so those uses are one bitset; only the rest have a context set of
// their own. An operation is then a few word operations for the bitsets, and a diagram operation
// for each use that is in some contexts only. The form is canonical: two regions are equal exactly
// if they hold the same points.

#include <algorithm>

#include "flowdown/algebra.hpp"

namespace flowdown {
namespace {

using Sometimes = std::vector<std::pair<UseId, ContextSet>>;

// Puts `use` in contexts `set` into a region where it is not yet. Uses come in ascending order.
void put(Region& region, UseId use, ContextSet set) {
  if (set == kEveryContext) {
    region.always.insert(use);
  } else if (set != kNoContext) {
    region.sometimes.emplace_back(use, set);
  }
}

// Applies `of_contexts` to each use that either region has in some contexts only; `always` is the
// result for all others.
template <class Operation>
Region combine(const Region& a, const Region& b, UseSet always, Operation of_contexts) {
  Region result;
  result.always = std::move(always);
  auto x = a.sometimes.begin();
  auto y = b.sometimes.begin();
  while (x != a.sometimes.end() || y != b.sometimes.end()) {
    const bool take_x = x != a.sometimes.end() && (y == b.sometimes.end() || x->first <= y->first);
    const bool take_y = y != b.sometimes.end() && (x == a.sometimes.end() || y->first <= x->first);
    const UseId use = take_x ? x->first : y->first;
    const auto outright = [use](const Region& region) {
      return region.always.contains(use) ? kEveryContext : kNoContext;
    };
    const ContextSet of_a = take_x ? x->second : outright(a);
    const ContextSet of_b = take_y ? y->second : outright(b);
    result.always.erase(use);
    put(result, use, of_contexts(of_a, of_b));
    if (take_x) ++x;
    if (take_y) ++y;
  }
  return result;
}

}  // namespace

ContextSet Region::of(UseId use) const {
  if (always.contains(use)) return kEveryContext;
  const auto found = std::lower_bound(
      sometimes.begin(), sometimes.end(), use,
      [](const std::pair<UseId, ContextSet>& entry, UseId id) { return entry.first < id; });
  return found != sometimes.end() && found->first == use ? found->second : kNoContext;
}

Algebra::Algebra(const Taxonomy& taxonomy) : taxonomy_(&taxonomy), contexts_(taxonomy) {}

Region Algebra::none() const { return {taxonomy_->no_uses(), {}}; }

Region Algebra::every_use(ContextSet set) const {
  Region result = none();
  for (std::size_t u = 0; u < taxonomy_->uses.size(); ++u) put(result, UseId(u), set);
  return result;
}

Region Algebra::uses(std::span<const UseId> named, std::span<const UseId> except,
                     ContextSet set) const {
  UseSet all = taxonomy_->no_uses();
  for (const UseId use : named) all |= taxonomy_->below(use);
  for (const UseId use : except) all -= taxonomy_->below(use);
  Region result = none();
  if (set == kEveryContext) {
    result.always = std::move(all);
  } else if (set != kNoContext) {
    for (const UseId use : all.members()) result.sometimes.emplace_back(use, set);
  }
  return result;
}

Region Algebra::unite(const Region& a, const Region& b) {
  UseSet always = a.always;
  always |= b.always;
  return combine(a, b, std::move(always),
                 [this](ContextSet x, ContextSet y) { return contexts_.unite(x, y); });
}

Region Algebra::intersect(const Region& a, const Region& b) {
  UseSet always = a.always;
  always &= b.always;
  return combine(a, b, std::move(always),
                 [this](ContextSet x, ContextSet y) { return contexts_.intersect(x, y); });
}

Region Algebra::subtract(const Region& a, const Region& b) {
  UseSet always = a.always;
  always -= b.always;
  return combine(a, b, std::move(always),
                 [this](ContextSet x, ContextSet y) { return contexts_.subtract(x, y); });
}

Region Algebra::within(const Region& a, ContextSet set) {
  if (set == kEveryContext) return a;
  Region result = none();
  if (set == kNoContext) return result;
  auto rest = a.sometimes.begin();
  for (const UseId use : a.always.members()) {
    for (; rest != a.sometimes.end() && rest->first < use; ++rest) {
      put(result, rest->first, contexts_.intersect(rest->second, set));
    }
    result.sometimes.emplace_back(use, set);
  }
  for (; rest != a.sometimes.end(); ++rest) {
    put(result, rest->first, contexts_.intersect(rest->second, set));
  }
  return result;
}

bool Algebra::covers(const Region& a, const Region& b) { return subtract(b, a).empty(); }

Region Algebra::only(const Region& a, std::span<const UseId> uses) const {
  UseSet kept = taxonomy_->no_uses();
  for (const UseId use : uses) kept.insert(use);
  Region result = none();
  for (const auto& entry : a.sometimes) {
    if (kept.contains(entry.first)) result.sometimes.push_back(entry);
  }
  result.always = a.always;
  result.always &= kept;
  return result;
}

Region Algebra::of_rule(const Rule& rule, const Context& where) {
  if (rule.kind != RuleKind::kProhibit && rule.kind != RuleKind::kAllow) return none();
  ContextSet set = contexts_.meeting(where);
  set = contexts_.intersect(set, contexts_.meeting(rule.when));
  set = contexts_.intersect(set, contexts_.not_lifted_by(rule.unless));
  return uses(rule.uses, rule.except, set);
}

Region Algebra::of_version(const PolicyVersion& version, RuleKind kind) {
  Region result = none();
  for (const Rule& rule : version.rules) {
    if (rule.kind == kind) result = unite(result, of_rule(rule, version.where));
  }
  return result;
}

UsePoint Algebra::witness(UseId use, ContextSet set) const { return {use, contexts_.witness(set)}; }

UsePoint Algebra::witness(const Region& region) const {
  const std::vector<UseId> always = region.always.members();
  const bool by_context = !region.sometimes.empty() &&
                          (always.empty() || region.sometimes.front().first < always.front());
  if (by_context) return witness(region.sometimes.front().first, region.sometimes.front().second);
  return witness(always.front(), kEveryContext);
}

}  // namespace flowdown
