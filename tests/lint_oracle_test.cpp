// Lint of rules against points counted one by one. What lint calls vacuous, shadowed or redundant
// can be struck, all of it together, and no point is prohibited less; after that, every prohibition
// counts for some point. What it says of allowances is what the points say.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "flowdown/lint.hpp"
#include "oracle/points.hpp"
#include "oracle/spec.hpp"
#include "support/random_model.hpp"

namespace flowdown::oracle {
namespace {

constexpr std::uint64_t kSeeds = 2000;

// A model of one version with rules of several random ones, so that they overlap, each rule on a
// line of its own.
Model random_policy(std::uint64_t seed) {
  Rng rng(seed);
  RandomOptions options;
  options.max_contexts = 60;
  options.max_uses = 7;
  const TaxonomySpec taxonomy = random_taxonomy(rng, options);
  VersionSpec spec = random_version(rng, taxonomy);
  for (int i = 0; i < 2; ++i) {
    const VersionSpec more = random_version(rng, taxonomy);
    spec.rules.insert(spec.rules.end(), more.rules.begin(), more.rules.end());
  }
  if (chance(rng, 0.3)) spec.rules.push_back(spec.rules[pick(rng, spec.rules.size())]);
  if (chance(rng, 0.3)) spec.where = random_context(rng, taxonomy, 0.3);
  PolicySpec policy;
  policy.id = "p";
  policy.issuer = "maker";
  policy.covers = taxonomy.values.at(Dimension::kChannel);

  Model model;
  model.taxonomy = build_taxonomy(taxonomy);
  PolicyVersion version = build_version(model.taxonomy, policy, spec);
  const FileId file = model.sources.add({"p.yaml", ""});
  version.pos = {file, 1, 1};
  for (std::size_t r = 0; r < version.rules.size(); ++r) {
    version.rules[r].pos = {file, static_cast<std::uint32_t>(r + 2), 1};
  }
  version.policy = PolicyId(std::size_t{0});
  model.policies.versions.push_back(std::move(version));
  model.policies.policies.push_back({"p", {VersionId(std::size_t{0})}});
  model.policies.index();
  return model;
}

// The rules of which lint says this, by line.
std::set<std::size_t> rules_with(const std::vector<LintFinding>& findings,
                                 const std::set<LintCode>& codes) {
  std::set<std::size_t> rules;
  for (const LintFinding& finding : findings) {
    const bool of_list =
        finding.subject.kind != "rule" || finding.key.find(" in vain") != std::string::npos;
    if (codes.contains(finding.code) && !of_list) rules.insert(finding.pos.line - 2);
  }
  return rules;
}

PolicyVersion without(const PolicyVersion& version, const std::set<std::size_t>& struck) {
  PolicyVersion less = version;
  less.rules.clear();
  for (std::size_t r = 0; r < version.rules.size(); ++r) {
    if (!struck.contains(r)) less.rules.push_back(version.rules[r]);
  }
  return less;
}

NumberSet points_of(const Space& space, const PolicyVersion& version, const Rule& rule) {
  NumberSet points = space.no_points();
  for (std::size_t p = 0; p < space.points(); ++p) {
    if (rule_holds(space.taxonomy(), version, rule, space.point(p))) points.insert(p);
  }
  return points;
}

TEST(LintOracle, WhatIsCalledSuperfluousCanBeStruckAndNothingElse) {
  std::size_t struck_rules = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const Model model = random_policy(seed);
    const PolicyVersion& version = model.policies.versions.front();
    const Space space(model.taxonomy);
    const std::vector<LintFinding> findings = lint(model, {Date{0}});
    std::set<std::size_t> struck;
    for (const std::size_t r :
         rules_with(findings,
                    {LintCode::kVacuousRule, LintCode::kShadowedRule, LintCode::kRedundantRule})) {
      if (version.rules[r].kind == RuleKind::kProhibit) struck.insert(r);
    }
    struck_rules += struck.size();

    const NumberSet all = prohibited_points(space, version);
    for (const std::size_t r : struck) {
      EXPECT_EQ(prohibited_points(space, without(version, {r})), all) << "rule " << r;
    }
    EXPECT_EQ(prohibited_points(space, without(version, struck)), all);
    // The rules that a finding names cover the rule. Those that do so together stay; a single one
    // may itself be covered by others together.
    for (const LintFinding& finding : findings) {
      const std::size_t rule = finding.pos.line - 2;
      const bool named = finding.code == LintCode::kShadowedRule ||
                         (finding.code == LintCode::kRedundantRule && !finding.subject.id.empty());
      if (!named || version.rules[rule].kind != RuleKind::kProhibit) continue;
      NumberSet covered = space.no_points();
      for (const LintPlace& place : finding.related) {
        if (finding.code == LintCode::kRedundantRule) {
          EXPECT_FALSE(struck.contains(place.pos.line - 2)) << "rule " << rule;
        }
        covered |= points_of(space, version, version.rules[place.pos.line - 2]);
      }
      EXPECT_TRUE(points_of(space, version, version.rules[rule]).subset_of(covered))
          << "rule " << rule;
    }
    for (std::size_t r = 0; r < version.rules.size(); ++r) {
      if (version.rules[r].kind != RuleKind::kProhibit || struck.contains(r)) continue;
      std::set<std::size_t> more = struck;
      more.insert(r);
      EXPECT_NE(prohibited_points(space, without(version, more)), all) << "rule " << r;
    }
  }
  EXPECT_GT(struck_rules, kSeeds);  // the test does test something
}

TEST(LintOracle, RulesAreVacuousExactlyWhereTheyHoldAtNoPoint) {
  std::size_t vacuous_rules = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const Model model = random_policy(seed);
    const PolicyVersion& version = model.policies.versions.front();
    const Space space(model.taxonomy);
    const std::set<std::size_t> vacuous =
        rules_with(lint(model, {Date{0}}), {LintCode::kVacuousRule});
    for (std::size_t r = 0; r < version.rules.size(); ++r) {
      const RuleKind kind = version.rules[r].kind;
      if (kind != RuleKind::kProhibit && kind != RuleKind::kAllow) continue;
      const bool empty = points_of(space, version, version.rules[r]).empty();
      EXPECT_EQ(vacuous.contains(r), empty) << "rule " << r;
      vacuous_rules += empty ? 1 : 0;
    }
  }
  EXPECT_GT(vacuous_rules, kSeeds / 20);
}

