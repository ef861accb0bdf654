// What a policy says about one point, rule by rule.
//
// This is the definition that the regions of region.cpp compute with: it knows nothing of diagrams
// or bitsets, and every witness that flowdown reports is confirmed by it before it is shown.

#include <algorithm>

#include "flowdown/algebra.hpp"

namespace flowdown {
namespace {

bool admits(const Context& context, const ContextPoint& point) {
  return std::all_of(context.limits.begin(), context.limits.end(), [&](const Context::Limit& l) {
    return l.admits[point.values[static_cast<std::size_t>(l.dimension)]];
  });
}

// Whether `use` is `ancestor` or below it, by walking up the is-a links.
bool is_a(const Taxonomy& taxonomy, UseId use, UseId ancestor) {
  std::vector<UseId> above{use};
  for (std::size_t next = 0; next < above.size(); ++next) {
    if (above[next] == ancestor) return true;
    for (const UseId parent : taxonomy.uses[above[next].index()].parents) {
      if (std::find(above.begin(), above.end(), parent) == above.end()) above.push_back(parent);
    }
  }
  return false;
}

bool names(const Taxonomy& taxonomy, const Rule& rule, UseId use) {
  const auto is_one_of = [&](const std::vector<UseId>& uses) {
    return std::any_of(uses.begin(), uses.end(),
                       [&](UseId named) { return is_a(taxonomy, use, named); });
  };
  return is_one_of(rule.uses) && !is_one_of(rule.except);
}

bool lifted(const Unless& unless, const std::vector<bool>& in_place) {
  return std::any_of(unless.begin(), unless.end(), [&](const std::vector<SafeguardId>& together) {
    return std::all_of(together.begin(), together.end(),
                       [&](SafeguardId s) { return in_place[s.index()]; });
  });
}

bool holds(const Taxonomy& taxonomy, const PolicyVersion& version, RuleKind kind,
           const UsePoint& point) {
  return std::any_of(version.rules.begin(), version.rules.end(), [&](const Rule& rule) {
    return rule.kind == kind && rule_applies(taxonomy, version, rule, point);
  });
}

}  // namespace

bool rule_applies(const Taxonomy& taxonomy, const PolicyVersion& version, const Rule& rule,
                  const UsePoint& point) {
  return (rule.kind == RuleKind::kProhibit || rule.kind == RuleKind::kAllow) &&
         names(taxonomy, rule, point.use) && admits(version.where, point.context) &&
         admits(rule.when, point.context) && !lifted(rule.unless, point.context.safeguards);
}

bool prohibits(const Taxonomy& taxonomy, const PolicyVersion& version, const UsePoint& point) {
  return holds(taxonomy, version, RuleKind::kProhibit, point);
}

Stance stance(const Taxonomy& taxonomy, const PolicyVersion& version, const UsePoint& point) {
  if (prohibits(taxonomy, version, point)) return Stance::kProhibits;
  UsePoint bare = point;
  std::fill(bare.context.safeguards.begin(), bare.context.safeguards.end(), false);
  // A prohibition is lifted by safeguards, never brought about by them: if any set of fewer
  // safeguards is prohibited, so is having none.
  if (prohibits(taxonomy, version, bare)) return Stance::kConditional;
  return holds(taxonomy, version, RuleKind::kAllow, point) ? Stance::kAllows : Stance::kSilent;
}

}  // namespace flowdown
