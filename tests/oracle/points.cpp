// Enumeration of use points, and policies asked rule by rule. See points.hpp.
#include "oracle/points.hpp"

#include <bit>

namespace flowdown::oracle {

bool NumberSet::empty() const {
  for (std::uint64_t word : words_) {
    if (word != 0) return false;
  }
  return true;
}

std::size_t NumberSet::count() const {
  std::size_t total = 0;
  for (std::uint64_t word : words_) total += static_cast<std::size_t>(std::popcount(word));
  return total;
}

bool NumberSet::subset_of(const NumberSet& other) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if ((words_[i] & ~other.words_[i]) != 0) return false;
  }
  return true;
}

bool NumberSet::intersects(const NumberSet& other) const {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if ((words_[i] & other.words_[i]) != 0) return true;
  }
  return false;
}

NumberSet& NumberSet::operator|=(const NumberSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

NumberSet& NumberSet::operator&=(const NumberSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  return *this;
}

NumberSet& NumberSet::operator-=(const NumberSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
  return *this;
}

Space::Space(const Taxonomy& taxonomy) : taxonomy_(&taxonomy) {
  ContextPoint first;
  first.safeguards.assign(taxonomy.safeguards.size(), false);
  contexts_.push_back(first);
  for (std::size_t d = 0; d < kDimensions; ++d) {
    std::vector<ContextPoint> longer;
    for (const ContextPoint& context : contexts_) {
      for (std::size_t value = 0; value < taxonomy.values[d].size(); ++value) {
        longer.push_back(context);
        longer.back().values[d] = static_cast<std::uint16_t>(value);
      }
    }
    contexts_ = std::move(longer);
  }
  for (std::size_t s = 0; s < taxonomy.safeguards.size(); ++s) {
    std::vector<ContextPoint> longer;
    for (const ContextPoint& context : contexts_) {
      longer.push_back(context);
      longer.push_back(context);
      longer.back().safeguards[s] = true;
    }
    contexts_ = std::move(longer);
  }
}

UsePoint Space::point(std::size_t number) const {
  return UsePoint{use_of(number), contexts_[context_of(number)]};
}

std::size_t Space::number_of(const UsePoint& point) const {
  std::size_t context = 0;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    context = context * taxonomy_->values[d].size() + point.context.values[d];
  }
  for (std::size_t s = 0; s < taxonomy_->safeguards.size(); ++s) {
    context = context * 2 + (point.context.safeguards[s] ? 1 : 0);
  }
  return number_of(point.use, context);
}

NumberSet Space::every_context() const {
  NumberSet all = no_contexts();
  for (std::size_t c = 0; c < contexts(); ++c) all.insert(c);
  return all;
}

NumberSet Space::every_point() const {
  NumberSet all = no_points();
  for (std::size_t p = 0; p < points(); ++p) all.insert(p);
  return all;
}

NumberSet Space::meeting(const Context& condition) const {
  NumberSet met = no_contexts();
  for (std::size_t c = 0; c < contexts(); ++c) {
    if (meets(condition, contexts_[c])) met.insert(c);
  }
  return met;
}

NumberSet Space::in_contexts(const NumberSet& contexts) const {
  NumberSet result = no_points();
  for (std::size_t p = 0; p < points(); ++p) {
    if (contexts.contains(context_of(p))) result.insert(p);
  }
  return result;
}

NumberSet Space::of_use(UseId use) const {
  NumberSet result = no_points();
  for (std::size_t c = 0; c < contexts(); ++c) result.insert(number_of(use, c));
  return result;
}

NumberSet Space::of_uses_and_below(const std::vector<UseId>& uses) const {
  NumberSet result = no_points();
  for (std::size_t u = 0; u < taxonomy_->uses.size(); ++u) {
    for (UseId ancestor : uses) {
      if (is_below(*taxonomy_, UseId(u), ancestor)) result |= of_use(UseId(u));
    }
  }
  return result;
}

bool Space::has_point_of(const NumberSet& points, UseId use) const {
  for (std::size_t c = 0; c < contexts(); ++c) {
    if (points.contains(number_of(use, c))) return true;
  }
  return false;
}