// Wholly overridden: a warning. In part, whatever the safeguards: a note.
TEST(LintOracle, AllowancesAreOverriddenExactlyAsThePointsSay) {
  std::size_t warned = 0, noted = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const Model model = random_policy(seed);
    const PolicyVersion& version = model.policies.versions.front();
    const Space space(model.taxonomy);
    const NumberSet banned = prohibited_points(space, version);
    const std::vector<LintFinding> findings = lint(model, {Date{0}});
    for (std::size_t r = 0; r < version.rules.size(); ++r) {
      if (version.rules[r].kind != RuleKind::kAllow) continue;
      const NumberSet allowed = points_of(space, version, version.rules[r]);
      const NumberSet left = allowed - banned, lost = allowed & banned;
      bool hopeless = false;  // some point is lost and no change of safeguards helps
      for (std::size_t p = 0; p < space.points(); ++p) {
        if (!lost.contains(p)) continue;
        bool helped = false;
        for (std::size_t q = 0; q < space.points(); ++q) {
          helped = helped || (left.contains(q) && space.use_of(q) == space.use_of(p) &&
                              space.point(q).context.values == space.point(p).context.values);
        }
        hopeless = hopeless || !helped;
      }
      std::optional<Severity> said;
      for (const LintFinding& finding : findings) {
        if (finding.code != LintCode::kOverriddenAllowance || finding.pos.line != r + 2) continue;
        said = finding.severity;
        ASSERT_TRUE(finding.witness);
        EXPECT_TRUE(lost.contains(space.number_of(*finding.witness)));
        EXPECT_FALSE(finding.related.empty());
      }
      if (lost.empty() || (!left.empty() && !hopeless)) {
        EXPECT_FALSE(said) << "rule " << r;
      } else {
        EXPECT_EQ(said, left.empty() ? Severity::kWarning : Severity::kNote) << "rule " << r;
        (left.empty() ? warned : noted) += 1;
      }
    }
  }
  EXPECT_GT(warned, kSeeds / 10);
  EXPECT_GT(noted, kSeeds / 10);
}

}  // namespace
}  // namespace flowdown::oracle
