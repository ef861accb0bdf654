// compare() against enumeration: on small taxonomies its verdicts, coverages, witnesses, duties and
// limits are those that asking each rule about each point gives.
#include "flowdown/compare.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "oracle/compare.hpp"
#include "support/random_model.hpp"

namespace flowdown {
namespace oracle {
namespace {

constexpr std::uint64_t kPairs = 4000;
constexpr std::size_t kKinds = 5;  // of party

// Duties and limits such as random_version() does not make: several about one thing, with
// safeguards, in two units, measured at two times.
RuleSpec random_demand(Rng& rng, const TaxonomySpec& taxonomy) {
  RuleSpec rule;
  rule.when = random_context(rng, taxonomy, 0.12);
  if (chance(rng, 0.3) && !taxonomy.safeguards.empty()) {
    rule.unless = {{taxonomy.safeguards[pick(rng, taxonomy.safeguards.size())]}};
  }
  if (chance(rng, 0.4)) rule.owed_by = static_cast<PartyKinds>(1 + pick(rng, 31));
  if (chance(rng, 0.6)) {
    rule.kind = RuleKind::kRequire;
    rule.duty = taxonomy.duties[pick(rng, taxonomy.duties.size())];
    if (chance(rng, 0.6)) rule.parameter = static_cast<std::int64_t>(1 + pick(rng, 3));
  } else {
    rule.kind = RuleKind::kLimit;
    rule.attribute = taxonomy.attributes[pick(rng, taxonomy.attributes.size())];
    rule.at_most = static_cast<std::int64_t>(pick(rng, 3));
    rule.measured = chance(rng, 0.7) ? Measured::kContinuous : Measured::kAtRelease;
  }
  return rule;
}

class Pair {
 public:
  explicit Pair(std::uint64_t seed) : rng_(seed) {
    RandomOptions options;
    options.max_contexts = 80;
    const TaxonomySpec spec = random_taxonomy(rng_, options);
    taxonomy_ = build_taxonomy(spec);
    for (Duty& duty : taxonomy_.duties) {
      duty.stricter = chance(rng_, 0.5) ? Stricter::kSmaller : Stricter::kLarger;
    }
    VersionSpec first = random_spec_of_one(spec), second = random_spec_of_one(spec);
    // Often the second is the first with a rule more, less or otherwise.
    if (chance(rng_, 0.5)) {
      second.rules.resize(std::min<std::size_t>(second.rules.size(), 1));
      second.rules.insert(second.rules.end(), first.rules.begin(), first.rules.end());
      if (chance(rng_, 0.5)) second.rules.pop_back();
      second.where = first.where;
    }
    policies_.policies = {{"a", {VersionId(0)}}, {"b", {VersionId(1)}}};
    for (const VersionSpec& version : {first, second}) {
      PolicyVersion built = build_version(taxonomy_, PolicySpec{}, version);
      built.policy = PolicyId(policies_.versions.size());
      for (Rule& rule : built.rules) {
        if (rule.parameter && chance(rng_, 0.2)) rule.parameter->unit = Quantity::Unit::kNumber;
      }
      policies_.versions.push_back(std::move(built));
    }
    policies_.index();
    if (chance(rng_, 0.5)) {
      UnlessSpec in_place;
      ContextSpec context = random_context(rng_, spec, 0.2);
      PolicySpec none;
      VersionSpec version;
      version.rules.emplace_back();
      version.rules[0].uses = {spec.uses[0].id};
      version.rules[0].when = std::move(context);
      where_ = build_version(taxonomy_, none, version).rules[0].when;
      if (chance(rng_, 0.4) && !taxonomy_.safeguards.empty()) {
        in_place_ = SafeguardId(pick(rng_, taxonomy_.safeguards.size()));
      }
    }
  }

  ContextSet where(Algebra& algebra) const {
    ContextSets& contexts = algebra.contexts();
    const ContextSet met = contexts.meeting(where_);
    return in_place_ ? contexts.subtract(met, contexts.not_lifted_by({{in_place_}})) : met;
  }
  bool asked(const ContextPoint& context) const {
    return meets(where_, context) && (!in_place_ || context.safeguards[in_place_.index()]);
  }