std::string Space::describe(const UsePoint& point) const {
  std::string text = taxonomy_->uses[point.use.index()].id;
  for (std::size_t d = 0; d < kDimensions; ++d) {
    text += ' ' + taxonomy_->values[d][point.context.values[d]];
  }
  for (std::size_t s = 0; s < taxonomy_->safeguards.size(); ++s) {
    if (point.context.safeguards[s]) text += " +" + taxonomy_->safeguards[s].id;
  }
  return text;
}

bool is_below(const Taxonomy& taxonomy, UseId use, UseId ancestor) {
  if (use == ancestor) return true;
  for (UseId parent : taxonomy.uses[use.index()].parents) {
    if (is_below(taxonomy, parent, ancestor)) return true;
  }
  return false;
}

bool meets(const Context& condition, const ContextPoint& context) {
  for (const Context::Limit& limit : condition.limits) {
    if (!limit.admits[context.values[static_cast<std::size_t>(limit.dimension)]]) return false;
  }
  return true;
}

bool lifted(const Unless& unless, const ContextPoint& context) {
  for (const std::vector<SafeguardId>& needed : unless) {
    bool all = true;
    for (SafeguardId safeguard : needed) all = all && context.safeguards[safeguard.index()];
    if (all) return true;
  }
  return false;
}

bool rule_holds(const Taxonomy& taxonomy, const PolicyVersion& version, const Rule& rule,
                const UsePoint& point) {
  if (!meets(version.where, point.context) || !meets(rule.when, point.context)) return false;
  if (lifted(rule.unless, point.context)) return false;
  for (UseId exception : rule.except) {
    if (is_below(taxonomy, point.use, exception)) return false;
  }
  for (UseId use : rule.uses) {
    if (is_below(taxonomy, point.use, use)) return true;
  }
  return false;
}

namespace {

bool some_rule_holds(const Taxonomy& taxonomy, const PolicyVersion& version, RuleKind kind,
                     const UsePoint& point) {
  for (const Rule& rule : version.rules) {
    if (rule.kind == kind && rule_holds(taxonomy, version, rule, point)) return true;
  }
  return false;
}

NumberSet points_where_some_rule_holds(const Space& space, const PolicyVersion& version,
                                       RuleKind kind) {
  NumberSet result = space.no_points();
  for (std::size_t p = 0; p < space.points(); ++p) {
    if (some_rule_holds(space.taxonomy(), version, kind, space.point(p))) result.insert(p);
  }
  return result;
}

}  // namespace

bool prohibits_naive(const Taxonomy& taxonomy, const PolicyVersion& version,
                     const UsePoint& point) {
  return some_rule_holds(taxonomy, version, RuleKind::kProhibit, point);
}

bool allows_naive(const Taxonomy& taxonomy, const PolicyVersion& version, const UsePoint& point) {
  return some_rule_holds(taxonomy, version, RuleKind::kAllow, point);
}

Stance stance_naive(const Taxonomy& taxonomy, const PolicyVersion& version, const UsePoint& point) {
  if (prohibits_naive(taxonomy, version, point)) return Stance::kProhibits;
  // Every way to have fewer of the safeguards that are in place.
  std::vector<std::size_t> in_place;
  for (std::size_t s = 0; s < point.context.safeguards.size(); ++s) {
    if (point.context.safeguards[s]) in_place.push_back(s);
  }
  for (std::size_t kept = 0; kept + 1 < (std::size_t{1} << in_place.size()); ++kept) {
    UsePoint fewer = point;
    for (std::size_t i = 0; i < in_place.size(); ++i) {
      fewer.context.safeguards[in_place[i]] = ((kept >> i) & 1U) != 0;
    }
    if (prohibits_naive(taxonomy, version, fewer)) return Stance::kConditional;
  }
  return allows_naive(taxonomy, version, point) ? Stance::kAllows : Stance::kSilent;
}

NumberSet prohibited_points(const Space& space, const PolicyVersion& version) {
  return points_where_some_rule_holds(space, version, RuleKind::kProhibit);
}

NumberSet allowed_points(const Space& space, const PolicyVersion& version) {
  return points_where_some_rule_holds(space, version, RuleKind::kAllow);
}

NumberSet obliged_contexts(const Space& space, const PolicyVersion& version) {
  NumberSet result = space.no_contexts();
  for (const Rule& rule : version.rules) {
    if (rule.kind != RuleKind::kRequire && rule.kind != RuleKind::kLimit) continue;
    result |= space.meeting(rule.when) & space.meeting(version.where);
  }
  return result;
}

}  // namespace flowdown::oracle
