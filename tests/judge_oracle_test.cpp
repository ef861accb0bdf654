// judge() against the oracle: the same findings, uses included, on thousands of random chains; and
// every witness confirmed point by point.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "flowdown/findings.hpp"
#include "oracle/compare.hpp"
#include "oracle/naive_judge.hpp"
#include "support/random_model.hpp"

namespace flowdown::oracle {
namespace {

constexpr std::uint64_t kChains = 1000;

bool is_gap(Code code) {
  return code == Code::kGapPermits || code == Code::kGapSilent || code == Code::kGapNarrower ||
         code == Code::kGapCatchAll;
}
bool is_breach_of_use(Code code) { return code == Code::kBreachUse || code == Code::kBreachAct; }
bool is_blind_or_drift(Code code) {
  return code == Code::kBlindUnknownTerms || code == Code::kBlindUnenforced ||
         code == Code::kBlindOutOfScope || code == Code::kDrift;
}

// Codes that the oracle does not judge.
bool is_left_out(Code code) {
  switch (code) {
    case Code::kBreachLimit:
    case Code::kBreachDuty:
    case Code::kConflict:
    case Code::kWaiverApplied:
    case Code::kWaiverExpired:
    case Code::kWaiverUnauthorised:
      return true;
    default:
      return false;
  }
}

// What is compared: uses of gaps and breaches; the severity of all but drift; what is tentative
// where the oracle knows it.
NaiveFinding comparable(NaiveFinding finding) {
  if (!is_gap(finding.code) && !is_breach_of_use(finding.code)) finding.uses.clear();
  if (finding.code == Code::kDrift) finding.severity = Severity::kWarning;
  return finding;
}

struct Judged {
  explicit Judged(std::uint64_t seed)
      : spec(random_spec(seed)),
        model(build(spec)),
        flow(propagate(model, spec.as_of)),
        findings(judge(flow)),
        naive(model, spec.as_of),
        oracle(naive) {}
  Judged(const Judged&) = delete;
  Judged& operator=(const Judged&) = delete;

  std::string use_id(UseId use) const { return model.taxonomy.uses[use.index()].id; }

  NaiveFinding by_names(const Finding& finding) const {
    NaiveFinding named;
    const Detail& detail = findings.detail(finding);
    named.code = finding.code;
    if (finding.party) named.where = model.graph.id_of(finding.party);
    if (finding.agreement) named.where = model.graph.id_of(finding.agreement);
    if (finding.artifact) named.artifact = model.graph.id_of(finding.artifact);
    if (finding.policy) named.policy = model.policies.policies[finding.policy.index()].id;
    for (UseId use : detail.uses) named.uses.insert(use_id(use));
    named.severity = finding.severity;
    named.tentative = finding.tentative;
    if (finding.code == Code::kDrift) named.artifact.clear();
    if (finding.code == Code::kBlindUnknownTerms) {
      switch (detail.unknown) {
        case Unknown::kPartyPolicies:
          named.where = "party " + named.where;
          named.artifact.clear();
          break;
        case Unknown::kArtifactPolicies:
          named.where = "artifact";
          break;
        case Unknown::kAgreementTerms:
          named.where = "agreement " + named.where;
          named.artifact.clear();
          break;
        case Unknown::kSource:
          named.where = "source " + named.where;
          break;
        case Unknown::kPassingOn:
          named.where = "passing-on " + named.where;
          break;
      }
    }
    return comparable(named);
  }