  const Taxonomy& taxonomy() const { return taxonomy_; }
  const PolicySet& policies() const { return policies_; }
  const PolicyVersion& version(std::size_t i) const { return policies_.versions[i]; }

 private:
  VersionSpec random_spec_of_one(const TaxonomySpec& spec) {
    VersionSpec version = random_version(rng_, spec);
    while (chance(rng_, 0.6)) version.rules.push_back(random_demand(rng_, spec));
    if (chance(rng_, 0.2)) version.where = random_context(rng_, spec, 0.2);
    return version;
  }

  Rng rng_;
  Taxonomy taxonomy_;
  PolicySet policies_;
  Context where_;
  SafeguardId in_place_;
};

// What a policy asks of one kind of party in one context about one thing: whether at all, and the
// strictest number by unit (duties) or time of measuring (limits).
struct Asked {
  bool at_all = false;
  std::map<int, std::int64_t> strictest;
};
using Subject = std::pair<RuleKind, std::size_t>;

std::map<Subject, Asked> asked_naive(const Taxonomy& taxonomy, const PolicyVersion& version,
                                     std::size_t kind, const ContextPoint& context) {
  std::map<Subject, Asked> result;
  for (const Rule& rule : version.rules) {
    const bool duty = rule.kind == RuleKind::kRequire;
    if (!duty && rule.kind != RuleKind::kLimit) continue;
    if (rule.owed_by != kEveryRecipient && ((rule.owed_by >> kind) & 1) == 0) continue;
    if (!meets(version.where, context) || !meets(rule.when, context)) continue;
    if (lifted(rule.unless, context)) continue;
    Asked& asked = result[{rule.kind, duty ? rule.duty.index() : rule.attribute.index()}];
    asked.at_all = true;
    if (duty && !rule.parameter) continue;
    const int scale =
        duty ? static_cast<int>(rule.parameter->unit) : static_cast<int>(rule.measured);
    const std::int64_t number = duty ? rule.parameter->value : rule.at_most;
    const bool larger = duty && taxonomy.duties[rule.duty.index()].stricter == Stricter::kLarger;
    const auto [at, is_new] = asked.strictest.try_emplace(scale, number);
    if (!is_new) at->second = larger ? std::max(at->second, number) : std::min(at->second, number);
  }
  return result;
}

// Whether who is asked `own` is asked less than `other` in some respect.
bool less(const Taxonomy& taxonomy, const Subject& subject, const Asked& own, const Asked& other) {
  if (other.at_all && !own.at_all) return true;
  const bool larger = subject.first == RuleKind::kRequire &&
                      taxonomy.duties[subject.second].stricter == Stricter::kLarger;
  for (const auto& [scale, number] : other.strictest) {
    const auto mine = own.strictest.find(scale);
    if (mine == own.strictest.end()) return true;
    if (larger ? mine->second < number : mine->second > number) return true;
  }
  return false;
}

// By subject: whether the first, and the second, lacks something of the other.
std::map<Subject, std::array<bool, 2>> lacking_naive(const Pair& pair, const Space& space) {
  std::map<Subject, std::array<bool, 2>> result;
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (!pair.asked(space.context(c))) continue;
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      std::array<std::map<Subject, Asked>, 2> asked;
      std::set<Subject> subjects;
      for (std::size_t i = 0; i < 2; ++i) {
        asked[i] = asked_naive(pair.taxonomy(), pair.version(i), kind, space.context(c));
        for (const auto& entry : asked[i]) subjects.insert(entry.first);
      }
      for (const Subject& subject : subjects) {
        for (std::size_t i = 0; i < 2; ++i) {
          if (less(pair.taxonomy(), subject, asked[i][subject], asked[1 - i][subject])) {
            result[subject][i] = true;
          }
        }
      }
    }
  }
  return result;
}

Verdict verdict_naive(bool first_lacks, bool second_lacks) {
  if (first_lacks && second_lacks) return Verdict::kIncomparable;
  if (first_lacks) return Verdict::kWeaker;
  return second_lacks ? Verdict::kStronger : Verdict::kEquivalent;
}

Coverage coverage_naive(const Space& space, const NumberSet& asked, const NumberSet& prohibited,
                        const NumberSet& allowed, UseId use) {
  bool some = false, all = true, may = false;
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (!asked.contains(c)) continue;
    const std::size_t point = space.number_of(use, c);
    some = some || prohibited.contains(point);
    all = all && prohibited.contains(point);
    may = may || allowed.contains(point);
  }
  if (some) return all ? Coverage::kWhole : Coverage::kPart;
  return may ? Coverage::kAllowed : Coverage::kSilent;
}

