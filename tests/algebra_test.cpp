// The policy algebra against enumeration: every operation on small taxonomies gives what asking
// each rule about each point gives, and every stored set has one id.
#include "flowdown/algebra.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "oracle/compare.hpp"
#include "support/random_model.hpp"

namespace flowdown::oracle {
namespace {

constexpr std::uint64_t kPolicyPairs = 6000;
constexpr std::uint64_t kContextTaxonomies = 1500;

// abuse > (harassment > satire), (fraud); weapons; text/image, three channels, two safeguards.
TaxonomySpec small_taxonomy() {
  TaxonomySpec spec;
  spec.uses = {{"abuse", {}, false, false},
               {"fraud", {"abuse"}, true, false},
               {"harassment", {"abuse"}, false, false},
               {"satire", {"harassment"}, false, false},
               {"unlawful", {}, false, true}};
  spec.safeguards = {"consent", "review"};
  spec.duties = {"report"};
  spec.attributes = {"users"};
  spec.values = {{Dimension::kModality, {"text", "image"}},
                 {Dimension::kChannel, {"weights", "api", "app"}},
                 {Dimension::kAudience, {"consumer", "minor"}},
                 {Dimension::kTerritory, {"US", "elsewhere"}},
                 {Dimension::kPurpose, {"commercial"}},
                 {Dimension::kSector, {"other"}}};
  return spec;
}

class SmallAlgebra : public testing::Test {
 protected:
  // A version with these rules, and the naive and the exact region of what it prohibits.
  PolicyVersion version(std::vector<RuleSpec> rules, ContextSpec where = {}) {
    PolicySpec policy;
    policy.covers = {"weights", "api", "app"};
    VersionSpec spec;
    spec.rules = std::move(rules);
    spec.where = std::move(where);
    return build_version(taxonomy_, policy, spec);
  }
  Region prohibited(std::vector<RuleSpec> rules, ContextSpec where = {}) {
    return algebra_.of_version(version(std::move(rules), std::move(where)), RuleKind::kProhibit);
  }
  static RuleSpec prohibit(std::vector<std::string> uses, std::vector<std::string> except = {},
                           ContextSpec when = {}, UnlessSpec unless = {}) {
    RuleSpec rule;
    rule.uses = std::move(uses);
    rule.except = std::move(except);
    rule.when = std::move(when);
    rule.unless = std::move(unless);
    return rule;
  }
  static RuleSpec allow(std::vector<std::string> uses, UnlessSpec unless = {}) {
    RuleSpec rule = prohibit(std::move(uses), {}, {}, std::move(unless));
    rule.kind = RuleKind::kAllow;
    return rule;
  }
  UseId use(const std::string& id) const { return taxonomy_.find_use(id).value(); }
  Context when(Dimension dimension, const std::vector<std::string>& names) const {
    ValueSet values;
    for (const auto& name : names) values.set(taxonomy_.find_value(dimension, name).value());
    Context context;
    context.restrict_to(dimension, values);
    return context;
  }
  UsePoint point(const std::string& id, std::vector<bool> safeguards = {false, false}) const {
    UsePoint point{use(id), {}};
    point.context.safeguards = std::move(safeguards);
    return point;
  }