  Spec spec;
  Model model;
  Flow flow;
  Findings findings;
  NaiveFlow naive;
  NaiveJudge oracle;
};

std::string only_in(const std::multiset<NaiveFinding>& a, const std::multiset<NaiveFinding>& b) {
  std::string text;
  for (const NaiveFinding& finding : a) {
    if (a.count(finding) != b.count(finding)) text += "  " + describe(finding) + '\n';
  }
  return text;
}

TEST(Judge, FindsWhatTheOracleFinds) {
  std::array<std::size_t, kCodes> found{};
  for (std::uint64_t seed = 0; seed < kChains; ++seed) {
    Judged judged(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::multiset<NaiveFinding> library, oracle;
    for (const Finding& finding : judged.findings.findings) {
      if (!is_left_out(finding.code)) library.insert(judged.by_names(finding));
    }
    for (const NaiveFinding& finding : judged.oracle.findings()) {
      oracle.insert(comparable(finding));
      ++found[static_cast<std::size_t>(finding.code)];
    }
    ASSERT_EQ(library, oracle) << "only in the library:\n"
                               << only_in(library, oracle) << "only in the oracle:\n"
                               << only_in(oracle, library)
                               << describe(judged.model, judged.spec.as_of);
  }
  // Each code must occur often enough for the comparison to mean something.
  for (std::size_t code = 0; code < kCodes; ++code) {
    if (is_left_out(static_cast<Code>(code))) continue;
    EXPECT_GT(found[code], kChains / 100) << info(static_cast<Code>(code)).name;
  }
}

// The versions of the finding's policy at which the party is judged, and whether one prohibits.
bool prohibited_upstream(const Judged& judged, const Finding& finding, const UsePoint& point) {
  const Holding& h = judged.flow.holdings[finding.holding.index()];
  const auto upstream = judged.oracle.upstream_points(h);
  auto found = upstream.find(finding.policy);
  return found != upstream.end() && found->second.contains(judged.naive.space().number_of(point));
}

TEST(Judge, EveryWitnessIsConfirmedPointByPoint) {
  for (std::uint64_t seed = 0; seed < kChains; ++seed) {
    Judged judged(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const NaiveFlow& naive = judged.naive;
    for (const Finding& finding : judged.findings.findings) {
      if (!is_gap(finding.code) && !is_breach_of_use(finding.code)) continue;
      const Detail& detail = judged.findings.detail(finding);
      const NaiveFinding named = judged.by_names(finding);
      ASSERT_TRUE(detail.witness.has_value()) << describe(named);
      const UsePoint& witness = *detail.witness;
      SCOPED_TRACE(describe(named) + " witness " + naive.space().describe(witness));
      const Holding& h = judged.flow.holdings[finding.holding.index()];
      EXPECT_TRUE(named.uses.contains(judged.use_id(witness.use)));
      EXPECT_TRUE(prohibited_upstream(judged, finding, witness));
      EXPECT_TRUE(
          prohibits_naive(judged.model.taxonomy, judged.model.policies[finding.version], witness))
          << "not by the version named";
      std::set<std::size_t> channels = judged.oracle.channels_out(h);
      if (is_breach_of_use(finding.code)) channels.merge(judged.oracle.channels_in(h));
      const std::size_t number = naive.space().number_of(witness);
      const NumberSet contexts = is_gap(finding.code) ? judged.oracle.answered_for(h)
                                                      : judged.oracle.contexts_of(h, channels);
      EXPECT_TRUE(contexts.contains(naive.space().context_of(number)));
      if (!is_gap(finding.code)) continue;
      EXPECT_FALSE(judged.oracle.own_points(h, RuleKind::kProhibit).contains(number));
      if (finding.code == Code::kGapPermits) {
        EXPECT_TRUE(judged.oracle.own_points(h, RuleKind::kAllow).contains(number));
      }
    }
    ASSERT_FALSE(testing::Test::HasFailure()) << describe(judged.model, judged.spec.as_of);
  }
}

// The groups of a gap: upstream prohibits a member that counts, the own policies none, and the
// finding has a member.
TEST(Judge, GroupsOfGapsAreThoseOfWhichNothingIsProhibited) {
  for (std::uint64_t seed = 0; seed < kChains / 5; ++seed) {
    Judged judged(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Space& space = judged.naive.space();
    const Grouping* grouping = judged.model.taxonomy.find_grouping("klyman-17");
    ASSERT_EQ(judged.findings.grouping, grouping);
    for (const Finding& finding : judged.findings.findings) {
      if (!is_gap(finding.code)) continue;
      const Detail& detail = judged.findings.detail(finding);
      const Holding& h = judged.flow.holdings[finding.holding.index()];
      const NumberSet counting = space.in_contexts(judged.oracle.answered_for(h));
      const NumberSet upstream = judged.oracle.upstream_points(h).at(finding.policy) & counting;
      const NumberSet own = judged.oracle.own_points(h, RuleKind::kProhibit);
      std::vector<std::uint32_t> groups;
      for (std::size_t g = 0; g < grouping->groups.size(); ++g) {
        bool asked = false, answered = false, found = false;
        for (UseId use : grouping->groups[g].uses) {
          asked = asked || space.has_point_of(upstream, use);
          answered = answered || space.has_point_of(own & counting, use);
          found =
              found || std::find(detail.uses.begin(), detail.uses.end(), use) != detail.uses.end();
        }
        if (asked && !answered && found) groups.push_back(static_cast<std::uint32_t>(g));
      }
      EXPECT_EQ(detail.groups, groups) << describe(judged.by_names(finding));
    }
    ASSERT_FALSE(testing::Test::HasFailure()) << describe(judged.model, judged.spec.as_of);
  }
}

// What the headers promise of every finding.
TEST(Judge, FindingsAreSortedAndEachHasItsOwnId) {
  for (std::uint64_t seed = 0; seed < kChains / 5; ++seed) {
    Judged judged(seed);
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::set<std::string> ids;
    for (const Finding& finding : judged.findings.findings) {
      EXPECT_FALSE(finding.party && finding.agreement);
      EXPECT_LT(finding.detail, judged.findings.details.size());
      const std::string id = id_of(finding, judged.model);
      EXPECT_EQ(id.size(), 16U);
      if (is_gap(finding.code) || is_breach_of_use(finding.code) ||
          !is_blind_or_drift(finding.code)) {
        EXPECT_TRUE(ids.insert(id).second) << describe(judged.by_names(finding));
      }
    }
    ASSERT_FALSE(testing::Test::HasFailure()) << describe(judged.model, judged.spec.as_of);
  }
}

}  // namespace
}  // namespace flowdown::oracle