// Whether two contexts agree in the dimensions of `mask`, and in the safeguards if asked.
bool agree(const ContextPoint& a, const ContextPoint& b, unsigned mask, bool safeguards) {
  for (unsigned d = 0; d < kDimensions; ++d) {
    if (((mask >> d) & 1U) != 0 && a.values[d] != b.values[d]) return false;
  }
  return !safeguards || a.safeguards == b.safeguards;
}

// Whether a set of points of one use stays the same where only what is in `free` changes.
bool closed_under(const Space& space, const NumberSet& points, UseId use, unsigned free,
                  bool free_safeguards) {
  const unsigned mask = ((1U << kDimensions) - 1) & ~free;
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (!points.contains(space.number_of(use, c))) continue;
    for (std::size_t other = 0; other < space.contexts(); ++other) {
      if (points.contains(space.number_of(use, other))) continue;
      if (agree(space.context(c), space.context(other), mask, !free_safeguards)) return false;
    }
  }
  return true;
}

void expect_difference(const Pair& pair, const Space& space, const NumberSet& only, std::size_t i,
                       const std::optional<Difference>& difference) {
  ASSERT_TRUE(difference.has_value());
  const UsePoint& witness = difference->witness;
  SCOPED_TRACE(space.describe(witness));
  ASSERT_TRUE(only.contains(space.number_of(witness)));
  const PolicyVersion& version = pair.version(i);
  ASSERT_LT(difference->rule, version.rules.size());
  for (std::uint32_t r = 0; r <= difference->rule; ++r) {
    const Rule& rule = version.rules[r];
    const bool holds =
        rule.kind == RuleKind::kProhibit && rule_holds(pair.taxonomy(), version, rule, witness);
    ASSERT_EQ(holds, r == difference->rule) << "not the first rule that prohibits it";
  }
  // What is not said to matter makes no difference, in whatever combination; what is, makes one.
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (agree(space.context(c), witness.context, difference->depends_on,
              difference->depends_on_safeguards)) {
      ASSERT_TRUE(only.contains(space.number_of(witness.use, c)));
    }
  }
  for (unsigned d = 0; d < kDimensions; ++d) {
    const bool matters = ((difference->depends_on >> d) & 1U) != 0;
    ASSERT_EQ(matters, !closed_under(space, only, witness.use, 1U << d, false))
        << "dimension " << d;
  }
  ASSERT_EQ(difference->depends_on_safeguards, !closed_under(space, only, witness.use, 0, true));
}