  Taxonomy taxonomy_ = build_taxonomy(small_taxonomy());
  Space space_{taxonomy_};
  Algebra algebra_{taxonomy_};
};

// How the first stands to the second, by both directions of subtraction.
Verdict verdict(Algebra& algebra, const Region& a, const Region& b) {
  bool more = !algebra.subtract(a, b).empty();
  bool less = !algebra.subtract(b, a).empty();
  if (more && less) return Verdict::kIncomparable;
  if (more) return Verdict::kStronger;
  return less ? Verdict::kWeaker : Verdict::kEquivalent;
}

TEST_F(SmallAlgebra, PoliciesStandToEachOtherAsTheirWordsSay) {
  const UnlessSpec review = {{"review"}}, consent = {{"consent"}};
  const UnlessSpec both = {{"review", "consent"}}, either = {{"review"}, {"consent"}};
  const ContextSpec minors = {{Dimension::kAudience, {"minor"}}};
  const ContextSpec every_channel = {{Dimension::kChannel, {"weights", "api", "app"}}};
  struct Row {
    const char* situation;
    std::vector<RuleSpec> a, b;
    Verdict expected;
  };
  const Row rows[] = {
      {"the same", {prohibit({"fraud"})}, {prohibit({"fraud"})}, Verdict::kEquivalent},
      {"nothing and nothing", {}, {allow({"fraud"})}, Verdict::kEquivalent},
      {"parent covers child", {prohibit({"abuse"})}, {prohibit({"satire"})}, Verdict::kStronger},
      {"all children leave the residue",
       {prohibit({"fraud", "harassment"})},
       {prohibit({"abuse"})},
       Verdict::kWeaker},
      {"except takes the grandchild too",
       {prohibit({"abuse"}, {"harassment"})},
       {prohibit({"abuse"}, {"satire"})},
       Verdict::kWeaker},
      {"except of an unrelated use takes nothing",
       {prohibit({"fraud"}, {"satire"})},
       {prohibit({"fraud"})},
       Verdict::kEquivalent},
      {"except of the use itself takes all",
       {prohibit({"fraud"}, {"abuse"})},
       {},
       Verdict::kEquivalent},
      {"another rule gives back what except took",
       {prohibit({"abuse"}, {"satire"}), prohibit({"satire"})},
       {prohibit({"abuse"})},
       Verdict::kEquivalent},
      {"a context is weaker",
       {prohibit({"fraud"}, {}, minors)},
       {prohibit({"fraud"})},
       Verdict::kWeaker},
      {"every value named is no limit",
       {prohibit({"fraud"}, {}, every_channel)},
       {prohibit({"fraud"})},
       Verdict::kEquivalent},
      {"prohibited is stricter than unless",
       {prohibit({"fraud"})},
       {prohibit({"fraud"}, {}, {}, review)},
       Verdict::kStronger},
      {"unless one is stricter than unless either",
       {prohibit({"fraud"}, {}, {}, review)},
       {prohibit({"fraud"}, {}, {}, either)},
       Verdict::kStronger},
      {"unless both is stricter than unless one",
       {prohibit({"fraud"}, {}, {}, both)},
       {prohibit({"fraud"}, {}, {}, review)},
       Verdict::kStronger},
      {"unless one and unless the other",
       {prohibit({"fraud"}, {}, {}, review)},
       {prohibit({"fraud"}, {}, {}, consent)},
       Verdict::kIncomparable},
      {"two rules, lifted one by one, are lifted by both",
       {prohibit({"fraud"}, {}, {}, review), prohibit({"fraud"}, {}, {}, consent)},
       {prohibit({"fraud"}, {}, {}, both)},
       Verdict::kEquivalent},
      {"different uses", {prohibit({"fraud"})}, {prohibit({"satire"})}, Verdict::kIncomparable},
      {"an allowance takes nothing out",
       {prohibit({"abuse"}), allow({"satire"})},
       {prohibit({"abuse"})},
       Verdict::kEquivalent},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(verdict(algebra_, prohibited(row.a), prohibited(row.b)), row.expected)
        << row.situation;
  }
}

TEST_F(SmallAlgebra, WhereLimitsEveryRule) {
  ContextSpec us = {{Dimension::kTerritory, {"US"}}};
  EXPECT_EQ(prohibited({prohibit({"fraud"})}, us), prohibited({prohibit({"fraud"}, {}, us)}));
}

TEST_F(SmallAlgebra, StanceOfOnePolicyAtOnePoint) {
  struct Row {
    const char* situation;
    std::vector<RuleSpec> rules;
    UsePoint at;
    Stance expected;
  };
  const Row rows[] = {
      {"no rule", {}, point("fraud"), Stance::kSilent},
      {"a rule of another use", {prohibit({"satire"})}, point("fraud"), Stance::kSilent},
      {"prohibited", {prohibit({"fraud"})}, point("fraud"), Stance::kProhibits},
      {"prohibited by the parent", {prohibit({"abuse"})}, point("satire"), Stance::kProhibits},
      {"the child says nothing of the residue",
       {prohibit({"satire"})},
       point("harassment"),
       Stance::kSilent},
      {"allowed", {allow({"abuse"})}, point("satire"), Stance::kAllows},
      {"a prohibition wins over an allowance",
       {allow({"satire"}), prohibit({"abuse"})},
       point("satire"),
       Stance::kProhibits},
      {"carved out is not allowed",
       {prohibit({"abuse"}, {"satire"})},
       point("satire"),
       Stance::kSilent},
      {"lifted",
       {prohibit({"fraud"}, {}, {}, {{"review"}})},
       point("fraud", {false, true}),
       Stance::kConditional},
      {"not lifted",
       {prohibit({"fraud"}, {}, {}, {{"review"}})},
       point("fraud", {true, false}),
       Stance::kProhibits},
      {"lifted and allowed is conditional",
       {prohibit({"fraud"}, {}, {}, {{"review"}}), allow({"fraud"})},
       point("fraud", {false, true}),
       Stance::kConditional},
      {"an allowance that its safeguard lifts",
       {allow({"fraud"}, {{"review"}})},
       point("fraud", {false, true}),
       Stance::kSilent},
      {"an allowance without its safeguard",
       {allow({"fraud"}, {{"review"}})},
       point("fraud"),
       Stance::kAllows},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(stance(taxonomy_, version(row.rules), row.at), row.expected) << row.situation;
    EXPECT_EQ(stance_naive(taxonomy_, version(row.rules), row.at), row.expected) << row.situation;
  }
}

TEST_F(SmallAlgebra, WitnessIsTheFirstUseWithTheFewestSafeguards) {
  Region residue = algebra_.subtract(prohibited({prohibit({"abuse"})}),
                                     prohibited({prohibit({"fraud", "harassment"})}));
  EXPECT_EQ(algebra_.witness(residue), point("abuse"));
  // What only the weaker policy lifts shows with just the safeguard that lifts it.
  Region lifted = algebra_.subtract(prohibited({prohibit({"fraud"})}),
                                    prohibited({prohibit({"fraud"}, {}, {}, {{"review"}})}));
  EXPECT_EQ(algebra_.witness(lifted), point("fraud", {false, true}));
}

TEST_F(SmallAlgebra, EveryAndNoContextHaveTheirIds) {
  ContextSets& sets = algebra_.contexts();
  EXPECT_EQ(sets.meeting({}), kEveryContext);
  EXPECT_EQ(sets.not_lifted_by({}), kEveryContext);
  ContextSet text = sets.meeting(when(Dimension::kModality, {"text"}));
  ContextSet image = sets.meeting(when(Dimension::kModality, {"image"}));
  EXPECT_EQ(sets.unite(text, image), kEveryContext);
  EXPECT_EQ(sets.intersect(text, image), kNoContext);
  EXPECT_EQ(sets.subtract(kEveryContext, text), image);
  EXPECT_EQ(sets.widen(text, 1U << static_cast<unsigned>(Dimension::kModality), false),
            kEveryContext);
  EXPECT_EQ(sets.widen(text, 1U << static_cast<unsigned>(Dimension::kChannel), true), text);
}

// --- Random context sets

// The order in which a witness reads best: the fewest safeguards, then the first value of each
// dimension, where no sector in particular goes before every other.
std::tuple<std::size_t, std::array<std::uint16_t, kDimensions>> ease(const Space& space,
                                                                     ContextPoint point) {
  std::uint16_t& sector = point.values[static_cast<std::size_t>(Dimension::kSector)];
  const bool unlisted = sector + 1U == space.taxonomy().domain(Dimension::kSector);
  sector = unlisted ? std::uint16_t{0} : static_cast<std::uint16_t>(sector + 1U);
  return {
      static_cast<std::size_t>(std::count(point.safeguards.begin(), point.safeguards.end(), true)),
      point.values};
}

// Random sets over one taxonomy, each with the numbers of its contexts.
struct Sample {
  ContextSet set;
  NumberSet numbers;
};

Sample random_set(Rng& rng, const TaxonomySpec& spec, const Space& space, ContextSets& sets) {
  PolicySpec policy;
  VersionSpec version = random_version(rng, spec);
  const Rule rule = build_version(space.taxonomy(), policy, version).rules[0];
  Sample sample{sets.intersect(sets.meeting(rule.when), sets.not_lifted_by(rule.unless)),
                space.meeting(rule.when)};
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    NumberSet one = space.no_contexts();
    one.insert(c);
    if (lifted(rule.unless, space.context(c))) sample.numbers -= one;
  }
  return sample;
}

// Whether two contexts agree but for the dimensions and safeguards that are left open.
bool agree(const ContextPoint& a, const ContextPoint& b, unsigned open, bool open_safeguards) {
  for (std::size_t d = 0; d < kDimensions; ++d) {
    if (((open >> d) & 1U) == 0 && a.values[d] != b.values[d]) return false;
  }
  return open_safeguards || a.safeguards == b.safeguards;
}

NumberSet widen_naive(const Space& space, const NumberSet& set, unsigned open, bool safeguards) {
  NumberSet wide = space.no_contexts();
  for (std::size_t c = 0; c < space.contexts(); ++c) {
    for (std::size_t other = 0; other < space.contexts(); ++other) {
      if (set.contains(other) && agree(space.context(c), space.context(other), open, safeguards)) {
        wide.insert(c);
        break;
      }
    }
  }
  return wide;
}

TEST(ContextSets, AgreeWithEnumerationAndHaveOneIdEach) {
  for (std::uint64_t seed = 0; seed < kContextTaxonomies; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Rng rng(seed);
    RandomOptions options;
    options.max_contexts = 120;
    const TaxonomySpec spec = random_taxonomy(rng, options);
    const Taxonomy taxonomy = build_taxonomy(spec);
    const Space space(taxonomy);
    ContextSets sets(taxonomy);
    std::vector<Sample> samples;
    for (int i = 0; i < 4; ++i) samples.push_back(random_set(rng, spec, space, sets));
    for (int i = 0; i < 24; ++i) {
      const Sample a = samples[pick(rng, samples.size())], b = samples[pick(rng, samples.size())];
      switch (pick(rng, 4)) {
        case 0:
          samples.push_back({sets.unite(a.set, b.set), a.numbers | b.numbers});
          break;
        case 1:
          samples.push_back({sets.intersect(a.set, b.set), a.numbers & b.numbers});
          break;
        case 2:
          samples.push_back({sets.subtract(a.set, b.set), a.numbers - b.numbers});
          break;
        default: {
          const auto open = static_cast<unsigned>(pick(rng, std::size_t{1} << kDimensions));
          const bool safeguards = chance(rng, 0.5);
          samples.push_back({sets.widen(a.set, open, safeguards),
                             widen_naive(space, a.numbers, open, safeguards)});
        }
      }
    }
    for (const Sample& a : samples) {
      ASSERT_EQ(contexts_in(space, sets, a.set), a.numbers);
      for (const Sample& b : samples) {
        ASSERT_EQ(a.set == b.set, a.numbers == b.numbers);
      }
      if (a.set == kNoContext) continue;
      const ContextPoint witness = sets.witness(a.set);
      ASSERT_TRUE(sets.contains(a.set, witness));
      auto easiest = ease(space, witness);
      for (std::size_t c = 0; c < space.contexts(); ++c) {
        if (!a.numbers.contains(c)) continue;
        ASSERT_LE(easiest, ease(space, space.context(c)));
      }
    }
    // The same set built from its members, in any order, is the same id.
    const Sample& last = samples.back();
    std::vector<std::size_t> members;
    for (std::size_t c = 0; c < space.contexts(); ++c) {
      if (last.numbers.contains(c)) members.push_back(c);
    }
    std::shuffle(members.begin(), members.end(), rng);
    ContextSet built = kNoContext;
    for (std::size_t c : members) {
      const ContextPoint& point = space.context(c);
      Context context;
      for (std::size_t d = 0; d < kDimensions; ++d) {
        context.restrict_to(static_cast<Dimension>(d), ValueSet().set(point.values[d]));
      }
      built = sets.unite(
          built, sets.intersect(sets.meeting(context), sets.with_exactly(point.safeguards)));
    }
    ASSERT_EQ(built, last.set);
  }
}

// --- Random policies

class PolicyPair {
 public:
  explicit PolicyPair(std::uint64_t seed) : rng_(seed) {
    RandomOptions options;
    options.max_contexts = 150;
    const TaxonomySpec spec = random_taxonomy(rng_, options);
    taxonomy_ = build_taxonomy(spec);
    PolicySpec policy;
    for (int i = 0; i < 2; ++i) {
      VersionSpec version = random_version(rng_, spec);
      if (chance(rng_, 0.2)) version.where = random_context(rng_, spec, 0.2);
      // Often the second is the first with one rule more, less or otherwise.
      if (i == 1 && chance(rng_, 0.4)) {
        version.rules.resize(1);
        version.rules.insert(version.rules.end(), first_.rules.begin(), first_.rules.end());
        if (version.rules.size() > 2 && chance(rng_, 0.5)) version.rules.pop_back();
        version.where = first_.where;
      }
      if (i == 0) first_ = version;
      versions_.push_back(build_version(taxonomy_, policy, version));
    }
  }
  Rng rng_;
  Taxonomy taxonomy_;
  VersionSpec first_;
  std::vector<PolicyVersion> versions_;
};

TEST(Algebra, ComparesRandomPoliciesAsEnumerationDoes) {
  std::size_t contained = 0;
  for (std::uint64_t seed = 0; seed < kPolicyPairs; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    PolicyPair pair(seed);
    const Space space(pair.taxonomy_);
    Algebra algebra(pair.taxonomy_);
    Region region[2];
    NumberSet points[2];
    for (std::size_t i = 0; i < 2; ++i) {
      const PolicyVersion& version = pair.versions_[i];
      region[i] = algebra.of_version(version, RuleKind::kProhibit);
      points[i] = prohibited_points(space, version);
      ASSERT_EQ(points_in(space, algebra.contexts(), region[i]), points[i]);
      ASSERT_EQ(points_in(space, algebra.contexts(), algebra.of_version(version, RuleKind::kAllow)),
                allowed_points(space, version));
      ASSERT_EQ(region[i].empty(), points[i].empty());
    }
    for (std::size_t i = 0; i < 2; ++i) {
      const std::size_t j = 1 - i;
      const Region difference = algebra.subtract(region[i], region[j]);
      const NumberSet naive = points[i] - points[j];
      ASSERT_EQ(points_in(space, algebra.contexts(), difference), naive);
      ASSERT_EQ(algebra.covers(region[j], region[i]), naive.empty());
      ASSERT_EQ(difference.empty(), naive.empty());
      contained += naive.empty() ? 1 : 0;
      // Canonical: what is taken out and put back is the same value.
      ASSERT_EQ(algebra.unite(difference, algebra.intersect(region[i], region[j])), region[i]);
      if (difference.empty()) continue;
      const UsePoint witness = algebra.witness(difference);
      ASSERT_TRUE(prohibits_naive(pair.taxonomy_, pair.versions_[i], witness));
      ASSERT_FALSE(prohibits_naive(pair.taxonomy_, pair.versions_[j], witness));
      for (std::size_t u = 0; u < witness.use.index(); ++u) {
        ASSERT_FALSE(space.has_point_of(naive, UseId(u))) << "an earlier use would do";
      }
    }
    ASSERT_EQ(points_in(space, algebra.contexts(), algebra.unite(region[0], region[1])),
              points[0] | points[1]);
    ASSERT_EQ(points_in(space, algebra.contexts(), algebra.intersect(region[0], region[1])),
              points[0] & points[1]);
    const Context where = pair.versions_[1].rules[0].when;
    ASSERT_EQ(points_in(space, algebra.contexts(),
                        algebra.within(region[0], algebra.contexts().meeting(where))),
              points[0] & space.in_contexts(space.meeting(where)));
  }
  // Both answers must occur often, or the comparison says little.
  EXPECT_GT(contained, kPolicyPairs / 10);
  EXPECT_LT(contained, 2 * kPolicyPairs - kPolicyPairs / 10);
}

TEST(Algebra, RulesOneByOneAgreeWithTheOracleAtEveryPoint) {
  for (std::uint64_t seed = 0; seed < kPolicyPairs / 10; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    PolicyPair pair(seed);
    const Space space(pair.taxonomy_);
    const PolicyVersion& version = pair.versions_[0];
    Algebra algebra(pair.taxonomy_);
    for (std::size_t p = 0; p < space.points(); ++p) {
      const UsePoint point = space.point(p);
      ASSERT_EQ(prohibits(pair.taxonomy_, version, point),
                prohibits_naive(pair.taxonomy_, version, point))
          << space.describe(point);
      ASSERT_EQ(stance(pair.taxonomy_, version, point),
                stance_naive(pair.taxonomy_, version, point))
          << space.describe(point);
    }
    for (const Rule& rule : version.rules) {
      if (rule.kind != RuleKind::kProhibit && rule.kind != RuleKind::kAllow) continue;
      const Region region = algebra.of_rule(rule, version.where);
      for (std::size_t p = 0; p < space.points(); ++p) {
        const UsePoint point = space.point(p);
        const bool holds = rule_holds(pair.taxonomy_, version, rule, point);
        ASSERT_EQ(rule_applies(pair.taxonomy_, version, rule, point), holds);
        ASSERT_EQ(algebra.contexts().contains(region.of(point.use), point.context), holds);
      }
    }
  }
}

}  // namespace
}  // namespace flowdown::oracle