void expect_prohibitions(const Pair& pair, const Space& space, const Comparison& comparison) {
  NumberSet asked = space.no_contexts();
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    if (pair.asked(space.context(c))) asked.insert(c);
  }
  std::array<NumberSet, 2> prohibited, allowed, only;
  for (std::size_t i = 0; i < 2; ++i) {
    prohibited[i] = prohibited_points(space, pair.version(i)) & space.in_contexts(asked);
    allowed[i] = allowed_points(space, pair.version(i));
  }
  for (std::size_t i = 0; i < 2; ++i) only[i] = prohibited[i] - prohibited[1 - i];
  ASSERT_EQ(comparison.verdict, verdict_naive(!only[1].empty(), !only[0].empty()));
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_EQ(comparison.only[i].has_value(), !only[i].empty());
    if (!only[i].empty()) {
      ASSERT_NO_FATAL_FAILURE(expect_difference(pair, space, only[i], i, comparison.only[i]));
    }
  }
  std::size_t at = 0;
  for (std::size_t u = 0; u < pair.taxonomy().uses.size(); ++u) {
    const UseId use(u);
    const bool more = space.has_point_of(only[0], use),
               less_of_it = space.has_point_of(only[1], use);
    if (!more && !less_of_it) continue;
    ASSERT_LT(at, comparison.uses.size());
    const UseDifference& differs = comparison.uses[at++];
    ASSERT_EQ(differs.use, use);
    ASSERT_EQ(differs.verdict, verdict_naive(less_of_it, more));
    for (std::size_t i = 0; i < 2; ++i) {
      ASSERT_EQ(differs.coverage[i], coverage_naive(space, asked, prohibited[i], allowed[i], use));
      ASSERT_EQ(differs.only[i].has_value(), i == 0 ? more : less_of_it);
      if (!differs.only[i]) continue;
      ASSERT_EQ(differs.only[i]->witness.use, use);
      ASSERT_NO_FATAL_FAILURE(expect_difference(pair, space, only[i], i, differs.only[i]));
    }
  }
  ASSERT_EQ(at, comparison.uses.size());
  at = 0;
  for (std::uint32_t g = 0; g < comparison.grouping->groups.size(); ++g) {
    const auto some = [&](const NumberSet& points) {
      const std::vector<UseId>& uses = comparison.grouping->groups[g].uses;
      return std::any_of(uses.begin(), uses.end(),
                         [&](UseId use) { return space.has_point_of(points, use); });
    };
    if (!some(only[0]) && !some(only[1])) continue;
    ASSERT_LT(at, comparison.groups.size());
    const GroupDifference& differs = comparison.groups[at++];
    ASSERT_EQ(differs.group, g);
    ASSERT_EQ(differs.verdict, verdict_naive(some(only[1]), some(only[0])));
    for (std::size_t i = 0; i < 2; ++i) ASSERT_EQ(differs.speaks[i], some(prohibited[i]));
  }
  ASSERT_EQ(at, comparison.groups.size());
}

void expect_demands(const Pair& pair, const Space& space, const Comparison& comparison) {
  std::array<bool, 2> lacks{};
  std::size_t at = 0;
  for (const auto& [subject, lacking] : lacking_naive(pair, space)) {
    ASSERT_LT(at, comparison.differing_demands.size());
    const DemandDifference& differs = comparison.differing_demands[at++];
    ASSERT_EQ(differs.kind, subject.first);
    ASSERT_EQ(
        subject.first == RuleKind::kRequire ? differs.duty.index() : differs.attribute.index(),
        subject.second);
    ASSERT_EQ(differs.verdict, verdict_naive(lacking[0], lacking[1]));
    for (std::size_t i = 0; i < 2; ++i) lacks[i] = lacks[i] || lacking[i];
    // The rules are those that say something about it in a context asked about.
    for (std::size_t i = 0; i < 2; ++i) {
      std::vector<std::uint32_t> rules;
      for (std::uint32_t r = 0; r < pair.version(i).rules.size(); ++r) {
        PolicyVersion alone = pair.version(i);
        alone.rules = {alone.rules[r]};
        bool speaks = false;
        for (std::size_t c = 0; c < space.contexts() && !speaks; ++c) {
          if (!pair.asked(space.context(c))) continue;
          for (std::size_t kind = 0; kind < kKinds; ++kind) {
            const auto asked = asked_naive(pair.taxonomy(), alone, kind, space.context(c));
            speaks = speaks || asked.contains(subject);
          }
        }
        if (speaks) rules.push_back(r);
      }
      ASSERT_EQ(differs.rules[i], rules);
    }
  }
  ASSERT_EQ(at, comparison.differing_demands.size());
  ASSERT_EQ(comparison.demands, verdict_naive(lacks[0], lacks[1]));
}

TEST(CompareOracle, RandomPairsCompareAsEnumerationSays) {
  std::map<Verdict, std::size_t> verdicts, demands;
  for (std::uint64_t seed = 0; seed < kPairs; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const Pair pair(seed);
    const Space space(pair.taxonomy());
    Algebra algebra(pair.taxonomy());
    const Comparison comparison = compare(algebra, pair.policies(), VersionId(0), VersionId(1),
                                          pair.where(algebra), &pair.taxonomy().groupings.front());
    ++verdicts[comparison.verdict];
    ++demands[comparison.demands];
    ASSERT_NO_FATAL_FAILURE(expect_prohibitions(pair, space, comparison));
    ASSERT_NO_FATAL_FAILURE(expect_demands(pair, space, comparison));
  }
  // Every answer must occur often, or the comparison says little.
  for (const Verdict verdict :
       {Verdict::kEquivalent, Verdict::kStronger, Verdict::kWeaker, Verdict::kIncomparable}) {
    EXPECT_GT(verdicts[verdict], kPairs / 50) << name_of(verdict);
    EXPECT_GT(demands[verdict], kPairs / 50) << name_of(verdict);
  }
}

Verdict mirrored(Verdict verdict) {
  if (verdict == Verdict::kStronger) return Verdict::kWeaker;
  return verdict == Verdict::kWeaker ? Verdict::kStronger : verdict;
}

bool same(const std::optional<Difference>& a, const std::optional<Difference>& b) {
  if (!a || !b) return !a && !b;
  return a->witness == b->witness && a->rule == b->rule && a->depends_on == b->depends_on &&
         a->depends_on_safeguards == b->depends_on_safeguards;
}

TEST(CompareOracle, TheOtherWayRoundIsTheMirrorImage) {
  for (std::uint64_t seed = 0; seed < kPairs / 4; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const Pair pair(seed);
    const Grouping* grouping = &pair.taxonomy().groupings.front();
    // Each with an algebra of its own, so that nothing rests on what was asked before.
    Algebra algebra(pair.taxonomy()), other(pair.taxonomy());
    const Comparison forth = compare(algebra, pair.policies(), VersionId(0), VersionId(1),
                                     pair.where(algebra), grouping);
    const Comparison back =
        compare(other, pair.policies(), VersionId(1), VersionId(0), pair.where(other), grouping);
    ASSERT_EQ(forth.verdict, mirrored(back.verdict));
    ASSERT_EQ(forth.demands, mirrored(back.demands));
    ASSERT_EQ(forth.uses.size(), back.uses.size());
    ASSERT_EQ(forth.groups.size(), back.groups.size());
    ASSERT_EQ(forth.differing_demands.size(), back.differing_demands.size());
    ASSERT_EQ(forth.terms.size(), back.terms.size());
    for (std::size_t i = 0; i < 2; ++i) {
      const std::size_t j = 1 - i;
      ASSERT_TRUE(same(forth.only[i], back.only[j]));
      for (std::size_t u = 0; u < forth.uses.size(); ++u) {
        ASSERT_EQ(forth.uses[u].use, back.uses[u].use);
        ASSERT_EQ(forth.uses[u].verdict, mirrored(back.uses[u].verdict));
        ASSERT_EQ(forth.uses[u].coverage[i], back.uses[u].coverage[j]);
        ASSERT_TRUE(same(forth.uses[u].only[i], back.uses[u].only[j]));
      }
      for (std::size_t g = 0; g < forth.groups.size(); ++g) {
        ASSERT_EQ(forth.groups[g].verdict, mirrored(back.groups[g].verdict));
        ASSERT_EQ(forth.groups[g].speaks[i], back.groups[g].speaks[j]);
      }
      for (std::size_t d = 0; d < forth.differing_demands.size(); ++d) {
        const DemandDifference &a = forth.differing_demands[d], &b = back.differing_demands[d];
        ASSERT_EQ(a.verdict, mirrored(b.verdict));
        ASSERT_EQ(a.rules[i], b.rules[j]);
      }
      for (std::size_t t = 0; t < forth.terms.size(); ++t) {
        ASSERT_EQ(forth.terms[t].values[i], back.terms[t].values[j]);
      }
    }
    const Comparison itself = compare(algebra, pair.policies(), VersionId(0), VersionId(0),
                                      pair.where(algebra), grouping);
    ASSERT_EQ(itself.verdict, Verdict::kEquivalent);
    ASSERT_EQ(itself.demands, Verdict::kEquivalent);
    ASSERT_TRUE(itself.uses.empty() && itself.groups.empty() && itself.terms.empty());
  }
}

}  // namespace
}  // namespace oracle
}  // namespace flowdown
